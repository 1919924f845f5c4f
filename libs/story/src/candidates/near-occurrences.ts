import { bounds, comparedKind, type ClaimContent } from '#libs/codebook';
import type { OccurrenceFacts, StoryFacts } from '../facts/index.js';

/** Most occurrences that one entry of the index gives, the newest, and that one search finds: a story may speak of the same few actors for years. */
const mostOfOne = 8;
const mostOfAll = 32;

/** Whom, of what kind, when and on which issue to look for. Every actor and issue comes with all the ids that are read as it. */
export interface Sought { actors: readonly string[]; kind: string; issues: readonly string[]; edtf: string | null }

/**
 * Occurrences that may be the same as what is sought: one of the actors and the kind are told of them, and a time that is not far
 * from its own or none; those on the same issue first. From each entry of the index the newest, so that a search costs
 * the same in a story of any size.
 */
export function nearOccurrences(facts: StoryFacts, { actors, kind, issues, edtf }: Sought): Set<OccurrenceFacts> {
  const index = indexOf(facts);
  const slots = edtf === null ? null : slotsOf(edtf);
  const times = slots === null || slots[0] === wide ? [anyTime] : [...slots, wide, undated];
  const found = new Set<OccurrenceFacts>();
  for (const issue of [...issues, anyIssue]) {
    for (const time of times) for (const actor of actors) {
      const entry = index.get(keyOf(actor, kind, time, issue)) ?? [];
      for (let i = entry.length - 1, most = mostOfOne; i >= 0 && most > 0 && found.size < mostOfAll; i--, most--) {
        found.add(facts.canonicalOccurrence(entry[i]!)!);
      }
    }
  }
  return found;
}

type Index = ReadonlyMap<string, readonly string[]>;
const anyIssue = '*';
const anyTime = '*';
const wide = 'w';
const undated = 'u';
const keyOf = (actor: string, kind: string, time: string, issue: string): string => `${actor}|${kind}|${time}|${issue}`;

const quarterMicroseconds = (365.25 / 4) * 86_400_000_000;
/** A time that spans more quarters of a year than this stands under one entry of its own. */
const mostSlots = 12;

/** The quarters of a year that a time meets; a long or open one stands for itself. */
function slotsOf(edtf: string): string[] {
  const { min, max } = bounds(edtf);
  const [from, to] = [Math.floor(min / quarterMicroseconds), Math.floor(max / quarterMicroseconds)];
  if (!(to - from < mostSlots)) return [wide];
  return Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
}

/**
 * Occurrences by actor, kind, time and issue, each under all that its claims tell together: one may name the actor and another the
 * time. Facts only grow, so each claim is sorted in once; what has ended or moved since is left to whoever looks at the occurrence.
 */
class OccurrenceIndex {
  private readonly entries = new Map<string, string[]>();
  /** What occurrences of more than one claim stand under. */
  private readonly told = new Map<string, { actors: Set<string>; kinds: Set<string>; times: Set<string>; issues: Set<string> }>();
  private read = 0;

  upTo(facts: StoryFacts): Index {
    for (; this.read < facts.joined.length; this.read++) {
      const { id, occurrence, content } = facts.claim(facts.joined.at(this.read)!)!;
      const claims = occurrence === null ? [] : facts.occurrence(occurrence)!.claims;
      if (claims.length === 1) this.add(occurrence!, ...partsOf(content));
      else if (occurrence !== null) this.widen(occurrence, this.told.has(occurrence) ? [id] : claims, facts);
    }
    return this.entries;
  }

  private widen(occurrence: string, claims: readonly string[], facts: StoryFacts): void {
    let told = this.told.get(occurrence);
    if (told === undefined) this.told.set(occurrence, (told = { actors: new Set(), kinds: new Set(), times: new Set(), issues: new Set() }));
    const before = [told.actors, told.kinds, told.times, told.issues].reduce((sum, { size }) => sum + size, 0);
    for (const id of claims) {
      const [actors, kinds, times, issues] = partsOf(facts.claim(id)!.content);
      for (const actor of actors) told.actors.add(actor);
      for (const kind of kinds) told.kinds.add(kind);
      for (const time of times) told.times.add(time);
      for (const issue of issues) told.issues.add(issue);
    }
    const after = [told.actors, told.kinds, told.times, told.issues].reduce((sum, { size }) => sum + size, 0);
    if (after > before) this.add(occurrence, told.actors, told.kinds, told.times, told.issues);
  }

  private add(occurrence: string, actors: Iterable<string>, kinds: Iterable<string>, times: Iterable<string>, issues: Iterable<string>): void {
    for (const actor of actors) for (const kind of kinds) for (const time of times) for (const issue of issues) {
      const key = keyOf(actor, kind, time, issue);
      const entry = this.entries.get(key);
      if (entry === undefined) this.entries.set(key, [occurrence]);
      else if (entry[entry.length - 1] !== occurrence) entry.push(occurrence);
    }
  }
}

/** The actors, kinds, times and issues that a claim stands under. */
function partsOf({ participants, kind, happened, issue }: ClaimContent): [string[], string[], string[], string[]] {
  return [
    [...new Set(participants.flatMap(({ actor }) => actor ?? []))],
    [comparedKind(kind)],
    [anyTime, ...(happened?.edtf == null ? [undated] : slotsOf(happened.edtf))],
    issue === null ? [anyIssue] : [anyIssue, issue],
  ];
}

const indexes = new WeakMap<StoryFacts, OccurrenceIndex>();
function indexOf(facts: StoryFacts): Index {
  let index = indexes.get(facts);
  if (index === undefined) indexes.set(facts, (index = new OccurrenceIndex()));
  return index.upTo(facts);
}
