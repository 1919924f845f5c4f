import type { Happened, PlanStatus } from '#libs/codebook';
import type { ClaimFacts, PlanDecision, Recorded, StoryFacts } from '#libs/story';
import { byPublication } from '../tellings/index.js';

/** One word on a plan: that of a supporting claim, or an editor's decision. */
export interface PlanWord { status: PlanStatus; claim: string | null; by: 'outlet' | 'editor'; recorded: Recorded; happened: Happened | null }

/** The supporting claims of an occurrence that give a plan status, the newest published last. */
function tellers(facts: StoryFacts, occurrence: string): (ClaimFacts & { planStatus: PlanStatus })[] {
  const claims = facts.membersOf(occurrence)
    .filter((claim): claim is ClaimFacts & { planStatus: PlanStatus } => claim.planStatus !== null && facts.isSupporting(claim));
  return claims.sort(byPublication(facts, claims));
}

/**
 * Every status given to a plan, in the order in which they stood (DOMAIN §5.5): claims by publication, an editor's decision after the
 * claims it knew. The last one stands: a decision holds until a claim that is recorded after it speaks as the newest publication.
 */
export function wordsOn(facts: StoryFacts, occurrence: string): PlanWord[] {
  const claims = tellers(facts, occurrence).map((claim): PlanWord & { at: number } => ({
    status: claim.planStatus, claim: claim.id, by: 'outlet', recorded: claim.recorded, happened: claim.content.happened, at: claim.recorded.position,
  }));
  const words: (PlanWord & { at: number })[] = [...claims];
  for (const decision of facts.occurrence(occurrence)?.plans ?? []) {
    // After the newest publication among the claims known when it was taken, and after the decisions before it.
    const known = words.reduce((last, word, index) => (word.at < decision.recorded.position ? index : last), -1);
    words.splice(known + 1, 0, { ...decided(decision), at: decision.recorded.position });
  }
  return words.map(({ at: _, ...word }) => word);
}

function decided({ status, scheduledFor, recorded }: PlanDecision): PlanWord {
  return {
    status, claim: null, by: 'editor', recorded,
    happened: scheduledFor === null ? null : { edtf: scheduledFor, aspect: 'future', relation: null, anchor: null },
  };
}

/** The word that stands; null: the occurrence is no plan. */
export function standingOf(facts: StoryFacts, occurrence: string): PlanWord | null {
  return wordsOn(facts, occurrence).at(-1) ?? null;
}

/**
 * The date a plan is told for: that of the newest word that gives one. A later word without a date says nothing against it, unless it
 * postpones: moved to an open date, the old one is no more.
 */
export function scheduledFor(words: readonly PlanWord[]): Happened | null {
  for (const { status, happened } of [...words].reverse()) {
    if ((happened?.edtf ?? null) !== null) return happened;
    if (status === 'postponed') return null;
  }
  return null;
}
