import fc from 'fast-check';
import { isSame } from './same.js';

const copyOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe('Comparing rows', () => {
  it('says yes only where the JSON of both is the same', () =>
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => !isSame(a, b) || JSON.stringify(a) === JSON.stringify(b))));

  it('finds a copy the same as what it was copied from', () =>
    fc.assert(fc.property(fc.jsonValue(), (value) => isSame(copyOf(value), copyOf(value)))));

  it('tells members in another order apart, since their JSON differs', () => expect(isSame({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(false));

  it('tells a list from an object that has its items, and a longer list from its beginning', () => {
    expect(isSame([1], { 0: 1 })).toBe(false);
    expect(isSame({ 0: 1 }, [1])).toBe(false);
    expect(isSame([1], [1, 2])).toBe(false);
  });
});
