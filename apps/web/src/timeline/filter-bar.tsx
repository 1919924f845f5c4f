import { useState } from 'preact/hooks';
import { type Query, formatAddress } from '../address/address.js';
import { address, choose } from '../address/location.js';
import { activeFilters } from '../replay/filters.js';
import type { TimelineItem } from '../api/shapes.js';
import { FILTER_RULES } from '../uncertainty/board.js';
import { KINDS } from '../report-entry/draft.js';
import { actorName, issueTitle, registers } from '../words/names.js';
import { VOICE_WORDS, plain } from '../words/words.js';

const MEMBER_WORDS: Record<string, string> = { actor: 'actor', issue: 'issue', kind: 'kind', voice: 'voice', marker: 'marker', q: 'words', happenedFrom: 'happened from', happenedTo: 'happened to', undated: 'undated' };

export function filterWords(member: string, value: string): string {
  if (member === 'actor') return actorName(value).text;
  if (member === 'issue') return issueTitle(value);
  if (member === 'undated') return value === 'only' ? 'only undated' : 'without undated';
  if (member === 'voice') return VOICE_WORDS[value as keyof typeof VOICE_WORDS] ?? value;
  return member === 'q' ? `“${value}”` : plain(value);
}

/** The filters in force, each removable, and a way to add one. */
export function FilterBar({ offers }: { offers: () => Offers }) {
  const { query } = address.value;
  const [open, setOpen] = useState(false);
  const active = activeFilters(query);
  return (
    <div class="filters">
      {active.map(({ member, value, without }) => (
        <a key={`${member}${value}`} class="chip" href={formatAddress({ ...address.value, query: { ...query, ...without } })}>
          <span class="quiet">{MEMBER_WORDS[member]}</span> <bdi dir="auto">{filterWords(member, value)}</bdi> <span aria-hidden="true">✕</span><span class="sr">: remove this filter</span>
        </a>
      ))}
      <button type="button" class="plain" aria-expanded={open} onClick={() => setOpen(!open)}>{active.length === 0 ? 'Filter' : 'Add a filter'}</button>
      {open && <AddFilter offers={offers()} query={query} />}
    </div>
  );
}

/** The values each filter offers. */
export type Offers = readonly (readonly ['actor' | 'issue' | 'kind' | 'voice' | 'marker', readonly (readonly [value: string, count: number | null])[]])[];

/** Each value with the number of occurrences that have it, the most frequent first. */
function counted(rows: readonly TimelineItem[], valuesOf: (row: TimelineItem) => readonly (string | null)[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const row of rows) for (const value of new Set(valuesOf(row))) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, many], [b, few]) => few - many || a.localeCompare(b));
}
const uncounted = (list: Iterable<string>): [string, null][] => [...new Set(list)].sort((a, b) => a.localeCompare(b)).map((value) => [value, null]);

/** What occurs in the rows at hand now, and how often: no offer leads to an empty view. */
export function offersOf(rows: readonly TimelineItem[]): Offers {
  const current = rows.filter((row) => row.knownTo === null);
  return [
    ['actor', counted(current, (row) => row.participants.map((each) => each.actor))], ['issue', counted(current, (row) => [row.issue])], ['kind', counted(current, (row) => [row.kind])],
    ['voice', counted(current, (row) => [row.voice])], ['marker', counted(current, (row) => Object.keys(row.markers.rules))],
  ];
}

/** Where the rows are not at hand: what the registers and the codebook know. */
export function offersOfRegisters(issues: readonly string[]): Offers {
  return [['actor', uncounted(registers.value.actors.keys())], ['issue', uncounted(issues.length > 0 ? issues : registers.value.issues.keys())], ['kind', uncounted(KINDS)], ['voice', uncounted(Object.keys(VOICE_WORDS))], ['marker', uncounted(FILTER_RULES)]];
}

function AddFilter({ offers, query }: { offers: Offers; query: Query }) {
  return (
    <div class="add-filter">
      {offers.map(([member, list]) => (
        <label key={member}><span>{MEMBER_WORDS[member]}</span>
          <select value="" onChange={(event) => { const { value } = event.currentTarget; if (value !== '') choose({ [member]: [...new Set([...(query[member] ?? []), value])] }); }}>
            <option value="">any</option>
            {list.map(([value, count]) => <option key={value} value={value}>{filterWords(member, value)}{count !== null && ` (${count.toLocaleString('en')})`}</option>)}
          </select>
        </label>
      ))}
      <label><span>happened from</span><input type="date" value={query.happenedFrom ?? ''} onChange={(event) => choose({ happenedFrom: event.currentTarget.value || undefined })} /></label>
      <label><span>to</span><input type="date" value={query.happenedTo ?? ''} onChange={(event) => choose({ happenedTo: event.currentTarget.value || undefined })} /></label>
      <label><span>undated</span><select value={query.undated ?? 'include'} onChange={(event) => choose({ undated: event.currentTarget.value === 'include' ? undefined : event.currentTarget.value })}><option value="include">include</option><option value="only">only</option><option value="exclude">leave out</option></select></label>
      <label><span>window from</span><input type="date" value={query.from === 'all' ? '' : (query.from ?? '')} onChange={(event) => choose({ from: event.currentTarget.value || undefined })} /></label>
      <label><span>to</span><input type="date" value={query.to ?? ''} onChange={(event) => choose({ to: event.currentTarget.value || undefined })} /></label>
    </div>
  );
}
