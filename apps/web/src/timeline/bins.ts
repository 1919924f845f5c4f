import type { Step } from '../replay/steps.js';
import { dayWords, monthWords, plural } from '../words/words.js';

/** Counts of occurrences by time, as the service cuts them (`bin=auto`): the finest unit that gives at most 200 bins. */
export interface Bins { bin: 'day' | 'week' | 'month' | 'year'; bins: Bin[]; undated: number; position: number }
/** `weak`: of one origin. `from` and `to` are days, both inclusive; `group` is the lane. */
export interface Bin { from: string; to: string; count: number; weak: number; group: string | null }

const DAY = 86_400_000;

/** One period of all lanes together; how much of it each lane holds, and how much of that is of one origin. */
export interface Period { from: string; to: string; count: number; weak: number; lanes: number[]; pale: number[] }
export interface BinLane { key: string | null; count: number }
export interface Binned {
  unit: Bins['bin'];
  lanes: BinLane[];
  /** How many groups share the last lane. */
  folded: number;
  periods: Period[];
  /** Sum of all periods. */
  dated: number;
  weak: number;
  /** The most that one lane holds in one period. */
  most: number;
  undated: number;
}

/** Bins by group as lanes against periods: the largest groups first, what is beyond `most` lanes together in the last. */
export function laneBins({ bin, bins, undated }: Bins, most: number): Binned {
  const counts = new Map<string | null, number>();
  for (const { group, count } of bins) counts.set(group, (counts.get(group) ?? 0) + count);
  const named = [...counts.keys()].filter((key) => key !== null).sort((a, b) => counts.get(b)! - counts.get(a)! || (a < b ? -1 : 1));
  const kept = named.length > most ? named.slice(0, most - 1) : named;
  const lanes: BinLane[] = kept.map((key) => ({ key, count: counts.get(key)! }));
  const rest = [...counts].reduce((sum, [key, count]) => (key !== null && kept.includes(key) ? sum : sum + count), 0);
  if (rest > 0) lanes.push({ key: null, count: rest });
  const places = new Map(lanes.map((lane, place) => [lane.key, place]));
  const periods = new Map<string, Period>();
  let [dated, weak, highest] = [0, 0, 1];
  for (const each of bins) {
    let period = periods.get(each.from);
    if (period === undefined) periods.set(each.from, (period = { from: each.from, to: each.to, count: 0, weak: 0, lanes: lanes.map(() => 0), pale: lanes.map(() => 0) }));
    const lane = places.get(each.group) ?? lanes.length - 1;
    period.count += each.count;
    period.weak += each.weak;
    period.lanes[lane]! += each.count;
    period.pale[lane]! += each.weak;
    highest = Math.max(highest, period.lanes[lane]!);
    dated += each.count;
    weak += each.weak;
  }
  return { unit: bin, lanes, folded: named.length > most ? named.length - kept.length : 0, periods: [...periods.values()].sort((a, b) => (a.from < b.from ? -1 : 1)), dated, weak, most: highest, undated };
}

/** "week of 3 Mar 2025", "March 2025". */
export function periodWords({ from }: Pick<Bin, 'from'>, unit: Bins['bin']): string {
  if (unit === 'day') return dayWords(from);
  if (unit === 'week') return `week of ${dayWords(from)}`;
  return unit === 'month' ? monthWords(from) : from.slice(0, 4);
}

/** The stops of a replay by counts: the end of each period, with what it brought. */
export function binSteps({ bin, bins }: Bins): Step[] {
  let position = 0;
  return bins.map((each) => {
    position += each.count;
    return { position, at: `${each.to}T23:59:59Z`, label: `${periodWords(each, bin)}: ${plural(each.count, 'occurrence')}`, brought: each.count };
  });
}

export type Days = [from: string, to: string];
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The days a drawing of the periods spans; null where nothing is dated. */
export function daysOf(periods: readonly Period[]): Days | null {
  return periods.length === 0 ? null : [periods[0]!.from, periods.reduce((last, { to }) => (to > last ? to : last), '')];
}

/** The window half, twice as wide, or moved by half its width. A window never gets shorter than one day. */
export function zoomed([from, to]: Days, way: 'in' | 'out' | 'earlier' | 'later'): Days {
  const [start, end] = [Date.parse(from), Date.parse(to) + DAY];
  const width = end - start;
  const [a, b] = { in: [start + width / 4, end - width / 4], out: [start - width / 2, end + width / 2], earlier: [start - width / 2, end - width / 2], later: [start + width / 2, end + width / 2] }[way] as [number, number];
  const first = day(a);
  return [first, day(Math.max(Date.parse(first), b - DAY))];
}
