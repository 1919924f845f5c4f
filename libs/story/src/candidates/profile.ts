import { bounds, comparedKind, type Bounds, type ClaimContent } from '#libs/codebook';
import type { OccurrenceFacts, Registers, StoryFacts } from '../facts/index.js';

/** What claims are compared by: all that is told of one happening, read through merges. */
export interface Profile {
  actors: ReadonlySet<string>;
  kinds: ReadonlySet<string>;
  issues: ReadonlySet<string>;
  times: readonly Bounds[];
  places: ReadonlySet<string>;
}

export function profileOf(contents: readonly ClaimContent[], registers: Registers): Profile {
  const actors = new Set<string>();
  const kinds = new Set<string>();
  const issues = new Set<string>();
  const times: Bounds[] = [];
  const places = new Set<string>();
  for (const { participants, kind, issue, happened, place } of contents) {
    for (const { actor } of participants) if (actor !== null) actors.add(registers.canonical('actor', actor));
    kinds.add(comparedKind(kind));
    if (issue !== null) issues.add(registers.canonical('issue', issue));
    if (happened?.edtf != null) {
      const time = bounds(happened.edtf);
      if (!times.some(({ min, max }) => min === time.min && max === time.max)) times.push(time);
    }
    if (place !== null) places.add(place.label.toLowerCase());
  }
  return { actors, kinds, issues, times, places };
}

// Facts replace an occurrence when any of its claims, or the standing of one, is another: so the profile of the object stands.
const remembered = new WeakMap<OccurrenceFacts, { revision: number; profile: Profile }>();

/** What the active claims of an occurrence tell. */
export function profileOfOccurrence(occurrence: OccurrenceFacts, facts: StoryFacts, registers: Registers, revision: number): Profile {
  const known = remembered.get(occurrence);
  if (known?.revision === revision) return known.profile;
  const contents = occurrence.claims.flatMap((id) => (facts.isActive(facts.claim(id)!) ? [facts.claim(id)!.content] : []));
  const profile = profileOf(contents, registers);
  remembered.set(occurrence, { revision, profile });
  return profile;
}
