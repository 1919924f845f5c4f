import type { LayeredIndex } from './layered.js';
import type { ClaimFacts, OccurrenceFacts } from './shapes.js';

/** What of a story's facts tells which claims and occurrences point to one another. */
interface Pointing {
  claim(id: string): ClaimFacts | undefined;
  occurrence(id: string): OccurrenceFacts | undefined;
  canonicalOccurrence(id: string): OccurrenceFacts | undefined;
  readonly linkedFrom: LayeredIndex;
  readonly anchoredTo: LayeredIndex;
}

/**
 * The occurrences whose place among others may be told otherwise when a claim comes, goes or moves: its own, and those of the claims
 * and occurrences it points to or that point to it. None for nearly all claims.
 */
export function orderAround(facts: Pointing, id: string): string[] {
  const { content: { links, happened }, occurrence } = facts.claim(id)!;
  const anchor = happened?.anchor ?? null;
  const pointing = [...facts.linkedFrom.get(id), ...facts.anchoredTo.get(id)];
  if (links.length === 0 && pointing.length === 0 && (anchor === null || anchor === 'published')) return [];
  const around = occurrence === null ? [] : [occurrence];
  for (const other of [...links.map(({ target }) => target), ...pointing, ...(anchor === null ? [] : [anchor])]) {
    const met = facts.claim(other)?.occurrence ?? facts.canonicalOccurrence(other)?.id;
    if (met != null) around.push(met);
  }
  return around;
}

/** The same when an occurrence begins, is merged or split: what is dated by it or by one it has absorbed, and what these ids stand for. */
export function orderAnchored(facts: Pointing, occurrence: string): string[] {
  const ids = [occurrence];
  for (let i = 0; i < ids.length; i++) for (const { id } of facts.occurrence(ids[i]!)?.absorbed ?? []) ids.push(id);
  return ids.filter((id) => facts.anchoredTo.has(id)).flatMap((id) =>
    [id, facts.canonicalOccurrence(id)?.id ?? id, ...facts.anchoredTo.get(id).flatMap((claim) => facts.claim(claim)?.occurrence ?? [])]);
}
