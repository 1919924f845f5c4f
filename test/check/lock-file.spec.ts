import { missingFromLock, unpinned } from './lock-file.js';

const pinned = { version: '1.0.0', integrity: 'sha512-x' };

it('names an optional package that the lock file leaves out', () => {
  const packages = { 'node_modules/a': { ...pinned, optionalDependencies: { 'a-linux': '1', 'a-mac': '1' } }, 'node_modules/a/node_modules/a-linux': pinned };

  expect(missingFromLock({ packages })).toEqual(['a-mac, optional for node_modules/a, is not in package-lock.json']);
});

it('accepts a lock file that has every optional package', () => {
  expect(missingFromLock({ packages: { '': {}, 'node_modules/a': { optionalDependencies: { b: '1' } }, 'node_modules/b': pinned } })).toEqual([]);
});

it('names packages that come without a hash or name a host', () => {
  const packages = { '': {}, 'node_modules/a': pinned, 'node_modules/b': { version: '1' }, 'node_modules/c': { ...pinned, resolved: 'http://mirror.example/c.tgz' } };

  expect(unpinned({ packages })).toHaveLength(2);
});
