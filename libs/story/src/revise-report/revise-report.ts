import { isDeepStrictEqual } from 'node:util';
import type { ClaimContent, Locator, Span } from '#libs/codebook';
import { attachments, checkSpans, codeClaims } from '../claims/coding.js';
import type { NewClaim } from '../claims/claim-input.js';
import type { EventData, Proposed } from '../events.js';
import type { ClaimFacts, StoryFacts } from '../facts/index.js';
import { similarIn } from '../file-report/file-report.js';
import { inStory } from '../propose.js';
import { activeClaims, NothingChanged, References, standingReport, treatedClaim } from '../refusals/index.js';
import { paragraphOf } from '../report-text/paragraphs.js';
import type { KeptText, SeenText } from '../report-text/seen-text.js';
import { NoticeRequired } from './notice-required.js';
import { OutcomesIncomplete } from './outcomes-incomplete.js';

/** What became of one claim in the new version of the item, or a claim that is new in it (API §5, Revise). */
export type Outcome =
  | { outcome: 'carried'; claim: string; span: Span | null; locator: Locator | null }
  | { outcome: 'reworded' | 'corrected'; claim: string; with: NewClaim }
  | { outcome: 'dropped'; claim: string }
  | { outcome: 'added'; with: NewClaim };

export interface ReviseReport {
  report: string;
  headline: string;
  published: string | null;
  retrieved: string | null;
  notice: EventData['ReportRevised']['notice'];
  text: SeenText | null;
  /** What is kept of the present version's text; null if it had none. */
  before: KeptText | null;
  outcomes: readonly Outcome[];
}

/**
 * The outlet changed its item: a new version, with one outcome for every claim that was active.
 * @throws UnknownReference, ClaimNotActive, OutcomesIncomplete, NoticeRequired, SpanMismatch, NothingChanged
 */
export function reviseReport(command: ReviseReport, facts: StoryFacts): Proposed[] {
  const report = standingReport(command.report, facts);
  const references = new References(facts.registers);
  const treated = command.outcomes.map((entry, i) =>
    'claim' in entry ? treatedClaim(report.id, entry.claim, `/claims/${i}/claim`, facts, references) : null);
  const coded = codeClaims(command.outcomes.flatMap((entry) => ('with' in entry ? [entry.with] : [])), facts, references);
  references.settle();
  refuseIncomplete(activeClaims(report.id, facts), command.outcomes);
  if (command.notice === null && command.outcomes.some(({ outcome }) => outcome === 'corrected')) throw new NoticeRequired(report.id);
  checkSpans(command.text?.text ?? null, command.outcomes.flatMap((entry, i) => {
    if (entry.outcome === 'carried') return [{ span: entry.span, pointer: `/claims/${i}/span` }];
    return 'with' in entry ? [{ span: entry.with.input.span, pointer: `${entry.with.pointer}/span` }] : [];
  }));
  refuseNothing(command, facts, treated);

  const version = report.versions.length + 1;
  const { headline, published, retrieved, notice, text } = command;
  const words = text?.text ?? null;
  const contentOf = new Map(coded.map(({ id, content }) => [id, content]));
  const told = (id: string): { paragraph: number | null; content: ClaimContent } => ({ paragraph: paragraphOf(contentOf.get(id)!, words), content: contentOf.get(id)! });
  return [
    inStory(facts.slug, 'ReportRevised', {
      report: report.id, version, headline, textLength: text?.text.length ?? null, textCommitment: text?.commitment ?? null, published, retrieved,
      notice, similar: similarIn(facts, text, report.id),
    }),
    ...command.outcomes.map((entry, order): Proposed => {
      const at = { report: report.id, version };
      switch (entry.outcome) {
        case 'carried':
          return inStory(facts.slug, 'ClaimCarried', { ...at, claim: entry.claim, span: entry.span, locator: entry.locator, paragraph: paragraphOf(entry, words) });
        case 'dropped':
          return inStory(facts.slug, 'ClaimDropped', { ...at, claim: entry.claim, notice: notice?.text ?? null });
        case 'added':
          return inStory(facts.slug, 'ClaimReported', { ...at, claim: entry.with.id, order, ...told(entry.with.id) });
        case 'reworded':
          return inStory(facts.slug, 'ClaimReworded', { ...at, claim: entry.with.id, supersedes: entry.claim, order, ...told(entry.with.id) });
        case 'corrected':
          return inStory(facts.slug, 'ClaimCorrected', {
            ...at, claim: entry.with.id, supersedes: entry.claim, order, ...told(entry.with.id), notice: notice!.text,
          });
      }
    }),
    ...attachments(facts.slug, coded),
  ];
}

function refuseIncomplete(active: readonly ClaimFacts[], outcomes: readonly Outcome[]): void {
  const named = outcomes.flatMap((entry) => ('claim' in entry ? [entry.claim] : []));
  const missing = active.map(({ id }) => id).filter((id) => !named.includes(id));
  const repeated = [...new Set(named.filter((id, i) => named.indexOf(id) !== i))];
  if (missing.length + repeated.length > 0) throw new OutcomesIncomplete(missing, repeated);
}

/** When we fetched the item is no change of it, so `retrieved` alone makes no version. */
function refuseNothing({ report: id, headline, published, notice, text, before, outcomes }: ReviseReport, facts: StoryFacts, treated: readonly (ClaimFacts | null)[]): void {
  const last = facts.report(id)!.versions.at(-1)!;
  const sameItem = headline === last.headline && published === last.published && notice === null && (text?.sha256 ?? null) === (before?.sha256 ?? null);
  const allStay = outcomes.every((entry, i) => {
    if (entry.outcome !== 'carried') return false;
    const { span, locator } = facts.placementOf(treated[i]!);
    return isDeepStrictEqual({ span, locator }, { span: entry.span, locator: entry.locator });
  });
  if (sameItem && allStay) throw new NothingChanged(`Version ${last.version} of report ${id} reads just like this. There is nothing to revise.`);
}
