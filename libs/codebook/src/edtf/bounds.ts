import { civilDay, dayNumber, dayText, MICROSECONDS_A_DAY } from './calendar.js';
import { parseEdtf, readDay } from './edtf.js';
import { remembered } from './remembered.js';

/** A stretch of time in microseconds since 1970-01-01T00:00Z, both ends inclusive; an open or unknown end is infinite. */
export interface Bounds { min: number; max: number }

const instant = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))$/;

/** An RFC 3339 time with offset in microseconds since 1970; finer digits are cut off. Throws RangeError for anything else. */
export function microseconds(rfc3339: string): number {
  const match = instant.exec(rfc3339);
  if (!match) throw new RangeError(`Not an RFC 3339 time: ${rfc3339}`);
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const fraction = Number((match[7] ?? '').slice(0, 6).padEnd(6, '0'));
  const offset = match[8] ? 0 : (Number(match[10]) * 60 + Number(match[11])) * (match[9] === '-' ? -1 : 1);
  const seconds = dayNumber(year, month, day) * 86_400 + hour * 3600 + (minute - offset) * 60 + second;
  return seconds * 1_000_000 + fraction;
}

/** Bounds of a valid EDTF value (DOMAIN §2.4): a day ends with its last microsecond. Throws RangeError for an invalid one. */
export const bounds: (edtf: string) => Readonly<Bounds> = remembered((edtf) => Object.freeze(boundsOf(edtf)));

function boundsOf(edtf: string): Bounds {
  const value = parseEdtf(edtf);
  if (!value) throw new RangeError(`Not an EDTF value of level 0 or 1: ${edtf}`);
  if (value.precision === 'second') {
    const start = microseconds(value.min!);
    return { min: start, max: start + 999_999 };
  }
  return {
    min: value.min === null ? -Infinity : startOfDay(value.min),
    max: value.max === null ? Infinity : justBefore(startOfDay(value.max, 1)),
  };
}

function startOfDay(text: string, daysLater = 0): number {
  const { year, month, day } = readDay(text);
  return (dayNumber(year, month, day) + daysLater) * MICROSECONDS_A_DAY;
}

// Outside 1684 to 2255 a microsecond is finer than a double can tell. Stepping further back until the number differs
// keeps neighbouring days disjoint there too.
function justBefore(moment: number): number {
  let step = 1;
  while (moment - step >= moment) step *= 2;
  return moment - step;
}

/** The latest instant a value can mean, in microseconds; Infinity where its end is open or unknown. */
export function latestInstant(edtf: string): number {
  return bounds(edtf).max;
}

/**
 * When a report version was public at the latest (API §1.3), in microseconds: the latest instant of `published`, or the
 * recorded time when that is earlier or nothing is known of the publication.
 */
export function publicationInstant(published: string | null, recordedAt: string): number {
  const recorded = microseconds(recordedAt);
  return published === null ? recorded : Math.min(latestInstant(published), recorded);
}

/** One ends before the other begins. */
export function disjoint(a: Bounds, b: Bounds): boolean {
  return a.max < b.min || b.max < a.min;
}

export function overlaps(a: Bounds, b: Bounds): boolean {
  return !disjoint(a, b);
}

/** `a` begins after `b` ends. */
export function whollyAfter(a: Bounds, b: Bounds): boolean {
  return a.min > b.max;
}

/** `inner` lies within `outer`, ends included. */
export function contains(outer: Bounds, inner: Bounds): boolean {
  return outer.min <= inner.min && inner.max <= outer.max;
}

/** Whether a value is coarser than one day: an interval of several days, a month, an open end. */
export function coarserThanDay(edtf: string): boolean {
  const { min, max } = bounds(edtf);
  return !(max - min < MICROSECONDS_A_DAY);
}

/** The UTC day of a moment, `YYYY-MM-DD`. */
export function utcDay(moment: number): string {
  const { year, month, day } = civilDay(Math.floor(moment / MICROSECONDS_A_DAY));
  return dayText(year, month, day);
}

/**
 * The shortest value in whole days that holds all of the given ones: a day, or an interval, open where one of them is.
 * Null if both ends are open, which no EDTF value says, or nothing is given. Days, since an interval of levels 0 and 1 has no times.
 */
export function spanning(values: string[]): string | null {
  if (values.length === 0) return null;
  const all = values.map(bounds);
  const min = Math.min(...all.map((one) => one.min));
  const max = Math.max(...all.map((one) => one.max));
  if (min === -Infinity && max === Infinity) return null;
  const first = min === -Infinity ? '..' : intervalDay(min);
  const last = max === Infinity ? '..' : intervalDay(max);
  return first === last ? first : `${first}/${last}`;
}

// A year of more than four digits cannot carry a month and a day in level 1, so such an end is given as its year.
function intervalDay(moment: number): string {
  const day = utcDay(moment);
  return day.startsWith('Y') ? day.slice(0, day.lastIndexOf('-', day.length - 4)) : day;
}
