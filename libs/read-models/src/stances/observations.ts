import { bounds, type StanceEntry } from '#libs/codebook';
import { cellKey, type ClaimFacts, type ReportVersion, type StoryFacts } from '#libs/story';
import { byPublication, endOf, rootOf, toldIn } from '../tellings/index.js';

/** One stance entry of one supporting claim, dated (DOMAIN §5.2, rule 1). `min` and `max` in microseconds since 1970. */
export interface Observation {
  claim: ClaimFacts;
  entry: StanceEntry;
  told: ReportVersion;
  min: number;
  max: number;
  /** Whether the claim dates it; else its publication does. */
  dated: boolean;
}

/** Every observation of a cell, read through merges of holders and of issues, in the order of publication. */
export function observationsOf(facts: StoryFacts, holder: string, issue: string): Observation[] {
  const { registers } = facts;
  const [holders, issues] = [registers.family('actor', holder), registers.family('issue', issue)];
  const ids = new Set(holders.flatMap((one) => issues.flatMap((other) => facts.cells.get(cellKey(one, other)))));
  const claims = [...ids].flatMap((id) => facts.claim(id) ?? []).filter((claim) => facts.isSupporting(claim));
  return claims
    .sort(byPublication(facts, claims))
    .flatMap((claim) => claim.content.stances
      .filter((entry) => holders.includes(entry.holder) && issues.includes(entry.issue))
      .map((entry) => observe(facts, claim, entry)));
}

function observe(facts: StoryFacts, claim: ClaimFacts, entry: StanceEntry): Observation {
  const told = toldIn(facts, claim);
  const edtf = claim.content.happened?.edtf ?? null;
  const { min, max } = edtf === null ? { min: told.publicAt, max: told.publicAt } : bounds(edtf);
  return { claim, entry, told, min, max, dated: edtf !== null };
}

/**
 * The observation that gives a cell its value (rule 2): none that another's date lies wholly after; of those left the one published
 * last; within one report version the greatest absolute value, then the later place in the text, else in the body.
 */
export function deciding(facts: StoryFacts, observations: readonly Observation[]): Observation | null {
  const newestBegin = Math.max(...observations.map(({ min }) => min));
  let best: Observation | null = null;
  for (const one of observations) {
    if (one.max < newestBegin) continue;
    if (best === null || prevails(facts, one, best)) best = one;
  }
  return best;
}

/** `observations` come in their order of publication and of the body, so of two that tie in all else the later one prevails. */
function prevails(facts: StoryFacts, one: Observation, other: Observation): boolean {
  const published = one.told.publicAt - other.told.publicAt || one.told.recorded.position - other.told.recorded.position;
  if (published !== 0) return published > 0;
  const strength = Math.abs(one.entry.value) - Math.abs(other.entry.value);
  if (strength !== 0) return strength > 0;
  const [here, there] = [facts.placementOf(one.claim).span, facts.placementOf(other.claim).span];
  return here === null || there === null || here.start >= there.start;
}

/**
 * The conditions of an observation that are still open (DOMAIN §2.2), by the newest claim of each: no active claim fulfils one, and
 * the condition itself still stands. One that was withdrawn or dropped is no condition any more.
 */
export function openConditions(facts: StoryFacts, { entry }: Observation): string[] {
  return entry.conditions.flatMap((id) => {
    const condition = facts.claim(id);
    if (condition === undefined) return [];
    const end = endOf(facts, condition);
    return facts.isActive(end) && !isFulfilled(facts, end) ? [end.id] : [];
  });
}

function isFulfilled(facts: StoryFacts, condition: ClaimFacts): boolean {
  const line = facts.lineageOf(condition).map(({ id }) => id);
  return line.some((told) => facts.linkedFrom.get(told).some((id) => {
    const claim = facts.claim(id);
    return claim !== undefined && facts.isActive(claim) && claim.content.links.some(({ type, target }) => type === 'fulfils' && target === told);
  }));
}

/** The first claim of the deciding claim's lineage: a retelling of it is no loss of it. */
export const lineageRoot = (facts: StoryFacts, { claim }: Observation): string => rootOf(facts, claim).id;
