import type { ListAnswer, ListRequest } from '#libs/http';
import { summarise, type Change } from '#libs/story';
import { changeColumns } from '../changes/change-filters.js';

/** An end of a comparison: the recorded position it is read at, its time on the clock compared, and the EDTF value on the published one. */
export interface ComparedEnd { position: number; at: string | null; published?: string | null; version?: number }

export interface Compared {
  a: ComparedEnd;
  b: ComparedEnd;
  /** After the filters; the summary counts these. */
  changes: readonly Change[];
  unchanged: number;
  neighbours: { previous: string | null; following: string | null };
  position: number;
  changedAt: number;
}

/** Version of the shape and the rules of comparisons: the second half of their ETags. */
const rev = 1;

/** A Comparison (API §7.6). The list is one and the same for its two ends, so the place in it is the key of its pages. */
export function comparisonAnswer(request: ListRequest, { a, b, changes, unchanged, neighbours, position, changedAt }: Compared): ListAnswer {
  const from = request.whole || typeof request.after !== 'number' ? 0 : request.after;
  const to = request.whole ? changes.length : from + request.limit;
  return {
    items: changes.slice(from, to), after: to < changes.length ? to : null, columns: changeColumns,
    extra: { a, b, summary: summarise(changes), unchanged, neighbours },
    position, changedAt, rev, ...(request.count ? { total: changes.length } : {}),
  };
}
