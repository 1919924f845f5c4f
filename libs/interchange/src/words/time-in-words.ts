import { parseEdtf, readDay, type Qualifier } from '#libs/codebook';

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const seasons: Record<string, string> = { 21: 'spring', 22: 'summer', 23: 'autumn', 24: 'winter' };
const doubts: Record<Qualifier, string> = { none: '', approximate: 'about ', uncertain: 'perhaps ', both: 'perhaps about ' };

/**
 * An EDTF value as a reader would say it, never finer than it is: `2025-12~` is "about December 2025", `1962/..` "from 1962 on".
 * Text that is no EDTF value of level 0 or 1 comes back as it is.
 */
export function timeInWords(edtf: string): string {
  const value = parseEdtf(edtf);
  if (value === null) return edtf;
  const [first = '', last] = edtf.split('/');
  if (last === undefined) return `${doubts[value.qualifier]}${bareInWords(first)}`;
  const isOpen = (end: string): boolean => end === '' || end === '..';
  if (isOpen(first)) return `until ${timeInWords(last)}`;
  if (isOpen(last)) return `from ${timeInWords(first)} on`;
  return first === last ? timeInWords(first) : `from ${timeInWords(first)} to ${timeInWords(last)}`;
}

function bareInWords(text: string): string {
  const plain = text.replace(/[~?%]$/, '');
  const value = parseEdtf(plain)!;
  const { year, month, day } = readDay(value.min!.slice(0, value.precision === 'second' ? 10 : undefined));
  switch (value.precision) {
    case 'second': {
      const [, clock, zone] = /T(\d\d:\d\d:\d\d)(.*)$/.exec(value.min!)!;
      return `${day} ${months[month - 1]} ${yearInWords(year)}, ${clock!.replace(/:00$/, '')} ${zone === 'Z' ? 'UTC' : `UTC${zone}`}`;
    }
    case 'day':
      return `${day} ${months[month - 1]} ${yearInWords(year)}`;
    case 'month':
      return `${months[month - 1]} ${yearInWords(year)}`;
    case 'season':
      return `${seasons[plain.slice(-2)]} ${yearInWords(year)}`;
    case 'decade':
      return year > 0 ? `the ${year}s` : `the years ${yearInWords(year)} to ${yearInWords(readDay(value.max!).year)}`;
    case 'century':
      return `the years ${yearInWords(year)} to ${yearInWords(readDay(value.max!).year)}`;
    default:
      return yearInWords(year);
  }
}

/** Astronomical years: 0 is 1 BCE. */
const yearInWords = (year: number): string => (year > 0 ? String(year) : `${1 - year} BCE`);
