import type { PlanStatus } from '#libs/codebook';
import type { ClaimFacts, OccurrenceFacts, StoryFacts } from '../facts/index.js';

export interface StandingPlan { status: PlanStatus; scheduledFor: string | null; position: number }

/**
 * The status a plan has now (DOMAIN §5.5): that of the newest supporting claim that has one (publication instant, position, place
 * in the body), or of a PlanStatusSet that was recorded after it. Null: it is no plan.
 */
export function standingPlan(occurrence: OccurrenceFacts, facts: StoryFacts): StandingPlan | null {
  const speaking = facts.membersOf(occurrence.id).filter((claim) => claim.planStatus !== null && facts.isSupporting(claim));
  const newest = speaking.reduce<ClaimFacts | null>((best, claim) => (best === null || isNewer(claim, best, facts) ? claim : best), null);
  const decided = occurrence.plans.at(-1);
  if (decided !== undefined && speaking.every((claim) => claim.recorded.position < decided.recorded.position)) {
    return { status: decided.status, scheduledFor: decided.scheduledFor, position: decided.recorded.position };
  }
  return newest === null ? null : { status: newest.planStatus!, scheduledFor: newest.content.happened?.edtf ?? null, position: newest.recorded.position };
}

function isNewer(a: ClaimFacts, b: ClaimFacts, facts: StoryFacts): boolean {
  const [publicA, publicB] = [facts.versionOf(a).publicAt, facts.versionOf(b).publicAt];
  if (publicA !== publicB) return publicA > publicB;
  return a.recorded.position > b.recorded.position;
}
