import type { TimelineItem } from '../api/shapes.js';
import { isWeak } from '../words/words.js';

export type Clock = 'happened' | 'published' | 'recorded';

/**
 * All row versions of a story as columns, so that moving the cursor over 100,000 of them is a scan over numbers.
 * Built once per load; `visible` answers what stood at a position under a mask of filters.
 */
export interface TimeRecord {
  rows: readonly TimelineItem[];
  from: Int32Array;
  /** 2^31−1 where the row is still current. */
  to: Int32Array;
  /** Bounds on the chosen clock in ms since 1970; NaN where undated, ±Infinity at an open end. */
  start: Float64Array;
  end: Float64Array;
  /** 1 where the voice is relayed or unnamed. */
  weak: Uint8Array;
  /** Row indexes in reading order: dated by bounds, then undated in reported order under their before/after edges. */
  order: Uint32Array;
  /** Rows from here on in `order` are undated. */
  firstUndated: number;
}

const CURRENT = 2 ** 31 - 1;
/** The cursor of the present: after every position a log can have here. */
export const PRESENT = CURRENT - 1;

export function recordOf(rows: readonly TimelineItem[], clock: Clock): TimeRecord {
  const count = rows.length;
  const record: TimeRecord = {
    rows, from: new Int32Array(count), to: new Int32Array(count), start: new Float64Array(count), end: new Float64Array(count), weak: new Uint8Array(count), order: new Uint32Array(count), firstUndated: 0,
  };
  const dated: number[] = [];
  const undated: number[] = [];
  rows.forEach((row, index) => {
    record.from[index] = row.knownFrom;
    record.to[index] = row.knownTo ?? CURRENT;
    const [start, end] = boundsOf(row, clock);
    record.start[index] = start;
    record.weak[index] = isWeak(row) ? 1 : 0;
    record.end[index] = end;
    (Number.isNaN(start) ? undated : dated).push(index);
  });
  dated.sort((a, b) => record.start[a]! - record.start[b]! || record.end[a]! - record.end[b]! || firstOf(rows[a]!) - firstOf(rows[b]!));
  const ordered = reportedOrder(undated, rows);
  record.order.set(dated);
  record.order.set(ordered, dated.length);
  record.firstUndated = dated.length;
  return record;
}

const firstOf = (row: TimelineItem): number => row.recorded.first.position;

/** Bounds on a clock in ms. On `happened` a row whose text gives no date has none: it is never given one. */
export function boundsOf(row: TimelineItem, clock: Clock): [number, number] {
  if (clock === 'recorded') {
    const time = Date.parse(row.recorded.first.at);
    return [time, time];
  }
  if (clock === 'published') {
    return publishedBounds(row.published.first);
  }
  const { happened } = row;
  if (happened === null || happened.edtf === null || (happened.min === null && happened.max === null)) return [NaN, NaN];
  return [happened.min === null ? -Infinity : Date.parse(happened.min), happened.max === null ? Infinity : endOf(happened.max)];
}

/** Bounds of a date of publication, which comes as EDTF text: the plain year, month or day it starts with. */
function publishedBounds(text: string | null): [number, number] {
  const [day, year, month, date] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(text ?? '') ?? [];
  if (day === undefined) return [NaN, NaN];
  const [y, m] = [Number(year), Number(month ?? 1) - 1];
  const end = date !== undefined ? Date.UTC(y, m, Number(date) + 1) : month !== undefined ? Date.UTC(y, m + 1, 1) : Date.UTC(y + 1, 0, 1);
  return [Date.UTC(y, m, Number(date ?? 1)), text!.endsWith('/..') ? Infinity : end - 1];
}

const DAY = 86_400_000;
/** The last instant of a day given as a date; a date-time is itself. */
const endOf = (text: string): number => Date.parse(text) + (text.length <= 10 ? DAY - 1 : 0);

/**
 * Undated rows: always the one of lowest first position whose predecessors are placed. An edge that would close a
 * circle is ignored, so every row is placed exactly once. Versions of one occurrence stay together.
 */
function reportedOrder(undated: number[], rows: readonly TimelineItem[]): number[] {
  const versions = new Map<string, number[]>();
  for (const index of undated) {
    const key = rows[index]!.occurrence;
    const list = versions.get(key);
    if (list === undefined) versions.set(key, [index]);
    else list.push(index);
  }
  const waiting = new Map<string, Set<string>>();
  const followers = new Map<string, string[]>();
  for (const [key, list] of versions) {
    const after = new Set(list.flatMap((index) => rows[index]!.ordering.after).filter((each) => each !== key && versions.has(each)));
    waiting.set(key, after);
    for (const each of after) followers.set(each, [...(followers.get(each) ?? []), key]);
  }
  const first = (key: string): number => firstOf(rows[versions.get(key)![0]!]!);
  const keys = [...versions.keys()].sort((a, b) => first(a) - first(b));
  const free = keys.filter((key) => waiting.get(key)!.size === 0);
  /** Rows whose last predecessor was placed meanwhile, lowest first position first. */
  const released: string[] = [];
  const placed = new Set<string>();
  const result: number[] = [];
  let nextFree = 0;
  let sweep = 0;
  while (placed.size < keys.length) {
    while (nextFree < free.length && placed.has(free[nextFree]!)) nextFree += 1;
    let key: string;
    if (released.length > 0 && (nextFree >= free.length || first(released[0]!) < first(free[nextFree]!))) key = released.shift()!;
    else if (nextFree < free.length) key = free[nextFree]!;
    else {
      while (placed.has(keys[sweep]!)) sweep += 1;
      key = keys[sweep]!; // Only circles are left: the lowest first position goes ahead.
    }
    placed.add(key);
    result.push(...versions.get(key)!.sort((a, b) => rows[a]!.knownFrom - rows[b]!.knownFrom));
    for (const follower of followers.get(key) ?? []) {
      waiting.get(follower)!.delete(key);
      if (placed.has(follower) || waiting.get(follower)!.size > 0) continue;
      released.push(follower);
      released.sort((a, b) => first(a) - first(b));
    }
  }
  return result;
}

/** Indexes into `rows`, in reading order, of what stood at a position and passes the mask (1 = shown); how many of them are dated, and how many weak. */
export function visibleAt(record: TimeRecord, position: number, mask: Uint8Array | null): { indexes: Uint32Array; dated: number; weak: number } {
  const { from, to, order, firstUndated, weak: isWeakRow } = record;
  const indexes = new Uint32Array(order.length);
  let count = 0;
  let dated = 0;
  let weak = 0;
  for (let place = 0; place < order.length; place += 1) {
    const index = order[place]!;
    if (from[index]! <= position && position < to[index]! && (mask === null || mask[index] === 1)) {
      indexes[count] = index;
      count += 1;
      weak += isWeakRow[index]!;
      if (place < firstUndated) dated = count;
    }
  }
  return { indexes: indexes.subarray(0, count), dated, weak };
}
