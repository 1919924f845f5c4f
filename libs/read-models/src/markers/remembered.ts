import type { ClaimFacts, OccurrenceFacts, ReportFacts, StoryFacts } from '#libs/story';
import { rulesOnClaim } from './claim-rules.js';
import { attestationBy, rulesOnOccurrence, type Attestation } from './occurrence-rules.js';
import { rulesOnReport } from './report-rules.js';

/**
 * What fires on claims, occurrences and reports, kept for as long as all it depends on is the same. Every read model asks for it, stances and
 * quantities for all claims of a cell or series at every event that touches one. Nothing is ever cleared by hand: facts replace their
 * values and never change them in place, so the same objects mean the same answer, in whatever story, fork or clock they stand.
 */
interface OfClaim { status: ReportFacts['status']; versions: ReportFacts['versions']; revision: number; rules: readonly string[] }
interface OfSeveral { revision: number; rests: readonly unknown[]; fired: ReadonlyMap<string, ClaimFacts[]> | null; attestation: Attestation | null }

const claims = new WeakMap<ClaimFacts, OfClaim>();
const ofSeveral = new WeakMap<OccurrenceFacts | ReportFacts, OfSeveral>();
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
  return remembered(facts, occurrence, restsOfOccurrence(facts, occurrence)).fired ??= rulesOnOccurrence(facts, occurrence);
}

/** How many origins support an occurrence as it stands, and how many deny it. */
export function attestationOf(facts: StoryFacts, occurrence: OccurrenceFacts): Attestation {
  return remembered(facts, occurrence, restsOfOccurrence(facts, occurrence)).attestation ??= attestationBy(facts, facts.membersOf(occurrence.id));
}

/** The claims concerned by each rule that fires on a report as it stands. */
export function firedOnReport(facts: StoryFacts, report: ReportFacts): ReadonlyMap<string, ClaimFacts[]> {
  return remembered(facts, report, report.claims.map((id) => facts.claim(id))).fired ??= rulesOnReport(facts, report);
}

/** What the rules of an occurrence read beside the registers: its claims, and of their reports what makes origins and dates. */
function restsOfOccurrence(facts: StoryFacts, { claims: members }: OccurrenceFacts): unknown[] {
  const rests: unknown[] = [];
  for (const id of members) {
    const claim = facts.claim(id)!;
    const { status, versions, outlet, wire } = facts.report(claim.report)!;
    rests.push(claim, status, versions, outlet, wire);
  }
  return rests;
}

function remembered(facts: StoryFacts, subject: OccurrenceFacts | ReportFacts, rests: readonly unknown[]): OfSeveral {
  const { revision } = facts.registers;
  const known = ofSeveral.get(subject);
  if (known !== undefined && known.revision === revision && known.rests.length === rests.length && known.rests.every((one, at) => one === rests[at])) return known;
  const fresh: OfSeveral = { revision, rests, fired: null, attestation: null };
  ofSeveral.set(subject, fresh);
  return fresh;
}
