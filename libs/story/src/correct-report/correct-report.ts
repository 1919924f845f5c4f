import { isDeepStrictEqual } from 'node:util';
import type { ClaimContent } from '#libs/codebook';
import { attachments, checkSpans, codeClaims, type CodedClaim } from '../claims/coding.js';
import type { NewClaim } from '../claims/claim-input.js';
import type { EventData, Proposed } from '../events.js';
import type { ClaimFacts, Placement, ReportFacts, StoryFacts } from '../facts/index.js';
import { inStory } from '../propose.js';
import { NothingChanged, References, SpanMismatch, standingReport, treatedClaim } from '../refusals/index.js';
import { paragraphOf } from '../report-text/paragraphs.js';
import type { KeptText } from '../report-text/seen-text.js';
import { ClaimTreatedTwice } from './claim-treated-twice.js';

export type Details = EventData['ReportDetailsCorrected']['details'];
export type Correction =
  | { action: 'replace'; claim: string; with: NewClaim }
  | { action: 'withdraw'; claim: string }
  | { action: 'add'; with: NewClaim };

export interface CorrectReport {
  report: string;
  reason: string;
  details: Details;
  corrections: readonly Correction[];
  /** What is kept of the present version's text. */
  kept: KeptText | null;
}

/**
 * Our own coding or details were wrong: always a change of coding, never of the story.
 * @throws UnknownReference, ClaimNotActive, SpanMismatch, NothingChanged
 */
export function correctReport(command: CorrectReport, facts: StoryFacts): Proposed[] {
  const report = standingReport(command.report, facts);
  const references = new References(facts.registers);
  references.registered('outlet', command.details.outlet ?? null, '/details/outlet');
  references.voice(command.details.wire ?? null, '/details/wire');
  const treated = command.corrections.map((entry, i) =>
    'claim' in entry ? treatedClaim(report.id, entry.claim, `/claims/${i}/claim`, facts, references) : null);
  const coded = codeClaims(command.corrections.flatMap((entry) => ('with' in entry ? [entry.with] : [])), facts, references);
  references.settle();
  refuseTwice(treated);
  const byId = new Map(coded.map((claim) => [claim.id, claim]));
  const codedOf = (claim: NewClaim): CodedClaim => byId.get(claim.id)!;
  checkAgainstKept(command, report, facts);
  command.corrections.forEach((entry, i) => {
    if (entry.action === 'replace') refuseSame(treated[i]!, codedOf(entry.with), facts);
  });
  const details = differing(command.details, report);
  if (Object.keys(details).length === 0 && coded.length === 0 && treated.length === 0) {
    throw new NothingChanged(`Report ${report.id} has these details already. There is nothing to correct.`);
  }

  const at = { report: report.id, version: report.versions.length };
  const { reason } = command;
  const paragraph = (content: ClaimContent): number | null => paragraphOf(content, command.kept?.text ?? null) ?? placedLike(content, report, facts)?.paragraph ?? null;
  let next = Math.max(-1, ...facts.claimsOf(report.id).map((claim) => facts.placementOf(claim).order)) + 1;
  return [
    ...(Object.keys(details).length > 0 ? [inStory(facts.slug, 'ReportDetailsCorrected', { report: report.id, details, reason })] : []),
    ...command.corrections.map((entry, i): Proposed => {
      if (entry.action === 'withdraw') return inStory(facts.slug, 'ClaimWithdrawn', { ...at, claim: entry.claim, reason });
      const { id, content } = codedOf(entry.with);
      if (entry.action === 'add') return inStory(facts.slug, 'ClaimReported', { ...at, claim: id, order: next++, paragraph: paragraph(content), content });
      return inStory(facts.slug, 'ClaimRecoded', { ...at, claim: id, supersedes: entry.claim, order: facts.placementOf(treated[i]!).order, paragraph: paragraph(content), content, reason });
    }),
    ...attachments(facts.slug, coded),
  ];
}

/** A claim is active until the first of two entries ends it, so the second one comes too late. */
function refuseTwice(treated: readonly (ClaimFacts | null)[]): void {
  const seen = new Set<string>();
  for (const claim of treated) {
    if (claim === null) continue;
    if (seen.has(claim.id)) throw new ClaimTreatedTwice(claim.id);
    seen.add(claim.id);
  }
}

/** Where the text was not kept, a span can only be one that was checked against it before. */
function checkAgainstKept({ kept, corrections }: CorrectReport, report: ReportFacts, facts: StoryFacts): void {
  const spans = corrections.flatMap((entry) => ('with' in entry ? [{ span: entry.with.input.span, pointer: `${entry.with.pointer}/span` }] : []));
  if (kept === null || kept.text !== null) return checkSpans(kept?.text ?? null, spans);
  const unknown = spans.filter(({ span }) => span !== null && placedLike({ span }, report, facts) === undefined);
  if (unknown.length === 0) return;
  throw new SpanMismatch(unknown.slice(0, 100).map(({ span, pointer }) => ({
    in: 'body', name: null, pointer, code: 'span-mismatch', message: 'The text was not kept, so only spans that were checked at filing can be used again.',
    got: span!.exact, allowed: null, suggestion: null, expected: span!.exact, found: null,
  })));
}

/** Where a claim of the present version with this very span stands: the span was checked then. */
function placedLike({ span }: Pick<ClaimContent, 'span'>, report: ReportFacts, facts: StoryFacts): Placement | undefined {
  if (span === null) return undefined;
  const version = report.versions.length;
  return facts.claimsOf(report.id).flatMap((claim) => claim.placements).find((place) => place.version === version && isDeepStrictEqual(place.span, span));
}

function refuseSame(claim: ClaimFacts, { content, occurrence }: CodedClaim, facts: StoryFacts): void {
  const { span, locator } = facts.placementOf(claim);
  const now = { ...claim.content, span, locator };
  if (isDeepStrictEqual(now, content) && facts.canonicalOccurrence(occurrence)?.id === claim.occurrence) {
    throw new NothingChanged(`Claim ${claim.id} is coded just so. Send what differs, or leave it out.`);
  }
}

function differing(details: Details, report: ReportFacts): Details {
  const { headline, published } = report.versions.at(-1)!;
  const now: Required<Details> = { outlet: report.outlet, url: report.url, headline, published, language: report.language, wire: report.wire };
  return Object.fromEntries(Object.entries(details).filter(([name, value]) => value !== undefined && value !== now[name as keyof Details]));
}
