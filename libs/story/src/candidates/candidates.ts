import { comparedKind, disjoint, type ClaimContent } from '#libs/codebook';
import type { OccurrenceFacts, Registers, StoryFacts } from '../facts/index.js';
import { nearOccurrences } from './near-occurrences.js';
import { profileOf, profileOfOccurrence, type Profile } from './profile.js';

/** An occurrence that a new claim may speak of too. Only a person decides (DOMAIN §5.5). */
export interface Candidate { occurrence: string; score: number; reasons: string[] }

const most = 5;
const least = 0.5;

/**
 * Up to five occurrences of the story for one claim, best first and of equal ones the newest: same kind (all meetings count as one), a shared actor, times not
 * disjoint. Score: 0.35 actors (Jaccard) + 0.25 same issue (half for its parent) + 0.2 kind + 0.1 overlapping times + 0.1 same
 * place label; 0.5 at least.
 * @param own the occurrence the claim belongs to, which is no candidate
 */
export function candidatesFor(content: ClaimContent, own: string | null, facts: StoryFacts): Candidate[] {
  const { registers } = facts;
  const { revision } = registers;
  const told = profileOf([content], registers);
  if (told.actors.size === 0) return [];
  const related = issuesOf(content, registers);
  const near = nearOccurrences(facts, {
    actors: [...told.actors].flatMap((actor) => registers.family('actor', actor)),
    kind: comparedKind(content.kind),
    issues: [...related.same, ...related.near].flatMap((issue) => registers.family('issue', issue)),
    edtf: content.happened?.edtf ?? null,
  });
  const found: Match[] = [];
  for (const occurrence of near) {
    if (occurrence.id === own) continue;
    const match = matchOf(told, occurrence, profileOfOccurrence(occurrence, facts, registers, revision), registers);
    if (match !== null) found.push(match);
  }
  return found.sort((a, b) => b.score - a.score || b.occurrence.opened.position - a.occurrence.opened.position).slice(0, most).map(candidateOf);
}

interface Match { occurrence: OccurrenceFacts; score: number; likeness: number; shared: number; meets: boolean; samePlace: boolean }

/** Null below one half. The cheap questions come first, since most occurrences fall at one of them. */
function matchOf(told: Profile, occurrence: OccurrenceFacts, theirs: Profile, registers: Registers): Match | null {
  let shared = 0;
  for (const actor of told.actors) if (theirs.actors.has(actor)) shared++;
  if (shared === 0) return null;
  const actors = shared / (told.actors.size + theirs.actors.size - shared);
  for (const kind of told.kinds) if (!theirs.kinds.has(kind)) return null;
  const [time] = told.times;
  const dated = time !== undefined && theirs.times.length > 0;
  const meets = dated && theirs.times.some((other) => !disjoint(time, other));
  if (dated && !meets) return null;
  // What is left to gain: an equal issue and an equal place.
  const sure = 0.35 * actors + 0.2 + (meets ? 0.1 : 0);
  if (sure + 0.35 < least - 1e-9) return null;
  const likeness = likenessOf(told, theirs, registers);
  let samePlace = false;
  for (const place of told.places) samePlace ||= theirs.places.has(place);
  const score = sure + 0.25 * likeness + (samePlace ? 0.1 : 0);
  return score < least - 1e-9 ? null : { occurrence, score: Math.round(score * 1000) / 1000, likeness, shared, meets, samePlace };
}

function candidateOf({ occurrence, score, likeness, shared, meets, samePlace }: Match): Candidate {
  return {
    occurrence: occurrence.id,
    score,
    reasons: [
      ...(likeness === 1 ? ['same issue'] : likeness > 0 ? ['issue above or below'] : []),
      shared === 1 ? 'a shared actor' : `${numbers[shared] ?? shared} shared actors`,
      'same kind',
      ...(meets ? ['overlapping times'] : []),
      ...(samePlace ? ['same place'] : []),
    ],
  };
}

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six'];

/** 1 for the same issue, 0.5 where one is the parent of the other. */
function likenessOf(told: Profile, theirs: Profile, registers: Registers): number {
  let likeness = 0;
  for (const own of told.issues) {
    if (theirs.issues.has(own)) return 1;
    const above = parentOf(own, registers);
    for (const other of theirs.issues) if (other === above || parentOf(other, registers) === own) likeness = 0.5;
  }
  return likeness;
}

/** The issue of a claim, and the one above it. One below it is found among all that its actors do. */
function issuesOf({ issue }: ClaimContent, registers: Registers): { same: string[]; near: string[] } {
  if (issue === null) return { same: [], near: [] };
  const own = registers.canonical('issue', issue);
  const above = parentOf(own, registers);
  return { same: [own], near: above === null ? [] : [above] };
}

function parentOf(issue: string, registers: Registers): string | null {
  const parent = registers.issue(issue)?.data.parent ?? null;
  return parent === null ? null : registers.canonical('issue', parent);
}
