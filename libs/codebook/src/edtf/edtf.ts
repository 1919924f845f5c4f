import { dayText, daysInMonth } from './calendar.js';
import { remembered } from './remembered.js';

export type Precision = 'second' | 'day' | 'month' | 'season' | 'year' | 'decade' | 'century' | 'interval';
export type Qualifier = 'none' | 'approximate' | 'uncertain' | 'both';

/**
 * The read form of a time (API §3). `min` and `max` are inclusive: days, or RFC 3339 for a date-time; null for an end
 * that is open or unknown.
 */
export interface Edtf {
  edtf: string;
  min: string | null;
  max: string | null;
  precision: Precision;
  qualifier: Qualifier;
}

interface Value { min: string; max: string; precision: Precision; approximate: boolean; uncertain: boolean }

const dateTime = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(Z|[+-]\d\d:\d\d|[+-]\d\d)$/;
const longYear = /^Y(-?)([1-9]\d{4,9})$/;
const date = /^(-?)(\d{4}|\d{3}X|\d\dXX)(?:-(\d\d|XX)(?:-(\d\d|XX))?)?$/;

/**
 * Reads an EDTF value of ISO 8601-2 level 0 or 1; null if it is none, or names a day that does not exist.
 *
 * A date-time needs its offset: without one it could lie anywhere within 26 hours, and saying "second" of it would be an
 * invented precision. Intervals are of dates, as the levels have it. `~ ? %` never widen the bounds, a season has those of
 * its whole year (the hemispheres differ), and an unspecified digit has those of its range: `2025-12-XX` is a month.
 */
export const parseEdtf: (text: string) => Edtf | null = remembered((text) => {
  const value = readEdtf(text);
  return value && Object.freeze(value);
});

function readEdtf(text: string): Edtf | null {
  const parts = text.split('/');
  if (parts.length === 2) return parseInterval(text, parts[0]!, parts[1]!);
  if (parts.length !== 1) return null;
  const value = parseDateTime(text) ?? parseDate(text);
  return value && { edtf: text, min: value.min, max: value.max, precision: value.precision, qualifier: qualifierOf([value]) };
}

function parseInterval(edtf: string, first: string, last: string): Edtf | null {
  const isEndless = (end: string) => end === '' || end === '..';
  if (isEndless(first) && isEndless(last)) return null;
  const from = isEndless(first) ? null : parseDate(first);
  const to = isEndless(last) ? null : parseDate(last);
  if ((from === null && !isEndless(first)) || (to === null && !isEndless(last))) return null;
  if (from && to && isLaterDay(from.min, to.max)) return null;
  return {
    edtf, min: from?.min ?? null, max: to?.max ?? null, precision: 'interval',
    qualifier: qualifierOf([from, to].filter((end) => end !== null)),
  };
}

function qualifierOf(values: Value[]): Qualifier {
  const approximate = values.some((value) => value.approximate);
  const uncertain = values.some((value) => value.uncertain);
  if (approximate && uncertain) return 'both';
  return approximate ? 'approximate' : uncertain ? 'uncertain' : 'none';
}

function parseDateTime(text: string): Value | null {
  const match = dateTime.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) return null;
  const zone = match[7]!;
  const offset = zone === 'Z' || zone.length === 6 ? zone : `${zone}:00`;
  if (offset !== 'Z' && (Number(offset.slice(1, 3)) > 23 || Number(offset.slice(4)) > 59)) return null;
  const instant = `${text.slice(0, 19)}${offset}`;
  return { min: instant, max: instant, precision: 'second', approximate: false, uncertain: false };
}

function parseDate(qualified: string): Value | null {
  const mark = /[~?%]$/.exec(qualified)?.[0];
  const text = mark ? qualified.slice(0, -1) : qualified;
  const bounds = parseLongYear(text) ?? parsePlainDate(text);
  return bounds && { ...bounds, approximate: mark === '~' || mark === '%', uncertain: mark === '?' || mark === '%' };
}

type Bare = Pick<Value, 'min' | 'max' | 'precision'>;

function parseLongYear(text: string): Bare | null {
  const match = longYear.exec(text);
  return match && wholeYears(Number(`${match[1]}${match[2]}`), 0, 'year');
}

function parsePlainDate(text: string): Bare | null {
  const match = date.exec(text);
  if (!match) return null;
  const [, sign, yearText, month, day] = match as unknown as [string, string, string, string | undefined, string | undefined];
  if (sign === '-' && yearText === '0000') return null;
  const unspecified = yearText.length - yearText.replaceAll('X', '').length;
  if (unspecified > 0) {
    if (month !== undefined) return null;
    const magnitude = Number(yearText.replaceAll('X', '0'));
    const span = 10 ** unspecified - 1;
    const precision = unspecified === 1 ? 'decade' : 'century';
    return wholeYears(sign === '-' ? -magnitude - span : magnitude, span, precision);
  }
  const year = Number(`${sign}${yearText}`);
  if (month === undefined) return wholeYears(year, 0, 'year');
  if (month === 'XX') return day === undefined || day === 'XX' ? wholeYears(year, 0, 'year') : null;
  const monthNumber = Number(month);
  if (monthNumber >= 21 && monthNumber <= 24) return day === undefined ? wholeYears(year, 0, 'season') : null;
  if (monthNumber < 1 || monthNumber > 12) return null;
  if (day === undefined || day === 'XX') {
    return { min: dayText(year, monthNumber, 1), max: dayText(year, monthNumber, daysInMonth(year, monthNumber)), precision: 'month' };
  }
  if (!isDay(year, monthNumber, Number(day))) return null;
  const only = dayText(year, monthNumber, Number(day));
  return { min: only, max: only, precision: 'day' };
}

function wholeYears(first: number, more: number, precision: Precision): Bare {
  return { min: dayText(first, 1, 1), max: dayText(first + more, 12, 31), precision };
}

function isDay(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

const dayShape = /^Y?(-?\d+)-(\d\d)-(\d\d)$/;

/** The numbers of a day as `dayText` writes it. */
export function readDay(text: string): { year: number; month: number; day: number } {
  const match = dayShape.exec(text);
  if (!match) throw new RangeError(`Not a day: ${text}`);
  return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
}

function isLaterDay(a: string, b: string): boolean {
  const [left, right] = [readDay(a), readDay(b)];
  return left.year - right.year > 0 || (left.year === right.year && (left.month - right.month || left.day - right.day) > 0);
}
