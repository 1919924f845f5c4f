import { createHash } from 'node:crypto';
import { headlineKey, sameTextKey, textCommitment, urlKey } from './fingerprints.js';

describe('two addresses of one report', () => {
  const plain = 'https://example.org/a/b?id=7';
  it.each([
    ['letter case of scheme and host', 'HTTPS://Example.ORG/a/b?id=7'],
    ['the default port', 'https://example.org:443/a/b?id=7'],
    ['a fragment', 'https://example.org/a/b?id=7#top'],
    ['a trailing slash', 'https://example.org/a/b/?id=7'],
    ['campaign parameters', 'https://example.org/a/b?utm_source=x&id=7&gclid=1&fbclid=2&UTM_medium=y'],
  ])('are equal but for %s', (_, url) => expect(urlKey(url)).toBe(urlKey(plain)));

  it.each([
    ['the letter case of the path', 'https://example.org/A/b?id=7'],
    ['another port', 'https://example.org:8443/a/b?id=7'],
    ['a parameter with meaning', 'https://example.org/a/b?id=8'],
    ['the scheme', 'http://example.org/a/b?id=7'],
  ])('differ by %s', (_, url) => expect(urlKey(url)).not.toBe(urlKey(plain)));

  it('keeps an address that is none as it is', () => expect(urlKey('page 3 of the evening paper')).toBe('page 3 of the evening paper'));
});

it('takes texts for the same whatever their white space and composition', () => {
  expect(sameTextKey('Cafe\u0301  talks', 'One\r\n\ttwo ')).toBe(sameTextKey('Caf\u00e9 talks', ' One two'));
  expect(sameTextKey('Talks', 'One two')).not.toBe(sameTextKey('Talks', 'One too'));
  expect(sameTextKey('a b', 'c')).not.toBe(sameTextKey('a', 'b c'));
});

it('tells headlines apart by outlet and publication', () => {
  expect(headlineKey('Talks', 'ap', '2025')).toBe(headlineKey('Talks', 'ap', '2025'));
  expect(headlineKey('Talks', 'ap', '2025')).not.toBe(headlineKey('Talks', null, '2025'));
  expect(headlineKey('Talks', 'ap', '2025')).not.toBe(headlineKey('Talks', 'ap', null));
});

it('commits to salt and bytes, so that nobody can try texts against the log', () =>
  expect(textCommitment(Buffer.from('salt'), 'é')).toBe(createHash('sha256').update(Buffer.concat([Buffer.from('salt'), Buffer.from('é', 'utf8')])).digest('hex')));
