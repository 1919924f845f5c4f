import { welcome, type Welcome } from './welcome.js';

const usual: Welcome = { url: 'http://localhost:3000', database: 'embedded', key: 'chy_k', isSeeded: true, isAnonymous: true, isKeyFound: true };
const next = (start: Partial<Welcome>): string[] => welcome({ ...usual, ...start }).split('another terminal:\n')[1]!.trim().split('\n').map((line) => line.trim());

it('needs no setting where all is as usual', () => {
  expect(next({})).toEqual(["curl 'http://localhost:3000/api/v1/stories/rafah-first-reconstruction/timeline?limit=3'", 'npx chancery timeline rafah-first-reconstruction', 'npx chancery demo']);
});

it('names the address and the key that a command would not find by itself', () => {
  const lines = next({ url: 'http://localhost:3411', isKeyFound: false, isAnonymous: false });
  expect(lines[0]).toMatch(/^curl -H 'Authorization: Bearer chy_k' 'http:\/\/localhost:3411\//);
  expect(lines.slice(1).every((line) => line.startsWith('CHANCERY_URL=http://localhost:3411 CHANCERY_KEY=chy_k npx '))).toBe(true);
});

it('names no seed story where none was filed', () => {
  expect(welcome({ ...usual, isSeeded: false })).not.toMatch(/rafah|demo/);
});
