import type { NewClaim } from '../claims/claim-input.js';
import type { StoryFacts } from '../facts/index.js';

/** The guard of an occurrence: merging and splitting it, and what goes where it stands, exclude each other. */
export const occurrenceGuard = (occurrence: string): string => `occurrence/${occurrence}`;

/**
 * Guards of the occurrences that new claims join because the claims they replace belong there: a split meanwhile would take them
 * elsewhere. A claim that names its occurrence needs none, so that any number may join one at the same time: what is absorbed
 * meanwhile is read as what absorbed it.
 */
export function occurrenceGuards(claims: readonly NewClaim[], facts: StoryFacts): string[] {
  return claims.flatMap(({ input, replaces }) => {
    const joined = input.occurrence === null && replaces !== null ? facts.claim(replaces)?.occurrence : null;
    return joined == null ? [] : [occurrenceGuard(joined)];
  });
}
