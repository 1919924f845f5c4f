import { NotFound } from '#libs/http';
import type { EventData, Proposed } from '../events.js';
import type { StoryFacts } from '../facts/index.js';
import { inStory } from '../propose.js';

export interface AssessCredibility { claim: string; grade: EventData['CredibilityAssessed']['grade']; reason: string }

/** A person's Admiralty digit for a claim. Every grade is kept; the newest counts. */
export function assessCredibility({ claim: id, grade, reason }: AssessCredibility, facts: StoryFacts): Proposed[] {
  const claim = facts.claim(id);
  if (claim === undefined) throw new NotFound('claim', id);

  return [inStory(facts.slug, 'CredibilityAssessed', { report: claim.report, claim: id, grade, reason })];
}
