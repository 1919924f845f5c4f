import { namednesses, type Hop, type Namedness } from '#libs/codebook';
import type { ClaimFacts, Registers, StoryFacts } from '#libs/story';

/** `voice` of API §5, strongest first in {@link voiceStrength}. */
export type VoiceClass = 'named' | 'outlet' | 'unnamed' | 'relayed';
const voiceStrength: readonly VoiceClass[] = ['named', 'outlet', 'unnamed', 'relayed'];

const rank = (namedness: Namedness): number => namednesses.indexOf(namedness);

/** DOMAIN §2.1 *Named*: the highest of the hop's own namedness, that of its registered source, and `named-office` if the source is an outlet. */
export function effectiveNamedness(registers: Registers, hop: Hop): Namedness {
  if (hop.source === null) return hop.namedness;
  const source = registers.canonical('source', hop.source);
  const registered = registers.outlet(source) === undefined ? (registers.source(source)?.namedness ?? 'none') : 'named-office';
  return rank(registered) > rank(hop.namedness) ? registered : hop.namedness;
}

/** An anonymous voice is `described-knowledge` or lower. */
export const isAnonymous = (registers: Registers, hop: Hop): boolean => rank(effectiveNamedness(registers, hop)) < rank('named-office');

/** DOMAIN §2.1 *Relay*: a hop whose source is an outlet, or that has neither source nor label. */
export const isRelay = (registers: Registers, hop: Hop): boolean =>
  hop.source === null ? hop.label === null : registers.outlet(registers.canonical('source', hop.source)) !== undefined;

export const lastHop = (claim: ClaimFacts): Hop | null => claim.content.attribution.at(-1) ?? null;

/** DOMAIN §2.1 *Class of voice*. */
export function voiceClass(facts: StoryFacts, claim: ClaimFacts): VoiceClass {
  const { registers } = facts;
  const last = lastHop(claim);
  if (last === null) return 'outlet';
  if (claim.content.attribution.some((hop) => isRelay(registers, hop))) return 'relayed';
  return isAnonymous(registers, last) ? 'unnamed' : 'named';
}

/** An occurrence takes the strongest class of its supporting claims (API §5); null without one. */
export function strongestVoice(facts: StoryFacts, claims: readonly ClaimFacts[]): VoiceClass | null {
  const present = new Set(claims.map((claim) => voiceClass(facts, claim)));
  return voiceStrength.find((voice) => present.has(voice)) ?? null;
}

/**
 * The identity of a claim's voice (DOMAIN §2.1): equal texts are the same voice. A source (after merges), a label with letter case
 * ignored, or, for an unstated hop or an empty chain, the outlet; an unknown outlet is its own report.
 */
export function voiceIdentity(facts: StoryFacts, claim: ClaimFacts): string {
  const last = lastHop(claim);
  if (last?.source != null) return `source:${facts.registers.canonical('source', last.source)}`;
  if (last?.label != null) return `label:${last.label.toLowerCase()}`;
  const outlet = facts.report(claim.report)?.outlet ?? null;
  return outlet === null ? `report:${claim.report}` : `source:${facts.registers.canonical('source', outlet)}`;
}

export const sameVoice = (facts: StoryFacts, a: ClaimFacts, b: ClaimFacts): boolean => voiceIdentity(facts, a) === voiceIdentity(facts, b);

/** The registered actor whose word the voice is, after merges; null where the voice is no registered source with an actor. */
export function voiceActor(facts: StoryFacts, claim: ClaimFacts): string | null {
  const last = lastHop(claim);
  if (last?.source == null) return null;
  const actor = facts.registers.source(facts.registers.canonical('source', last.source))?.actor ?? null;
  return actor === null ? null : facts.registers.canonical('actor', actor);
}
