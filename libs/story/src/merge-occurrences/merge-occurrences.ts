import { isOfStateFamily } from '#libs/codebook';
import { NotFound } from '#libs/http';
import type { Proposed } from '../events.js';
import type { OccurrenceFacts, StoryFacts } from '../facts/index.js';
import { inStory } from '../propose.js';
import { MergeRefused, References } from '../refusals/index.js';

export interface MergeOccurrences {
  occurrence: string;
  absorb: readonly string[];
  reason: string;
  /** Those of `absorb` that are occurrences of another story. */
  elsewhere: readonly string[];
}

/** Judges several occurrences to be one. The event keeps which claims each had, so that a split can give them back. */
export function mergeOccurrences({ occurrence: id, absorb, reason, elsewhere }: MergeOccurrences, facts: StoryFacts): Proposed[] {
  const target = facts.occurrence(id);
  if (target === undefined) throw new NotFound('occurrence', id);
  const references = new References(facts.registers);
  absorb.forEach((other, i) => elsewhere.includes(other) || references.occurrence(facts, other, `/absorb/${i}`));
  references.settle();
  if (target.absorbedInto !== null) throw new MergeRefused('already-absorbed', id);
  for (const other of absorb) {
    if (other === id) throw new MergeRefused('itself', other);
    if (elsewhere.includes(other)) throw new MergeRefused('another-story', other);
    if (facts.occurrence(other)!.absorbedInto !== null) throw new MergeRefused('already-absorbed', other);
  }
  const absorbed = [...new Set(absorb)].map((other) => facts.occurrence(other)!);
  refuseMixture(target, absorbed, facts);

  return [
    inStory(facts.slug, 'OccurrencesMerged', {
      occurrence: id, absorbed: absorbed.map((other) => other.id), claims: Object.fromEntries(absorbed.map((other) => [other.id, [...other.claims]])), reason,
    }),
  ];
}

function refuseMixture(target: OccurrenceFacts, absorbed: readonly OccurrenceFacts[], facts: StoryFacts): void {
  const family = sort(target, facts);
  for (const other of absorbed) if (sort(other, facts) !== family) throw new MergeRefused('state-with-happening', other.id);
}

/** DOMAIN §2.1: a plan once it has a status, a state if all its claims are of the state family, else a happening. A plan is of a happening. */
function sort({ id, plans }: OccurrenceFacts, facts: StoryFacts): 'state' | 'happening' {
  const members = facts.membersOf(id);
  const isPlan = plans.length > 0 || members.some((claim) => claim.planStatus !== null && facts.isSupporting(claim));
  return !isPlan && members.every((claim) => isOfStateFamily(claim.content.kind)) ? 'state' : 'happening';
}
