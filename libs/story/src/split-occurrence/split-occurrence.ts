import { NotFound } from '#libs/http';
import type { Proposed } from '../events.js';
import type { OccurrenceFacts, StoryFacts } from '../facts/index.js';
import { inStory } from '../propose.js';
import { MergeRefused, References } from '../refusals/index.js';

export interface SplitOccurrence {
  occurrence: string;
  reason: string;
  /** Either an absorbed id, which gets back the claims it had, or some of the claims, for a new occurrence. */
  part: { restore: string } | { claims: readonly string[]; into: string };
}

/** Takes a merge back, or moves some claims to an occurrence of their own. */
export function splitOccurrence({ occurrence: id, reason, part }: SplitOccurrence, facts: StoryFacts): Proposed[] {
  const from = facts.occurrence(id);
  if (from === undefined) throw new NotFound('occurrence', id);
  return 'restore' in part ? restore(from, part.restore, reason, facts) : divide(from, part.claims, part.into, reason, facts);
}

function restore(from: OccurrenceFacts, restored: string, reason: string, facts: StoryFacts): Proposed[] {
  const references = new References(facts.registers);
  references.occurrence(facts, restored, '/restore');
  references.settle();
  const absorbed = from.absorbed.find((other) => other.id === restored);
  if (absorbed === undefined) throw new MergeRefused('not-absorbed-here', restored);
  // A claim told anew or coded anew since the merge goes with the one it took the place of.
  const had = new Set(absorbed.claims);
  const successors = new Set(absorbed.claims.flatMap((claim) => facts.lineageOf(facts.claim(claim)!).map((one) => one.id)));
  const claims = from.claims.filter((claim) => had.has(claim) || (successors.has(claim) && facts.claim(claim)!.attached!.position > absorbed.at));
  if (claims.length === from.claims.length) throw new MergeRefused('nothing-would-stay', from.id);

  return [inStory(facts.slug, 'OccurrenceSplit', { occurrence: from.id, into: restored, claims, restored, reason })];
}

function divide(from: OccurrenceFacts, wanted: readonly string[], into: string, reason: string, facts: StoryFacts): Proposed[] {
  const references = new References(facts.registers);
  wanted.forEach((claim, i) => references.claim(facts, claim, `/claims/${i}`));
  references.settle();
  for (const claim of wanted) if (!from.claims.includes(claim)) throw new MergeRefused('claim-not-in-it', claim);
  const claims = from.claims.filter((claim) => wanted.includes(claim));
  if (claims.length === from.claims.length) throw new MergeRefused('nothing-would-stay', from.id);

  return [inStory(facts.slug, 'OccurrenceSplit', { occurrence: from.id, into, claims, restored: null, reason })];
}
