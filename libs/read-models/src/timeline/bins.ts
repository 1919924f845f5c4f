import { MICROSECONDS_A_DAY, civilDay, dayNumber, utcDay } from '#libs/codebook';

export type BinUnit = 'day' | 'week' | 'month' | 'year';
export interface Bin { from: string; to: string; count: number; weak: number; group: string | null }
/** An item to be counted: an instant in microseconds, how many origins carry it, its group. */
export interface Binned { at: number; origins: number; group: string | null }

const units: readonly BinUnit[] = ['day', 'week', 'month', 'year'];
const mostBins = 200;

/** The finest unit that cuts the whole span into at most 200 bins; the year where even that gives more. */
export function unitFor(items: readonly Binned[]): BinUnit {
  if (items.length === 0) return 'day';
  let [low, high] = [Infinity, -Infinity];
  for (const { at } of items) [low, high] = [Math.min(low, at), Math.max(high, at)];
  return units.find((unit) => indexOf(unit, high) - indexOf(unit, low) < mostBins) ?? 'year';
}

/** Counts items by UTC day, ISO week (from Monday), month or year. Bins without an item are left out. `weak`: fewer than two origins. */
export function binned(items: readonly Binned[], unit: BinUnit): Bin[] {
  const bins = new Map<string, { index: number; bin: Bin }>();
  for (const { at, origins, group } of items) {
    const index = indexOf(unit, at);
    const key = `${index}|${group ?? ''}`;
    let known = bins.get(key);
    if (known === undefined) bins.set(key, (known = { index, bin: { ...daysOf(unit, index), count: 0, weak: 0, group } }));
    known.bin.count++;
    if (origins < 2) known.bin.weak++;
  }
  return [...bins.values()].sort((a, b) => a.index - b.index || ((a.bin.group ?? '\uffff') < (b.bin.group ?? '\uffff') ? -1 : 1)).map(({ bin }) => bin);
}

/** The place of a bin among those of its unit. Day 0 is 1 January 1970, a Thursday. */
function indexOf(unit: BinUnit, at: number): number {
  const day = Math.floor(at / MICROSECONDS_A_DAY);
  if (unit === 'day') return day;
  if (unit === 'week') return Math.floor((day + 3) / 7);
  const { year, month } = civilDay(day);
  return unit === 'month' ? year * 12 + month - 1 : year;
}

function daysOf(unit: BinUnit, index: number): { from: string; to: string } {
  const first = (place: number): number => {
    if (unit === 'day') return place;
    if (unit === 'week') return place * 7 - 3;
    return unit === 'month' ? dayNumber(Math.floor(place / 12), (((place % 12) + 12) % 12) + 1, 1) : dayNumber(place, 1, 1);
  };
  return { from: utcDay(first(index) * MICROSECONDS_A_DAY), to: utcDay((first(index + 1) - 1) * MICROSECONDS_A_DAY) };
}
