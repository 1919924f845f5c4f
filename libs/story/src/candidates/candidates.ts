import { bounds, comparedKind, disjoint, type Bounds, type ClaimContent } from '#libs/codebook';
import { nearOccurrences } from './near-occurrences.js';
import type { OccurrenceFacts, Registers, StoryFacts } from '../facts/index.js';

/** An occurrence that a new claim may speak of too. Only a person decides (DOMAIN §5.5). */
export interface Candidate { occurrence: string; score: number; reasons: string[] }

const most = 5;
const least = 0.5;

/**
 * Up to five occurrences of the story for one claim, best first: same kind (all meetings count as one), a shared actor, times not
 * disjoint. Score: 0.35 actors (Jaccard) + 0.25 same issue (half for its parent) + 0.2 kind + 0.1 overlapping times + 0.1 same
 * place label; 0.5 at least.
 * @param own the occurrence the claim belongs to, which is no candidate
 */
export function candidatesFor(content: ClaimContent, own: string | null, facts: StoryFacts): Candidate[] {
  const { registers } = facts;
  const actors = actorsOf([content], registers);
  const kind = comparedKind(content.kind);
  const time = timeOf(content);
  const near = nearOccurrences(facts, [...actors].map((actor) => registers.family('actor', actor)), kind);
  if (own !== null) near.delete(own);
  const found: Candidate[] = [];
  for (const [id, hits] of near) {
    const candidate = scored(content, actors, hits, kind, time, facts.occurrence(id)!, facts);
    if (candidate !== null) found.push(candidate);
  }
  return found.sort((a, b) => b.score - a.score || (a.occurrence < b.occurrence ? -1 : 1)).slice(0, most);
}

/**
 * Null below one half. The cheap questions come first, since most occurrences fall at one of them.
 * @param hits how many of the actors its claims of this kind name
 */
function scored(
  content: ClaimContent, actors: ReadonlySet<string>, hits: number, kind: string, time: Bounds | null, occurrence: OccurrenceFacts, facts: StoryFacts,
): Candidate | null {
  const { registers } = facts;
  const issue = content.issue === null ? null : registers.canonical('issue', content.issue);
  const label = content.place?.label.toLowerCase();
  let sameKind = false;
  let dated = false;
  let meets = false;
  let samePlace = false;
  let likeness = 0;
  for (const id of occurrence.claims) {
    const claim = facts.claim(id)!;
    if (!facts.isActive(claim)) continue;
    const member = claim.content;
    sameKind ||= comparedKind(member.kind) === kind;
    const other = time === null ? null : timeOf(member);
    if (other !== null) {
      dated = true;
      meets ||= !disjoint(time!, other);
    }
    if (issue !== null && likeness < 1) likeness = Math.max(likeness, likenessOf(issue, member.issue, registers));
    samePlace ||= label !== undefined && member.place?.label.toLowerCase() === label;
  }
  if (!sameKind || (dated && !meets)) return null;
  const rest = 0.25 * likeness + 0.2 + (meets ? 0.1 : 0) + (samePlace ? 0.1 : 0);
  const mostShared = occurrence.claims.length === 1 ? hits / actors.size : 1;
  if (0.35 * mostShared + rest < least - 1e-9) return null;

  const theirs = actorsOf(occurrence.claims.flatMap((id) => (facts.isActive(facts.claim(id)!) ? [facts.claim(id)!.content] : [])), registers);
  let shared = 0;
  for (const actor of actors) if (theirs.has(actor)) shared++;
  if (shared === 0) return null;
  const score = 0.35 * (shared / (actors.size + theirs.size - shared)) + rest;
  if (score < least - 1e-9) return null;
  return {
    occurrence: occurrence.id,
    score: Math.round(score * 1000) / 1000,
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
function likenessOf(own: string, raw: string | null, registers: Registers): number {
  if (raw === null) return 0;
  const other = registers.canonical('issue', raw);
  if (other === own) return 1;
  return parentOf(own, registers) === other || parentOf(other, registers) === own ? 0.5 : 0;
}

function parentOf(issue: string, registers: Registers): string | null {
  const parent = registers.issue(issue)?.data.parent ?? null;
  return parent === null ? null : registers.canonical('issue', parent);
}

function actorsOf(contents: readonly ClaimContent[], registers: Registers): Set<string> {
  const actors = new Set<string>();
  for (const { participants } of contents) for (const { actor } of participants) if (actor !== null) actors.add(registers.canonical('actor', actor));
  return actors;
}

// A claim never changes, and reading its time costs more than all the rest of a score.
const times = new WeakMap<ClaimContent, Bounds | null>();
function timeOf(content: ClaimContent): Bounds | null {
  let time = times.get(content);
  if (time === undefined) times.set(content, (time = content.happened?.edtf == null ? null : bounds(content.happened.edtf)));
  return time;
}
