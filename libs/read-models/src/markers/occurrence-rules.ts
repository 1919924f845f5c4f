import { bounds, disagree, disjoint, type Quantity } from '#libs/codebook';
import type { ClaimFacts, OccurrenceFacts, StoryFacts } from '#libs/story';
import { originsOf, outletsOf } from '../origins/index.js';
import { toldIn } from '../tellings/told.js';
import { sameVoice, voiceActor } from '../voice/index.js';

export const occurrenceRules = [
  'single-source', 'contested', 'contradicted-quantity', 'contradicted-time', 'no-longer-attested', 'circular-sourcing',
] as const;

/** The claims concerned, by rule (DOMAIN §5.3, scope O); a rule that does not fire is absent. */
export function rulesOnOccurrence(facts: StoryFacts, occurrence: OccurrenceFacts): Map<string, ClaimFacts[]> {
  return occurrence.absorbedInto === null ? rulesOnMembers(facts, facts.membersOf(occurrence.id)) : new Map<string, ClaimFacts[]>();
}

/** The same for any claims taken as one occurrence. */
export function rulesOnMembers(facts: StoryFacts, members: readonly ClaimFacts[]): Map<string, ClaimFacts[]> {
  return judgedMembers(facts, members).fired;
}

/** The rules that fire on claims taken as one occurrence, and how many origins support and deny it. */
export function judgedMembers(facts: StoryFacts, members: readonly ClaimFacts[]): { fired: Map<string, ClaimFacts[]>; attestation: Attestation } {
  const fired = new Map<string, ClaimFacts[]>();
  const supporting = members.filter((claim) => facts.isSupporting(claim));
  const denials = standingDenials(facts, members, supporting);
  const add = (rule: (typeof occurrenceRules)[number], claims: ClaimFacts[]): void => {
    if (claims.length > 0) fired.set(rule, claims);
  };
  const origins = originsOf(facts, supporting).length;
  if (origins === 1) add('single-source', supporting);
  add('contested', contested(facts, members, supporting, denials));
  add('contradicted-quantity', numbersApart(supporting));
  add('contradicted-time', timesApart(supporting));
  if (supporting.length === 0) add('no-longer-attested', members.filter((claim) => claim.attests === 'supports'));
  const outlets = outletsOf(facts, supporting);
  if ((outlets.length >= 2 && origins === 1) || citeInCircle(facts, supporting)) add('circular-sourcing', supporting);
  return { fired, attestation: { supporting: origins, denying: originsOf(facts, denials).length } };
}

export const quantitiesDisagree = (a: ClaimFacts, b: ClaimFacts): boolean =>
  a.content.quantity !== null && b.content.quantity !== null && disagree(a.content.quantity, b.content.quantity);

export function timesDisjoint(a: ClaimFacts, b: ClaimFacts): boolean {
  const [x, y] = [a.content.happened?.edtf ?? null, b.content.happened?.edtf ?? null];
  return x !== null && y !== null && disjoint(bounds(x), bounds(y));
}

/** The claims whose time does not meet that of another: they end before the latest beginning, or begin after the earliest end. */
export function timesApart(claims: readonly ClaimFacts[]): ClaimFacts[] {
  let [latestBegin, earliestEnd] = [-Infinity, Infinity];
  for (const { content } of claims) {
    if (content.happened?.edtf == null) continue;
    const { min, max } = bounds(content.happened.edtf);
    latestBegin = Math.max(latestBegin, min);
    earliestEnd = Math.min(earliestEnd, max);
  }
  if (latestBegin <= earliestEnd) return [];
  return claims.filter(({ content }) => {
    if (content.happened?.edtf == null) return false;
    const { min, max } = bounds(content.happened.edtf);
    return max < latestBegin || min > earliestEnd;
  });
}

/** Claims that tell a number, those that tell it alike together: they are compared once, however many tell it. */
export function tellingsOf(claims: readonly ClaimFacts[]): { quantity: Quantity; claims: ClaimFacts[] }[] {
  const tellings = new Map<string, { quantity: Quantity; claims: ClaimFacts[] }>();
  for (const claim of claims) {
    const { quantity } = claim.content;
    if (quantity === null) continue;
    const { of, unit, kind, best, low, high, asOf } = quantity;
    const key = JSON.stringify([of, unit, kind, best, low, high, asOf]);
    const told = tellings.get(key);
    if (told === undefined) tellings.set(key, { quantity, claims: [claim] });
    else told.claims.push(claim);
  }
  return [...tellings.values()];
}

