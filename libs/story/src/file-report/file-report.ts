import type { ReportFacts, StoryFacts } from '../facts/index.js';
import type { Proposed } from '../events.js';
import { attachments, checkSpans, codeClaims } from '../claims/coding.js';
import type { NewClaim } from '../claims/claim-input.js';
import { inStory } from '../propose.js';
import { References } from '../refusals/index.js';
import { urlKey } from '../report-text/fingerprints.js';
import { paragraphOf } from '../report-text/paragraphs.js';
import type { SeenText } from '../report-text/seen-text.js';
import { DuplicateReport } from './duplicate-report.js';

export interface FileReport {
  report: string;
  outlet: string | null;
  headline: string;
  url: string | null;
  published: string | null;
  retrieved: string | null;
  language: string;
  wire: string | null;
  note: string | null;
  /** Null when no text was sent. */
  text: SeenText | null;
  claims: readonly NewClaim[];
}

/**
 * Files a report: ReportFiled, then ClaimReported per claim, then OccurrenceOpened or ClaimAttached per claim, in body order
 * (DOMAIN §3, API §12).
 * @throws DuplicateReport, UnknownReference, SpanMismatch
 */
export function fileReport(command: FileReport, facts: StoryFacts): Proposed[] {
  refuseDuplicate(command, facts);
  const references = new References(facts.registers);
  references.registered('outlet', command.outlet, '/outlet');
  references.voice(command.wire, '/wire');
  const claims = codeClaims(command.claims, facts, references);
  references.settle();
  checkSpans(command.text?.text ?? null, command.claims.map(({ input, pointer }) => ({ span: input.span, pointer: `${pointer}/span` })));

  const { report, outlet, headline, url, published, retrieved, language, wire, note, text } = command;
  return [
    inStory(facts.slug, 'ReportFiled', {
      report, story: facts.slug, outlet, headline, url, textLength: text?.text.length ?? null, textCommitment: text?.commitment ?? null,
      published, retrieved, language, wire, note, similar: similarIn(facts, text),
    }),
    ...claims.map(({ id, content }, order) => inStory(facts.slug, 'ClaimReported', { report, version: 1, claim: id, order, paragraph: paragraphOf(content, text?.text ?? null), content })),
    ...attachments(facts.slug, claims),
  ];
}

/**
 * A standing report of the story with the same URL, else the same text, else, if neither has URL or text, the same headline,
 * outlet and publication (API §1.6). A retracted report stands in nobody's way. A text or headline matches any version, so that
 * a file imported again finds what was revised since.
 */
function refuseDuplicate(command: FileReport, facts: StoryFacts): void {
  const matches = (command.text?.sameText ?? []).filter((match) => isInLog(facts, match));
  const sameText = (id: string): boolean => matches.some((match) => match.report === id);

  for (const existing of command.url === null ? [] : reportsAt(urlKey(command.url), facts)) {
    throw new DuplicateReport('same-url', sameText(existing.id), existing.id, existing.versions.length);
  }
  for (const { report, version } of matches) {
    if (facts.report(report)!.status === 'standing') throw new DuplicateReport('same-text', true, report, version);
  }
  if (command.url === null && command.text === null) refuseSameHeadline(command, facts);
}

function refuseSameHeadline({ headline, outlet, published }: FileReport, facts: StoryFacts): void {
  const { registers } = facts;
  const readAs = (id: string | null): string | null => (id === null ? null : registers.canonical('source', id));
  const wanted = readAs(outlet);
  for (const id of facts.reportsTitled.get(headline)) {
    const report = facts.report(id)!;
    if (report.status !== 'standing' || report.url !== null) continue;
    const same = report.versions.find((one) => one.textCommitment === null && one.headline === headline && one.published === published);
    if (same !== undefined && readAs(report.outlet) === wanted) throw new DuplicateReport('same-headline', false, report.id, same.version);
  }
}

/** The standing reports that have a URL of this key now; one may have had it before a correction. */
function reportsAt(key: string, facts: StoryFacts): ReportFacts[] {
  return facts.reportsAt.get(key).map((id) => facts.report(id)!).filter(({ status, url }) => status === 'standing' && url !== null && urlKey(url) === key);
}

/** Whether a text lies beside a version of the log, and not beside one that was never written. */
function isInLog(facts: StoryFacts, { report, version, commitment }: { report: string; version: number; commitment: string }): boolean {
  return facts.report(report)?.versions[version - 1]?.textCommitment === commitment;
}

/** An agency's item may have a thousand copies; an event has room for the nearest, and origins are joined through them just as well. */
const mostSimilar = 500;

/** The reports of this story that were found similar, by their present versions; ids from filings that never reached the log are left out. */
export function similarIn(facts: StoryFacts, text: SeenText | null, except: string | null = null): { report: string; similarity: number }[] {
  return (text?.similar ?? []).filter((one) => one.report !== except && isInLog(facts, one) && facts.report(one.report)!.versions.length === one.version)
    .slice(0, mostSimilar)
    .map(({ report, similarity }) => ({ report, similarity }));
}
