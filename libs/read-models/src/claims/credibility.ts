import { namednesses } from '#libs/codebook';
import type { ClaimFacts, StoryFacts } from '#libs/story';
import { attestationBy } from '../markers/occurrence-rules.js';
import { attestationOf } from '../markers/remembered.js';
import { effectiveNamedness, isAnonymous, lastHop } from '../voice/index.js';

/**
 * The credibility suggested for a claim (DOMAIN §5.4), from 1 confirmed to 5 improbable; the first rule that holds. Null: it cannot be
 * judged, it does not support its occurrence, or it no longer counts. Beside any person's grade, never instead of it.
 */
export function suggestedCredibility(facts: StoryFacts, claim: ClaimFacts): 1 | 2 | 3 | 4 | 5 | null {
  if (claim.attests !== 'supports') return null;
  const status = facts.statusOf(claim);
  if (status === 'retracted') return 5;
  if (status !== 'active') return null;
  const occurrence = claim.occurrence === null ? undefined : facts.occurrence(claim.occurrence);
  const { supporting, denying } = occurrence === undefined ? attestationBy(facts, [claim]) : attestationOf(facts, occurrence);
  if (denying >= 2) return 5;
  if (denying === 1) return 4;
  if (supporting >= 2) return 1;
  const voice = lastHop(claim);
  if (voice === null) return null;
  const namedness = effectiveNamedness(facts.registers, voice);
  const isNamed = namednesses.indexOf(namedness) >= namednesses.indexOf('named-office');
  if (namedness === 'document' || (isNamed && voice.side === 'third-party')) return 2;
  return isAnonymous(facts.registers, voice) || voice.side === 'party' || voice.side === 'aligned' ? 3 : null;
}
