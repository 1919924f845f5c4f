import { cellTelling, claimTelling, itemTelling, markerTelling } from '#libs/read-models';
import type { StoryFacts } from '#libs/story';

/**
 * Of the rows that changes are made of, the members that a difference reads, for a key at some facts; null where there is no row. A
 * write waits for its effects, and most of a row is counted around it (markers, origins of a cell, places in the order) and makes no change.
 */
export const tellings: ReadonlyMap<string, (key: string, facts: StoryFacts) => object | null> = new Map<string, (key: string, facts: StoryFacts) => object | null>([
  ['reports', (id, facts) => {
    const report = facts.report(id);
    if (report === undefined) return null;
    const { headline } = report.versions.at(-1)!;
    return { id, version: report.versions.length, status: report.status, headline, outlet: report.outlet };
  }],
  ['claims', (id, facts) => {
    const claim = facts.claim(id);
    return claim === undefined ? null : claimTelling(facts, claim);
  }],
  ['timeline', (id, facts) => itemTelling(facts, id)],
  ['stances', (key, facts) => {
    const [holder, issue] = key.split('/') as [string, string];
    return cellTelling(facts, holder, issue);
  }],
  ['markers', (key, facts) => markerTelling(key, facts)],
]);
