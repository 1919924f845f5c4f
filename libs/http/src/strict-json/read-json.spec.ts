import fc from 'fast-check';
import { Problem } from '../problems/problem.js';
import { readJson } from './read-json.js';

const read = (text: string) => readJson(Buffer.from(text));
const faultsOf = (text: string) => read(text).faults.map(({ pointer, code }) => [pointer, code]);
function refusal(body: string | Buffer): string {
  try {
    readJson(typeof body === 'string' ? Buffer.from(body) : body);
  } catch (error) {
    if (error instanceof Problem) return `${error.problemType}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

describe('a JSON body', () => {
  it('means what JSON.parse says when nothing is wrong with it', () =>
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (text, indent) => {
        const value: unknown = JSON.parse(text);
        const { value: own, faults } = read(JSON.stringify(value, null, indent));
        if (faults.length === 0) expect(own).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 500 },
    ));

  it('is refused exactly when JSON.parse refuses it, or a member comes twice', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[[\]{}",:0-9a-z\\ \-.eE+]{0,30}$/), (text) => {
        let parses = true;
        try {
          JSON.parse(text);
        } catch {
          parses = false;
        }
        const said = refusal(text);
        expect(said === 'accepted' || said.includes('named twice')).toBe(parses);
      }),
      { numRuns: 2000 },
    ));

  it('keeps every escape and every pair of surrogates', () => {
    expect(read('"\\u00e9\\n\\/\\ud83d\\ude00 😀"').value).toBe('é\n/😀 😀');
  });

  it('may not name a member twice, at any depth, however it is spelt', () => {
    expect(refusal('{"a":1,\n "b":[{"c":1, "c":2}]}')).toBe('malformed-json: Line 2, column 15, at /b/0: the member "c" is named twice in one object.');
    expect(refusal('{"a":1,"\\u0061":2}')).toContain('named twice');
  });

  it('must be UTF-8', () => {
    expect(refusal(Buffer.from([0x22, 0x61, 0xff, 0x22]))).toContain('offset 2');
    expect(refusal(Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]))).toContain('not UTF-8');
    expect(refusal(Buffer.from([0xef, 0xbb, 0xbf, 0x31]))).toContain('malformed-json');
  });

  it('is one document, whole', () => {
    for (const text of ['', '{', '[1,]', '{"a":1,}', '{"a" 1}', '[1 2]', "{'a':1}", '01', '1.', '.5', '+1', '-', 'nul', 'NaN', '1e', '"a', '"\\x"', '"\\u12"', '"\n"', '1 2', '[', '{"a":']) {
      expect([text, refusal(text).split(':')[0]]).toEqual([text, 'malformed-json']);
    }
  });

  it('may hold a number only if a double keeps it exactly', () => {
    expect(faultsOf('[0.1, 1e2, 100.0, -0, 9007199254740991, 1.5e-10, 123456.789, 5e-324, 1.7976931348623157e308, 1000000000000000000000]')).toEqual([]);
    expect(faultsOf('{"a":9007199254740993}')).toEqual([['/a', 'range']]);
    expect(faultsOf('[1e400, -1e400, 0.1000000000000000055, 1e-400]')).toEqual([['/0', 'range'], ['/1', 'range'], ['/2', 'range'], ['/3', 'range']]);
    expect(Object.is(read('-0').value, 0)).toBe(true);
  });

  it('may hold no NUL and no half of a surrogate pair', () => {
    expect(faultsOf('{"a":"x\\u0000y","b":["\\ud800"],"c":"\\udc00\\ud83d"}')).toEqual([['/a', 'pattern'], ['/b/0', 'pattern'], ['/c', 'pattern']]);
    expect(faultsOf('{"a\\u0000":1}')).toEqual([['/a\0', 'pattern']]);
  });

  it('may not name __proto__', () => {
    expect(faultsOf('{"a":{"__proto__":{"x":1}}}')).toEqual([['/a/__proto__', 'unknown-field']]);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('may be 32 levels deep and no more, and a deeper one costs no stack', () => {
    expect(faultsOf('['.repeat(32) + ']'.repeat(32))).toEqual([]);
    expect(faultsOf('['.repeat(33) + ']'.repeat(33))).toEqual([['/0'.repeat(32), 'depth']]);
    expect(faultsOf('['.repeat(200_000) + ']'.repeat(200_000))).toHaveLength(1);
    expect(refusal('{"a":'.repeat(100_000))).toContain('malformed-json');
  });

  it('points with escaped member names', () => {
    expect(faultsOf('{"a/b~c":1e999}')).toEqual([['/a~1b~0c', 'range']]);
  });
});
