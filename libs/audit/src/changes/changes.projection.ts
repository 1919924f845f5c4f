import type { AppendProjection } from '#libs/projections';
import { claimTelling } from '#libs/read-models';
import type { Change, StoryFacts } from '#libs/story';
import { subjectText } from './change-filters.js';
import { concernsOf, type Concerns } from './concerns.js';
import { difference, namesIn, readsOf, type ClaimRow } from '../difference/index.js';

/** What lists of changes sort and filter by. `order` counts within one append. */
export interface ChangeFacets extends Concerns {
  position: number;
  order: number;
  kind: Change['kind'];
  changeOf: Change['changeOf'];
  cosmetic: boolean;
  /** `type:id` */
  subject: string;
}

/**
 * Every change, one append after another (API §7.6): the net difference that the append made. Rows are written once and never end.
 * An append is one request, so what it passes through on its way (a claim replaced before its successor is attached) is not told.
 */
export const changes: AppendProjection<StoryFacts> = {
  name: 'changes',
  version: 3,
  *fromAppend({ partition, events, rows, facts }) {
    if (partition === '' || events.length === 0) return;
    const first = events[0]!.append.first;
    const before = new Map(rows.filter((row) => row.projection === 'claims').map((row) => [row.key, row.before as ClaimRow | null]));
    const claimsBefore = (occurrence: string): ClaimRow[] =>
      facts.membersOf(occurrence).flatMap((claim): ClaimRow[] => {
        if (claim.recorded.position >= first) return [];
        const known = before.get(claim.id);
        return known === undefined ? [claimTelling(facts, claim)] : known === null ? [] : [known];
      });
    const found = difference(readsOf(rows, { events, names: namesIn(facts.registers), claimsBefore }));
    for (const [order, change] of found.entries()) {
      yield { key: `${String(change.position).padStart(16, '0')}-${String(order).padStart(5, '0')}`, row: change, facets: facetsOf(change, order) };
    }
  },
};

export function facetsOf(change: Change, order: number): ChangeFacets {
  const { kind, changeOf, cosmetic } = change;
  return { position: change.position!, order, kind, changeOf, cosmetic, subject: subjectText(change), ...concernsOf(change) };
}
