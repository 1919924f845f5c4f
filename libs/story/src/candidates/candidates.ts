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
  const near = nearOccurrences(facts, [...actors].flatMap((actor) => registers.family('actor', actor)), kind);
  if (own !== null) near.delete(own);
  return [...near]
    .flatMap((id) => scored(content, actors, kind, time, facts.occurrence(id)!, facts))
    .sort((a, b) => b.score - a.score || (a.occurrence < b.occurrence ? -1 : 1))
    .slice(0, most);
}

function scored(
  content: ClaimContent, actors: ReadonlySet<string>, kind: string, time: Bounds | null, occurrence: OccurrenceFacts, facts: StoryFacts,
): Candidate[] {
  const members: ClaimContent[] = [];
  for (const id of occurrence.claims) {
    const claim = facts.claim(id)!;
    if (facts.isActive(claim)) members.push(claim.content);
  }
  if (!members.some((member) => comparedKind(member.kind) === kind)) return [];
  const theirs = actorsOf(members, facts.registers);
  let shared = 0;
  for (const actor of actors) if (theirs.has(actor)) shared++;
  if (shared === 0) return [];
  // Time and place together add 0.2 at most, the issue 0.25.
  const actorScore = 0.35 * (shared / (actors.size + theirs.size - shared));
  if (actorScore + (content.issue === null ? 0 : 0.25) + 0.4 < least - 1e-9) return [];
  const times = members.flatMap((member) => timeOf(member) ?? []);
  const meets = time !== null && times.some((other) => !disjoint(time, other));
  if (time !== null && times.length > 0 && !meets) return [];

  const issue = likeness(content.issue, members, facts.registers);
  const label = content.place?.label.toLowerCase();
  const samePlace = label !== undefined && members.some((member) => member.place?.label.toLowerCase() === label);
  const score = actorScore + 0.25 * issue + 0.2 + (meets ? 0.1 : 0) + (samePlace ? 0.1 : 0);
  if (score < least - 1e-9) return [];
  return [{
    occurrence: occurrence.id,
    score: Math.round(score * 1000) / 1000,
    reasons: [
      ...(issue === 1 ? ['same issue'] : issue > 0 ? ['issue above or below'] : []),
      shared === 1 ? 'a shared actor' : `${numbers[shared] ?? shared} shared actors`,
      'same kind',
      ...(meets ? ['overlapping times'] : []),
      ...(samePlace ? ['same place'] : []),
    ],
  }];
}

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six'];

/** 1 for the same issue, 0.5 where one is the parent of the other. */
function likeness(id: string | null, members: readonly ClaimContent[], registers: Registers): number {
  if (id === null) return 0;
  const own = registers.canonical('issue', id);
  let best = 0;
  for (const member of members) {
    if (member.issue === null) continue;
    const other = registers.canonical('issue', member.issue);
    if (other === own) return 1;
    if (parentOf(own, registers) === other || parentOf(other, registers) === own) best = 0.5;
  }
  return best;
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
