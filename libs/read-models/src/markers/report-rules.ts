import { disagree, quantityBounds } from '#libs/codebook';
import type { ClaimFacts, ReportFacts, StoryFacts } from '#libs/story';
import { quantitiesDisagree, tellingsOf, timesApart, timesDisjoint } from './occurrence-rules.js';

export const reportRules = ['retracted', 'undated-report', 'internal-inconsistency', 'headline-body-mismatch'] as const;

/** The claims concerned, by rule (DOMAIN §5.3, scope R); a rule that does not fire is absent. */
export function rulesOnReport(facts: StoryFacts, report: ReportFacts): Map<string, ClaimFacts[]> {
  const fired = new Map<string, ClaimFacts[]>();
  if (report.status === 'retracted') fired.set('retracted', []);
  if (report.versions[report.versions.length - 1]!.published === null) fired.set('undated-report', []);
  const claims = facts.claimsOf(report.id).filter((claim) => facts.isActive(claim));
  const inconsistent = new Set(inconsistentPairs(facts, claims).flat());
  if (inconsistent.size > 0) fired.set('internal-inconsistency', [...inconsistent]);
  const mismatched = headlinesWithoutBody(facts, claims);
  if (mismatched.length > 0) fired.set('headline-body-mismatch', mismatched);
  return fired;
}

const inHeadline = (facts: StoryFacts, claim: ClaimFacts): boolean => facts.placementOf(claim).locator?.part === 'headline';

/** Pairs of active claims of one version that cannot both be meant: numbers, times, or a retelling that changes what it retells. */
export function inconsistentPairs(facts: StoryFacts, claims: readonly ClaimFacts[]): [ClaimFacts, ClaimFacts][] {
  const pairs: [ClaimFacts, ClaimFacts][] = [];
  const here = new Map(claims.map((claim) => [claim.id, claim]));
  // Only claims of one series, or of one occurrence, can disagree: comparing within those keeps a report of 500 claims cheap.
  for (const group of grouped(claims, (claim) => claim.content.quantity && `${claim.content.quantity.of}/${claim.content.quantity.unit}`)) {
    // Five hundred that tell one number alike are one to compare.
    const tellings = tellingsOf(group);
    const apart = new Set(tellings.filter((told) => tellings.some((other) => disagree(told.quantity, other.quantity))).flatMap((told) => told.claims));
    if (apart.size > 0) pairs.push(...pairsOf(group.filter((claim) => apart.has(claim)), quantitiesDisagree));
  }
  for (const group of grouped(claims, (claim) => claim.occurrence)) {
    const apart = timesApart(group);
    if (apart.length > 0) pairs.push(...pairsOf(apart, timesDisjoint));
  }
  for (const claim of claims) {
    if (inHeadline(facts, claim)) continue;
    for (const link of claim.content.links) {
      const told = link.type === 'restates' ? here.get(link.target) : undefined;
      if (told !== undefined && !inHeadline(facts, told) && retoldDifferently(facts, claim, told)) pairs.push([claim, told]);
    }
  }
  return pairs;
}

function retoldDifferently(facts: StoryFacts, a: ClaimFacts, b: ClaimFacts): boolean {
  const [x, y] = [a.content, b.content];
  if (x.quantity !== null && y.quantity !== null) {
    const [m, n] = [quantityBounds(x.quantity), quantityBounds(y.quantity)];
    if (x.quantity.of !== y.quantity.of || x.quantity.unit !== y.quantity.unit || m.low !== n.low || m.high !== n.high) return true;
  }
  const issue = (id: string | null): string | null => (id === null ? null : facts.registers.canonical('issue', id));
  if (issue(x.issue) !== issue(y.issue)) return true;
  if (initiators(facts, a).join('\n') !== initiators(facts, b).join('\n')) return true;
  return new Set([x.factuality.polarity, y.factuality.polarity, 'unknown']).size === 3;
}

/** Who acts: registered actors after merges, else the label with letter case ignored; sorted. */
function initiators(facts: StoryFacts, claim: ClaimFacts): string[] {
  return claim.content.participants
    .filter(({ role }) => role === 'initiator')
    .map(({ actor, label }) => (actor === null ? `label:${label?.toLowerCase()}` : facts.registers.canonical('actor', actor)))
    .sort();
}

const strongestHedge = (claim: ClaimFacts): number => claim.content.hedges.reduce((most, hedge) => Math.max(most, hedge.strength), 0);

/** Headline claims that no body claim of the same kind and an equal initiator tells at least as firmly. */
function headlinesWithoutBody(facts: StoryFacts, claims: readonly ClaimFacts[]): ClaimFacts[] {
  const body = claims.filter((claim) => !inHeadline(facts, claim));
  return claims.filter((claim) => {
    if (!inHeadline(facts, claim)) return false;
    const actors = initiators(facts, claim);
    return !body.some((other) => {
      const others = initiators(facts, other);
      // Where neither names who acts, as of a state or a number, the two are equal in that.
      const isEqual = actors.length === 0 ? others.length === 0 : others.some((actor) => actors.includes(actor));
      return isEqual && other.content.kind === claim.content.kind && strongestHedge(other) <= strongestHedge(claim);
    });
  });
}

function grouped(claims: readonly ClaimFacts[], keyOf: (claim: ClaimFacts) => string | null): ClaimFacts[][] {
  const groups = new Map<string, ClaimFacts[]>();
  for (const claim of claims) {
    const key = keyOf(claim);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [claim]);
    else group.push(claim);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

const pairsOf = (claims: readonly ClaimFacts[], differ: (a: ClaimFacts, b: ClaimFacts) => boolean): [ClaimFacts, ClaimFacts][] =>
  claims.flatMap((a, i) => claims.slice(i + 1).filter((b) => differ(a, b)).map((b): [ClaimFacts, ClaimFacts] => [a, b]));