/** The claims whose number disagrees with one of another report. */
function numbersApart(claims: readonly ClaimFacts[]): ClaimFacts[] {
  const all = tellingsOf(claims).map((told) => ({ ...told, reports: new Set(told.claims.map(({ report }) => report)) }));
  const concerned = new Set<ClaimFacts>();
  const addThoseApart = (one: ClaimFacts[], reports: ReadonlySet<string>): void => {
    for (const claim of one) if (reports.size > 1 || !reports.has(claim.report)) concerned.add(claim);
  };
  for (const [i, a] of all.entries()) for (const b of all.slice(i + 1)) {
    if (!disagree(a.quantity, b.quantity)) continue;
    addThoseApart(a.claims, b.reports);
    addThoseApart(b.claims, a.reports);
  }
  return concerned.size === 0 ? [] : claims.filter((claim) => concerned.has(claim));
}

/** How many origins support an occurrence of these members, and how many deny it: what its claims' credibility is suggested by. */
export interface Attestation { supporting: number; denying: number }
export function attestationBy(facts: StoryFacts, members: readonly ClaimFacts[]): Attestation {
  const supporting = members.filter((claim) => facts.isSupporting(claim));
  return { supporting: originsOf(facts, supporting).length, denying: originsOf(facts, standingDenials(facts, members, supporting)).length };
}

/** By the versions that first told them: carrying a claim into a later version is bookkeeping and neither admits nor denies anew. */
const publishedLater = (facts: StoryFacts, a: ClaimFacts, b: ClaimFacts): boolean => {
  const [x, y] = [toldIn(facts, a), toldIn(facts, b)];
  return x.publicAt === y.publicAt ? x.recorded.position > y.recorded.position : x.publicAt > y.publicAt;
};

/** Denials that still count: no supporting claim published later has the same voice, or one with the same actor (an admission). */
export function standingDenials(facts: StoryFacts, members: readonly ClaimFacts[], supporting: readonly ClaimFacts[]): ClaimFacts[] {
  const admits = (denial: ClaimFacts, claim: ClaimFacts): boolean => {
    const actor = voiceActor(facts, denial);
    return publishedLater(facts, claim, denial) && (sameVoice(facts, claim, denial) || (actor !== null && voiceActor(facts, claim) === actor));
  };
  return members.filter((claim) => claim.attests === 'denies' && facts.isActive(claim) && !supporting.some((other) => admits(claim, other)));
}

function contested(facts: StoryFacts, members: readonly ClaimFacts[], supporting: readonly ClaimFacts[], denials: readonly ClaimFacts[]): ClaimFacts[] {
  if (denials.length === 0) return [];
  const concerned = new Set<ClaimFacts>();
  for (const denial of denials) {
    for (const claim of supporting) if (!sameVoice(facts, claim, denial)) concerned.add(claim).add(denial);
  }
  return members.filter((claim) => concerned.has(claim));
}

/** Outlets of these claims that cite one another in a circle, by their hops. */
function citeInCircle(facts: StoryFacts, claims: readonly ClaimFacts[]): boolean {
  const { registers } = facts;
  const cites = new Map<string, Set<string>>();
  for (const claim of claims) {
    const outlet = facts.report(claim.report)?.outlet ?? null;
    if (outlet === null) continue;
    const own = registers.canonical('source', outlet);
    const cited = cites.get(own) ?? new Set<string>();
    for (const hop of claim.content.attribution) {
      if (hop.source === null) continue;
      const other = registers.canonical('source', hop.source);
      if (other !== own && registers.outlet(other) !== undefined) cited.add(other);
    }
    cites.set(own, cited);
  }
  const reaches = (from: string, to: string, seen: Set<string>): boolean => {
    for (const next of cites.get(from) ?? []) {
      if (next === to) return true;
      if (!seen.has(next) && (seen.add(next), reaches(next, to, seen))) return true;
    }
    return false;
  };
  return [...cites.keys()].some((outlet) => reaches(outlet, outlet, new Set()));
}
