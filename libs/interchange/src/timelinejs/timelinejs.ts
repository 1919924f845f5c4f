import { parseEdtf, readDay } from '#libs/codebook';
import type { TimelineItem } from '#libs/read-models';
import { counted, readAt, timeInWords } from '../words/index.js';

/** A date as TimelineJS takes it: as fine as it is known, never finer. */
export interface TimelineJsDate { year: number; month?: number; day?: number; hour?: number; minute?: number; second?: number }
export interface TimelineJsText { headline: string; text: string }
export interface TimelineJsEvent {
  unique_id: string;
  start_date: TimelineJsDate;
  end_date?: TimelineJsDate;
  /** In words, shown instead of the dates. */
  display_date: string;
  text: TimelineJsText;
  /** The issue; left out where there is none, since the viewer would write "null" beside the lane. */
  group?: string;
}
/** What TimelineJS 3 draws. https://timeline.knightlab.com/docs/json-format.html */
export interface TimelineJs { title: { text: TimelineJsText }; events: TimelineJsEvent[]; scale: 'human' }

export interface ExportedStory { title: string; summary: string | null; position: number; publishedBy: string | null }
type Item = Pick<TimelineItem, 'occurrence' | 'title' | 'kind' | 'issue' | 'place' | 'happened' | 'planStatus' | 'status' | 'attests' | 'origins' | 'outlets' | 'markers'>;

/**
 * A story as TimelineJS data: dated occurrences as events, undated ones named on the title slide, since a drawing has no place for
 * them and none is invented. `items` in the order of the timeline; `issueTitle` names the issue that groups them.
 */
export function timelineJs(story: ExportedStory, items: readonly Item[], issueTitle: (id: string) => string): TimelineJs {
  const events: TimelineJsEvent[] = [];
  const undated: Item[] = [];
  for (const item of items) {
    const edtf = item.happened?.edtf ?? null;
    const dates = edtf === null ? null : datesOf(edtf);
    if (edtf === null || dates === null) undated.push(item);
    else {
      events.push({
        unique_id: item.occurrence, ...dates, display_date: timeInWords(edtf), text: { headline: escaped(item.title), text: paragraphs(standing(item)) },
        ...(item.issue === null ? {} : { group: issueTitle(item.issue) }),
      });
    }
  }
  const named = undated.map((item) => `<li>${escaped(item.title)}${item.status === 'unattested' ? ' (no longer attested)' : ''}</li>`);
  const text = [
    ...(story.summary === null ? [] : [paragraphs([story.summary])]),
    ...(named.length === 0 ? [] : [`${paragraphs([`Without a date (${named.length}):`])}<ul>${named.join('')}</ul>`]),
    paragraphs([readAt(story.position, story.publishedBy)]),
  ];
  return { title: { text: { headline: escaped(story.title), text: text.join('') } }, events, scale: 'human' };
}

/** Where a value is open at its beginning, its end says where to draw it; null where neither is known. */
function datesOf(edtf: string): Pick<TimelineJsEvent, 'start_date' | 'end_date'> | null {
  const [first = '', last] = edtf.split('/');
  const [start, end] = [dateOf(first), last === undefined ? spanEnd(first) : dateOf(last, 'end')];
  if (start === null) return end === null ? null : { start_date: end };
  return end === null || JSON.stringify(end) === JSON.stringify(start) ? { start_date: start } : { start_date: start, end_date: end };
}

/** Decades and centuries last longer than the year they are drawn at. */
function spanEnd(edtf: string): TimelineJsDate | null {
  const value = parseEdtf(edtf);
  return value !== null && (value.precision === 'decade' || value.precision === 'century') ? { year: readDay(value.max!).year } : null;
}

function dateOf(edtf: string, side: 'start' | 'end' = 'start'): TimelineJsDate | null {
  const value = edtf === '' || edtf === '..' ? null : parseEdtf(edtf);
  if (value === null) return null;
  const bound = (side === 'start' ? value.min : value.max)!;
  if (value.precision === 'second') {
    // The drawing knows no offsets: the moment is drawn in UTC.
    const at = new Date(bound);
    return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate(), hour: at.getUTCHours(), minute: at.getUTCMinutes(), second: at.getUTCSeconds() };
  }
  const { year, month, day } = readDay(bound);
  return value.precision === 'day' ? { year, month, day } : value.precision === 'month' ? { year, month } : { year };
}

/** How far to lean on it, in a few sentences. */
function standing({ place, planStatus, status, attests, origins, outlets, markers }: Item): string[] {
  const told = status === 'unattested' ? 'Nothing that stands supports it any more.' : `${counted(origins, 'origin')}, ${counted(outlets, 'outlet')}.`;
  const rules = Object.entries(markers.rules).map(([rule, count]) => (count === 1 ? rule : `${rule} (${count})`));
  return [
    ...(place === null ? [] : [`${place.label}${place.precision === 'exact' ? '' : ` (${place.precision})`}`]),
    ...(planStatus === null ? [] : [`As a plan: ${planStatus}.`]),
    `${told}${attests.denies > 0 ? ` Denied by ${counted(attests.denies, 'claim')}.` : ''}`,
    ...(rules.length === 0 ? [] : [`Mind: ${rules.join(', ')}.`]),
  ];
}

/** TimelineJS shows texts as HTML; ours are words of other people. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
const paragraphs = (texts: readonly string[]): string => texts.map((text) => `<p>${escaped(text)}</p>`).join('');
