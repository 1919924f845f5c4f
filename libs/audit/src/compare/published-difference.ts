import type { PublishedRows } from '#libs/read-models';
import type { Change } from '#libs/story';
import { changeSources, difference, namesIn, readsOf, type ClaimRow } from '../difference/index.js';

/** The net difference between two numbers of steps of the published clock, from ≤ to. What changes are made of must be folded. */
export function differenceOfSteps(rows: PublishedRows, from: number, to: number): Change[] {
  const claimsBefore = (occurrence: string): ClaimRow[] => {
    const item = rows.one('timeline', occurrence, from)?.row as { members?: string[] } | undefined;
    return (item?.members ?? []).flatMap((id) => (rows.one('claims', id, from)?.row ?? []) as ClaimRow[]);
  };
  const events = rows.steps.slice(from, to).map((step) => step.event);
  return difference(readsOf(rows.changed(from, to, changeSources), { events, names: namesIn(rows.names), claimsBefore }));
}
