import type { PublishedChange, PublishedRows } from '#libs/read-models';
import type { Change } from '#libs/story';
import { changeSources, difference, namesIn, readsOf, type ClaimRow } from '../difference/index.js';

/** The rows that changes are made of and that differ between two numbers of steps. */
export const changedRows = (rows: PublishedRows, from: number, to: number): PublishedChange[] =>
  [...rows.changed(from, to)].filter(({ projection }) => (changeSources as readonly string[]).includes(projection));

/** The net difference between two numbers of steps of the published clock, from ≤ to. */
export function differenceOfSteps(rows: PublishedRows, from: number, to: number, pairs: readonly PublishedChange[] = changedRows(rows, from, to)): Change[] {
  const claimsBefore = (occurrence: string): ClaimRow[] => {
    const item = rows.one('timeline', occurrence, from)?.row as { members?: string[] } | undefined;
    return (item?.members ?? []).flatMap((id) => (rows.one('claims', id, from)?.row ?? []) as ClaimRow[]);
  };
  const events = rows.steps.slice(from, to).map((step) => step.event);
  return difference(readsOf(pairs, { events, names: namesIn(rows.facts.registers), claimsBefore }));
}
