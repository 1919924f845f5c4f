import type { ClaimFacts, OccurrenceFacts, ReportFacts, StoryFacts } from '#libs/story';
import { rulesOnClaim } from './claim-rules.js';
import { rulesOnOccurrence } from './occurrence-rules.js';

/**
 * What fires on claims and occurrences, kept for as long as all it depends on is the same. Every read model asks for it, stances and
 * quantities for all claims of a cell or series at every event that touches one. Nothing is ever cleared by hand: facts replace their
 * values and never change them in place, so the same objects mean the same answer, in whatever story, fork or clock they stand.
 */
interface OfClaim { status: ReportFacts['status']; versions: ReportFacts['versions']; revision: number; rules: readonly string[] }
interface OfOccurrence { revision: number; rests: readonly unknown[]; fired: ReadonlyMap<string, ClaimFacts[]> }

const claims = new WeakMap<ClaimFacts, OfClaim>();
const occurrences = new WeakMap<OccurrenceFacts, OfOccurrence>();
// Claims share few combinations of rules: one list each, not one a claim.
const combinations = new Map<string, readonly string[]>();

/** The rules that fire on a claim as it stands. */
export function rulesFiredOn(facts: StoryFacts, claim: ClaimFacts): readonly string[] {
  const { status, versions } = facts.report(claim.report)!;
  const { revision } = facts.registers;
  const known = claims.get(claim);
  if (known !== undefined && known.status === status && known.versions === versions && known.revision === revision) return known.rules;
  const found = rulesOnClaim(facts, claim);
  const combination = found.join();
  let rules = combinations.get(combination);
  if (rules === undefined) combinations.set(combination, (rules = found));
  claims.set(claim, { status, versions, revision, rules });
  return rules;
}

/** The claims concerned by each rule that fires on an occurrence as it stands. */
export function firedOnOccurrence(facts: StoryFacts, occurrence: OccurrenceFacts): ReadonlyMap<string, ClaimFacts[]> {
  const { revision } = facts.registers;
  const rests = restsOn(facts, occurrence);
  const known = occurrences.get(occurrence);
  if (known !== undefined && known.revision === revision && known.rests.length === rests.length && known.rests.every((one, at) => one === rests[at])) return known.fired;
  const fired = rulesOnOccurrence(facts, occurrence);
  occurrences.set(occurrence, { revision, rests, fired });
  return fired;
}

/** All that the rules of an occurrence read beside the registers: its claims, and of their reports what makes origins and dates. */
function restsOn(facts: StoryFacts, occurrence: OccurrenceFacts): unknown[] {
  const rests: unknown[] = [];
  for (const id of occurrence.claims) {
    const claim = facts.claim(id)!;
    const { status, versions, outlet, wire } = facts.report(claim.report)!;
    rests.push(claim, status, versions, outlet, wire);
  }
  return rests;
}
