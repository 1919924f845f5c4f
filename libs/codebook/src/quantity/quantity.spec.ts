import type { Quantity } from '../shapes.js';
import { disagree, quantityBounds } from './index.js';

const quantity = (values: Partial<Quantity>): Quantity =>
  ({ best: null, low: null, high: null, unit: 'person', of: 'fighters', kind: 'exact', asOf: null, cue: null, ...values });

describe('bounds of a quantity', () => {
  it.each([
    ['exact: the number itself', { kind: 'exact', best: 19 }, 19, 19],
    ['exact zero is a number', { kind: 'exact', best: 0 }, 0, 0],
    ['range: as given', { kind: 'range', low: 10, best: 12, high: 20 }, 10, 20],
    ['order: as given', { kind: 'order', low: 100_000, high: 999_999 }, 100_000, 999_999],
    ['fraction: from one half', { kind: 'fraction', low: 0.5, high: 1 }, 0.5, 1],
    ['at least the best', { kind: 'at-least', best: 40, low: 30 }, 40, Infinity],
    ['at least the low one, if there is no best', { kind: 'at-least', low: 30 }, 30, Infinity],
    ['at most the best', { kind: 'at-most', best: 30 }, -Infinity, 30],
    ['at most the high one, if there is no best', { kind: 'at-most', high: 35 }, -Infinity, 35],
    ['approximate with both ends: as given', { kind: 'approximate', best: 150, low: 100, high: 200 }, 100, 200],
    ['approximate: 150 - 15 to 150 + 15', { kind: 'approximate', best: 150 }, 135, 165],
    ['approximate below zero: -20 - 2 to -20 + 2', { kind: 'approximate', best: -20 }, -22, -18],
    ['approximate with one end keeps to its best', { kind: 'approximate', best: 10, low: 9.5 }, 9, 11],
    ['vague without a number is unbounded', { kind: 'vague' }, -Infinity, Infinity],
    ['vague with an end: what is given', { kind: 'vague', low: 100 }, 100, Infinity],
  ] as [string, Partial<Quantity>, number, number][])('%s', (_, values, low, high) =>
    expect(quantityBounds(quantity(values))).toEqual({ low, high }));
});

describe('two quantities', () => {
  const exactly = (best: number, more: Partial<Quantity> = {}) => quantity({ best, ...more });

  it('disagree when the gap is more than 2 % of the larger facing bound', () => expect(disagree(exactly(100), exactly(102.1))).toBe(true));
  it('agree up to 2 %: 2 is not more than 2 % of 100', () => expect(disagree(exactly(98), exactly(100))).toBe(false));
  it('disagree in either order', () => expect([disagree(exactly(10), exactly(40)), disagree(exactly(40), exactly(10))]).toEqual([true, true]));
  it('agree while their bounds touch', () => expect(disagree(quantity({ kind: 'approximate', best: 40 }), quantity({ kind: 'at-least', best: 44 }))).toBe(false));
  it('measure by the bounds that face each other: over 40 against about 10', () =>
    expect(disagree(quantity({ kind: 'approximate', best: 10_000 }), quantity({ kind: 'at-least', best: 40_000 }))).toBe(true));
  it('of another thing or unit are not compared', () => {
    expect(disagree(exactly(1), exactly(9, { of: 'tunnels' }))).toBe(false);
    expect(disagree(exactly(1), exactly(9, { unit: 'share' }))).toBe(false);
  });
  it('as of other times are not compared', () =>
    expect(disagree(exactly(19, { asOf: '1962-10-23' }), exactly(20, { asOf: '1962-10-24' }))).toBe(false));
  it('without a time are compared with any', () => {
    expect(disagree(exactly(19, { asOf: '1962-10-23' }), exactly(30))).toBe(true);
    expect(disagree(exactly(19, { asOf: '1962-10' }), exactly(30, { asOf: '1962-10-24' }))).toBe(true);
  });
  it('never disagree with what is unbounded', () => expect(disagree(exactly(5), quantity({ kind: 'vague' }))).toBe(false));
  it('compare negative numbers by absolute value', () => expect(disagree(exactly(-100), exactly(-99))).toBe(false));
  it('disagree around zero', () => expect(disagree(exactly(0), exactly(1))).toBe(true));
});
