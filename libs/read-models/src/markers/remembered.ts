import type { ClaimFacts, OccurrenceFacts, ReportFacts, StoryFacts } from '#libs/story';
import { rulesOnClaim } from './claim-rules.js';
import { judgedMembers, type Attestation } from './occurrence-rules.js';
import { rulesOnReport } from './report-rules.js';

/**
 * What fires on claims, occurrences and reports, kept for as long as all it depends on is the same. Every read model asks for it, stances and
 * quantities for all claims of a cell or series at every event that touches one. Nothing is ever cleared by hand: facts replace their
 * values and never change them in place, so the same objects mean the same answer, in whatever story, fork or clock they stand.
 */
interface OfClaim { status: ReportFacts['status']; versions: ReportFacts['versions']; revision: number; rules: readonly string[] }
/** An occurrence is the same object for as long as its members are, and what their reports say of them: it needs no second look. */
interface OfOccurrence { revision: number; fired: ReadonlyMap<string, ClaimFacts[]>; attestation: Attestation }
interface OfReport { revision: number; rests: readonly unknown[]; fired: ReadonlyMap<string, ClaimFacts[]> }

const claims = new WeakMap<ClaimFacts, OfClaim>();
const occurrences = new WeakMap<OccurrenceFacts, OfOccurrence>();
const reports = new WeakMap<ReportFacts, OfReport>();
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
  return rememberedOn(facts, occurrence).fired;
}

/** How many origins support an occurrence as it stands, and how many deny it. */
export function attestationOf(facts: StoryFacts, occurrence: OccurrenceFacts): Attestation {
  return rememberedOn(facts, occurrence).attestation;
}

/** What was known of an occurrence as it was before its last event, if anybody asked then. */
export function knownBefore(facts: StoryFacts, occurrence: OccurrenceFacts): Omit<OfOccurrence, 'revision'> | undefined {
  const known = occurrences.get(occurrence);
  return known?.revision === facts.registers.revision ? known : undefined;
}

/** The claims concerned by each rule that fires on a report as it stands. */
export function firedOnReport(facts: StoryFacts, report: ReportFacts): ReadonlyMap<string, ClaimFacts[]> {
  const { revision } = facts.registers;
  const rests = report.claims.map((id) => facts.claim(id));
  const known = reports.get(report);
  if (known !== undefined && known.revision === revision && known.rests.length === rests.length && known.rests.every((one, at) => one === rests[at])) return known.fired;
  const fired = rulesOnReport(facts, report);
  reports.set(report, { revision, rests, fired });
  return fired;
}

function rememberedOn(facts: StoryFacts, occurrence: OccurrenceFacts): OfOccurrence {
  const { revision } = facts.registers;
  const known = occurrences.get(occurrence);
  if (known?.revision === revision) return known;
  const members = facts.membersOf(occurrence.id);
  const judged = occurrence.absorbedInto === null ? judgedMembers(facts, members) : { fired: new Map<string, ClaimFacts[]>(), attestation: { supporting: 0, denying: 0 } };
  const fresh = { revision, ...judged };
  occurrences.set(occurrence, fresh);
  return fresh;
}
