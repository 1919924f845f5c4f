import type { TimelineItem } from '../api/shapes.js';
import type { Query } from '../address/address.js';

/** The filters of the address that can be decided from a row alone; `matching` holds the occurrences that match `q`. */
export function maskOf(rows: readonly TimelineItem[], query: Query, matching: ReadonlySet<string> | null): Uint8Array | null {
  const window = windowOf(query);
  if (!query.actor && !query.issue && !query.kind && !query.voice && !query.marker && !query.undated && window === null && matching === null) return null;
  const [actors, issues, kinds, voices, rules] = [query.actor, query.issue, query.kind, query.voice, query.marker].map((each) => (each === undefined ? null : new Set(each)));
  const mask = new Uint8Array(rows.length);
  rows.forEach((row, index) => {
    if (actors && !row.participants.some((each) => each.actor !== null && actors.has(each.actor))) return;
    if (issues && (row.issue === null || !issues.has(row.issue))) return;
    if (kinds && !kinds.has(row.kind)) return;
    if (voices && (row.voice === null || !voices.has(row.voice))) return;
    if (rules && !Object.keys(row.markers.rules).some((rule) => rules.has(rule))) return;
    if (matching !== null && !matching.has(row.occurrence)) return;
    const undated = row.happened === null || row.happened.edtf === null;
    if (undated ? query.undated === 'exclude' : query.undated === 'only') return;
    if (window !== null && !undated && ((row.happened!.max ?? '9999') < window[0] || (row.happened!.min ?? '0000') > window[1])) return;
    mask[index] = 1;
  });
  return mask;
}

/** The window on `happened` as day bounds. Plain dates only: a part that the browser cannot read as one is left open. */
function windowOf(query: Query): [string, string] | null {
  if (query.undated === 'only' || (query.happenedFrom === undefined && query.happenedTo === undefined)) return null;
  const plain = (text: string | undefined, otherwise: string): string => (text !== undefined && /^\d{4}(-\d\d){0,2}$/.test(text) ? text : otherwise);
  const to = plain(query.happenedTo, '9999');
  return [plain(query.happenedFrom, '0000'), `${to}\uffff`];
}

/** One filter in force, with the query that takes it away. */
export interface ActiveFilter { member: keyof Query; value: string; without: Partial<Query> }

export function activeFilters(query: Query): ActiveFilter[] {
  const filters: ActiveFilter[] = [];
  for (const member of ['actor', 'issue', 'kind', 'voice', 'marker'] as const) {
    for (const value of query[member] ?? []) {
      const rest = query[member]!.filter((each) => each !== value);
      filters.push({ member, value, without: { [member]: rest.length > 0 ? rest : undefined } });
    }
  }
  for (const member of ['q', 'happenedFrom', 'happenedTo', 'undated'] as const) {
    const value = query[member];
    if (value !== undefined && value !== 'include') filters.push({ member, value, without: { [member]: undefined } });
  }
  return filters;
}
