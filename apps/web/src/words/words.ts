import type { Edtf, Happened, Participant, TimelineItem, Voice } from '../api/shapes.js';

/** `cancelled-meeting` → "cancelled meeting". */
export const plain = (term: string): string => term.replaceAll('-', ' ');
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const plural = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const VOICE_WORDS: Record<Voice, string> = { outlet: 'the outlet itself', named: 'a named voice', unnamed: 'an unnamed voice', relayed: 'relayed' };
export const BASIS_WORDS: Record<string, string> = { declared: 'declared', attributed: 'attributed by others', inferred: 'inferred from acts', overridden: 'set by an editor' };
export const CHANGE_OF_WORDS: Record<string, string> = { world: 'the world moved', story: 'the source changed its story', coding: 'our coding', none: 'wording only' };
export const SEVERITY_WORDS: Record<number, string> = { 1: 'mind it', 2: 'do not lean on it', 3: 'conflict or withdrawal' };

/** Where a stance stands: word and arrow. Nothing is averaged, so these seven are all there is. */
export function stanceSign(value: number): string {
  return value > 0 ? '▲' : value < 0 ? '▼' : '●';
}

/** A title is the coder's own sentence; it must end as one where it stands alone. */
export const asSentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const timeFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

export const dayWords = (at: string | number | Date): string => dayFormat.format(new Date(at));
/** "November 2026". */
export const monthWords = (at: string): string => monthFormat.format(new Date(at));
/** "22 Nov 2026, 10:00 UTC". */
export const instantWords = (at: string | number | Date): string => `${timeFormat.format(new Date(at))} UTC`;
export const localWords = (at: string): string => new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/**
 * Words for a time from the bounds the service gives; never finer than they are. "undated" is said only when the text
 * gives no date at all: a missing date is a finding, not a gap to fill.
 */
export function whenWords(time: Pick<Happened, 'edtf' | 'min' | 'max' | 'precision' | 'qualifier'> | Edtf | null): string {
  if (time === null || time.edtf === null) return 'undated';
  const about = time.qualifier === 'approximate' ? 'about ' : time.qualifier === 'uncertain' ? 'perhaps ' : time.qualifier === 'both' ? 'perhaps about ' : '';
  const { min, max } = time;
  if (min === null && max === null) return time.edtf;
  if (min === null) return `before or on ${dayWords(max!)}`;
  if (max === null) return `${about}${dayWords(min)} or later`;
  switch (time.precision) {
    case 'second': return min === max ? about + instantWords(min) : `${about}${instantWords(min)} to ${instantWords(max)}`;
    case 'day': return about + dayWords(min);
    case 'month': return about + monthFormat.format(new Date(min));
    case 'year': return about + min.slice(0, 4);
    case 'season': return `${about}${seasonWord(time.edtf)} ${min.slice(0, 4)}`;
    case 'decade': return `${about}the ${min.slice(0, 3)}0s`;
    case 'century': return `${about}${min.slice(0, 4)} to ${max.slice(0, 4)}`;
    default: return `${about}${dayWords(min)} to ${dayWords(max)}`;
  }
}

/** Words for a date of publication, which the service gives as the EDTF text itself: plain days, months and years are told in words, anything else as it is written. */
export function publishedWords(value: Edtf | string | null): string {
  if (value === null || typeof value === 'object') return whenWords(value);
  const [, year, month, day, sign] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?([~?%]?)$/.exec(value) ?? [];
  if (year === undefined) return value;
  const precision = day !== undefined ? 'day' : month !== undefined ? 'month' : 'year';
  const first = `${year}-${month ?? '01'}-${day ?? '01'}`;
  return whenWords({ edtf: value, min: first, max: first, precision, qualifier: sign === '~' ? 'approximate' : sign === '?' ? 'uncertain' : sign === '%' ? 'both' : 'none' });
}

/** The EDTF text of a date of publication; null where there is none. */
export const publishedText = (value: Edtf | string | null): string | null => (typeof value === 'object' ? (value?.edtf ?? null) : value);

function seasonWord(edtf: string): string {
  return { 21: 'spring', 22: 'summer', 23: 'autumn', 24: 'winter' }[Number(edtf.slice(5, 7))] ?? 'a season of';
}

/** Who acts on whom, from the roles: initiators, an arrow or a cross for mutual acts, recipients. */
export function whoOnWhom(participants: readonly Participant[]): { from: Participant[]; to: Participant[]; mutual: boolean; others: Participant[] } {
  const from = participants.filter((each) => each.role === 'initiator' || each.role === 'speaker');
  const to = participants.filter((each) => each.role === 'recipient');
  return { from, to, mutual: from.length > 1 && to.length === 0, others: participants.filter((each) => !from.includes(each) && !to.includes(each)) };
}

/** One sentence with counts for what the timeline shows: the label of the drawing. */
export function timelineSentence(rows: number, dated: number, weak: number, lanes: number, grouped: string): string {
  if (rows === 0) return 'Timeline: nothing is shown.';
  return `Timeline of ${plural(rows, 'occurrence')} in ${plural(lanes, 'lane')} by ${grouped}: ${dated === 0 ? 'none is dated' : `${dated.toLocaleString('en')} dated`}, ${weak.toLocaleString('en')} relayed or unnamed. The list below shows the same.`;
}

export const isWeak = (row: Pick<TimelineItem, 'voice'>): boolean => row.voice === 'relayed' || row.voice === 'unnamed';

/** "11 weeks without a report". */
export function spanWords(ms: number): string {
  const days = Math.round(ms / 86_400_000);
  if (days < 14) return plural(days, 'day');
  if (days < 90) return plural(Math.round(days / 7), 'week');
  if (days < 730) return plural(Math.round(days / 30.4), 'month');
  return plural(Math.round(days / 365.25), 'year');
}

/** Reports made up for the demo carry the word wherever they appear. */
export const isSynthetic = (headline: string): boolean => headline.startsWith('[synthetic]');

/** The sort of a change in words. What is only new changed nobody's story: a source tells more. */
export function changeOfWords(changeOf: string, kind: string): string {
  return changeOf === 'story' && /-(filed|added|opened)$/.test(kind) && !kind.startsWith('contradiction') ? 'a source tells more' : (CHANGE_OF_WORDS[changeOf] ?? changeOf);
}
