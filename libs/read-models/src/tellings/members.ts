import type { ClaimFacts, OccurrenceFacts, StoryFacts } from '#libs/story';
import { firstToldFirst } from './told.js';

/** The claims of an occurrence by what they do for it, each list first told first. */
export interface Members {
  all: readonly ClaimFacts[];
  active: readonly ClaimFacts[];
  supporting: readonly ClaimFacts[];
  /** What the item shows its kind, title and participants from: the supporting claims, or what there is once none is left. */
  shown: readonly ClaimFacts[];
  /** What the item shows its time, place and number from. */
  measured: readonly ClaimFacts[];
}

/** The members of an occurrence; of one absorbed by another, those it had when it was. */
export function membersOf(facts: StoryFacts, occurrence: OccurrenceFacts): Members {
  const own = occurrence.absorbedInto === null
    ? facts.membersOf(occurrence.id)
    : (facts.occurrence(occurrence.absorbedInto)?.absorbed.find((one) => one.id === occurrence.id)?.claims ?? []).flatMap((id) => facts.claim(id) ?? []);
  const all = firstToldFirst(facts, own);
  const active = all.filter((claim) => facts.isActive(claim));
  const supporting = active.filter((claim) => claim.attests === 'supports');
  const firstThatHasSome = (...lists: (readonly ClaimFacts[])[]): readonly ClaimFacts[] => lists.find((list) => list.length > 0) ?? [];
  const once = all.filter((claim) => claim.attests === 'supports');
  return {
    all, active, supporting,
    shown: firstThatHasSome(supporting, once, active, all),
    // Never finer than what still counts: where only a denial is left, its time is the time shown.
    measured: firstThatHasSome(supporting, active, once, all),
  };
}

/** The ids an occurrence stands for: itself and all it has absorbed, directly or through others. */
export function absorbedBy(facts: StoryFacts, occurrence: string): string[] {
  const all = [occurrence];
  for (let i = 0; i < all.length; i++) all.push(...(facts.occurrence(all[i]!)?.absorbed ?? []).map((one) => one.id));
  return all;
}
