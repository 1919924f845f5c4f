import { canonicalJson } from './canonical-json.js';

describe('Canonical JSON (RFC 8785)', () => {
  it('sorts members by UTF-16 code units', () => {
    // The example of RFC 8785, section 3.2.3.
    const value = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', 1: 'One', '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With Diaeresis' };
    expect(Object.values(JSON.parse(canonicalJson(value)) as object)[0]).toBe('One'); // Objects put whole numbers first; the text:
    expect([...canonicalJson(value).matchAll(/:"(\w+)/g)].map((match) => match[1])).toEqual(['Carriage', 'One', 'Control', 'Latin', 'Euro', 'Emoji', 'Hebrew']);
  });

  it('writes numbers as ECMAScript does', () => {
    expect(canonicalJson([333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0, 1e21, 1e20])).toBe('[333333333.3333333,1e+30,4.5,0.002,1e-27,0,1e+21,100000000000000000000]');
  });

  it('leaves out members that are undefined and keeps nulls', () => {
    expect(canonicalJson({ b: undefined, a: null })).toBe('{"a":null}');
  });

  it('is stable: its own reading written again gives the same bytes', () => {
    const text = canonicalJson({ s: 'a"\\\u2028\u0001é😀', n: [1.1, 5e-324, 1.7976931348623157e308], o: {} });
    expect(canonicalJson(JSON.parse(text))).toBe(text);
  });

  it.each([[Number.NaN], [Infinity], ['\udc00'], [[undefined]], [{ '\ud800': 1 }], [1n], [new Map()], [{ f: () => 1 }]])('refuses %p', (value) => {
    expect(() => canonicalJson(value)).toThrow();
  });
});
