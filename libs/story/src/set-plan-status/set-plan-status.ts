import type { PlanStatus } from '#libs/codebook';
import { NotFound } from '#libs/http';
import type { Proposed } from '../events.js';
import type { StoryFacts } from '../facts/index.js';
import { inStory } from '../propose.js';
import { MergeRefused, NothingChanged } from '../refusals/index.js';
import { standingPlan } from './standing-plan.js';

export interface SetPlanStatus { occurrence: string; status: PlanStatus; scheduledFor: string | null; reason: string }

/** An editor's word on a plan; it holds until a newer claim speaks of it. */
export function setPlanStatus({ occurrence: id, status, scheduledFor, reason }: SetPlanStatus, facts: StoryFacts): Proposed[] {
  const occurrence = facts.occurrence(id);
  if (occurrence === undefined) throw new NotFound('occurrence', id);
  if (occurrence.absorbedInto !== null) throw new MergeRefused('already-absorbed', id);
  const plan = standingPlan(occurrence, facts);
  if (plan !== null && plan.status === status && plan.scheduledFor === scheduledFor) {
    throw new NothingChanged(`The plan is ${status} already${scheduledFor === null ? '' : `, for ${scheduledFor}`}.`);
  }

  return [inStory(facts.slug, 'PlanStatusSet', { occurrence: id, status, scheduledFor, reason })];
}
