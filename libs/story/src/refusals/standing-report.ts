import { NotFound } from '#libs/http';
import type { ClaimFacts, ReportFacts, StoryFacts } from '../facts/index.js';
import { ClaimNotActive, ReportAlreadyRetracted } from './refusals.js';
import type { References } from './references.js';

/** The report of an act, which must exist and stand. */
export function standingReport(id: string, facts: StoryFacts): ReportFacts {
  const report = facts.report(id);
  if (report === undefined) throw new NotFound('report', id);
  if (report.retraction !== null) throw new ReportAlreadyRetracted(id, report.retraction.recorded.at);
  return report;
}

/** The claims of a report that can be treated, in body order. */
export function activeClaims(report: string, facts: StoryFacts): ClaimFacts[] {
  return facts.claimsOf(report).filter((claim) => facts.isActive(claim));
}

/**
 * The claim an entry of a body treats: one of this report, and active. Unknown claims go into `references`, to be told together.
 * @throws ClaimNotActive
 */
export function treatedClaim(report: string, id: string, pointer: string, facts: StoryFacts, references: References): ClaimFacts | null {
  const claim = facts.claim(id);
  if (claim === undefined || claim.report !== report) {
    references.missing('claim', id, pointer, () => facts.claimsOf(report).map((one) => one.id), 'is not of this report, so it is not');
    return null;
  }
  if (!facts.isActive(claim)) throw new ClaimNotActive(id, facts.statusOf(claim));
  return claim;
}
