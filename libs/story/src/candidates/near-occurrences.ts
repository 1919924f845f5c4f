import { comparedKind } from '#libs/codebook';
import type { StoryFacts } from '../facts/index.js';

/** Claims that name an actor, by kind; `read` of the list of all that name it are sorted in. */
interface Sorted { read: number; byKind: Map<string, string[]> }
const sortedBy = new WeakMap<StoryFacts, Map<string, Sorted>>();

/**
 * The occurrences with a claim of this kind (all meetings count as one) that names one of these actors, with the number of the
 * actors they name in such claims. Each actor comes with all the ids that are read as it. The lists of a story only grow, so each
 * claim is sorted in once.
 */
export function nearOccurrences(facts: StoryFacts, actors: readonly (readonly string[])[], kind: string): Map<string, number> {
  const near = new Map<string, number>();
  for (const ids of actors) {
    const named = new Set<string>();
    for (const actor of ids) {
      for (const id of claimsOfKind(facts, actor, kind)) {
        const { occurrence } = facts.claim(id)!;
        if (occurrence !== null) named.add(occurrence);
      }
    }
    for (const occurrence of named) near.set(occurrence, (near.get(occurrence) ?? 0) + 1);
  }
  return near;
}

function claimsOfKind(facts: StoryFacts, actor: string, kind: string): readonly string[] {
  const all = facts.claimsNaming.get(`actor/${actor}`);
  let ofStory = sortedBy.get(facts);
  if (ofStory === undefined) sortedBy.set(facts, (ofStory = new Map()));
  let sorted = ofStory.get(actor);
  if (sorted === undefined) ofStory.set(actor, (sorted = { read: 0, byKind: new Map() }));
  for (; sorted.read < all.length; sorted.read++) {
    const id = all[sorted.read]!;
    const of = comparedKind(facts.claim(id)!.content.kind);
    const list = sorted.byKind.get(of);
    if (list === undefined) sorted.byKind.set(of, [id]);
    else list.push(id);
  }
  return sorted.byKind.get(kind) ?? [];
}
