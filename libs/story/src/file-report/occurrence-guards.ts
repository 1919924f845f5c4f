import type { NewClaim } from '../claims/claim-input.js';
import type { StoryFacts } from '../facts/index.js';

/** The guard of an occurrence: joining it and merging or splitting it exclude each other. */
export const occurrenceGuard = (occurrence: string): string => `occurrence/${occurrence}`;

/** Guards of the occurrences that new claims join: the one they name, else that of the claim they replace. */
export function occurrenceGuards(claims: readonly NewClaim[], facts: StoryFacts): string[] {
  return claims.flatMap(({ input, replaces }) => {
    const joined = input.occurrence ?? (replaces === null ? null : (facts.claim(replaces)?.occurrence ?? null));
    return joined === null || joined.startsWith('#') ? [] : [occurrenceGuard(joined)];
  });
}
