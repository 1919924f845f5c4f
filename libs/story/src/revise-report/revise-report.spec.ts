import { actor, filed, issue, joins, newClaim, opened, opens, report, reported, retracted, seen } from '../../test/builders.js';
import { fact, given } from '../../test/given.js';
import { ClaimNotActive, NothingChanged, ReportAlreadyRetracted, SpanMismatch, UnknownReference } from '../refusals/index.js';
import { NoticeRequired } from './notice-required.js';
import { OutcomesIncomplete } from './outcomes-incomplete.js';
import { reviseReport, type Outcome, type ReviseReport } from './revise-report.js';

const locator = { part: 'body' as const, paragraph: 1 };
const two = [opened(), actor('usa'), issue('removal'), filed('rpt_1', { headline: 'Old' }), reported('rpt_1', 'clm_1'), reported('rpt_1', 'clm_2', {}, 1), opens('occ_1', 'clm_1'), joins('occ_1', 'clm_2')];
const carried = (claim: string, some: Partial<Extract<Outcome, { outcome: 'carried' }>> = {}): Outcome => ({ outcome: 'carried', claim, span: null, locator, ...some });
const dropped = (claim: string): Outcome => ({ outcome: 'dropped', claim });
const revision = (outcomes: Outcome[], some: Partial<ReviseReport> = {}): ReviseReport =>
  ({ report: 'rpt_1', headline: 'New', published: null, retrieved: null, notice: null, text: null, before: null, outcomes, ...some });
const notice = { kind: 'correction' as const, text: 'The number was wrong.' };
const replaced = (outcome: 'reworded' | 'corrected', claim = 'clm_1'): Outcome => ({ outcome, claim, with: newClaim('clm_9', {}, { replaces: claim }) });

describe('revising a report', () => {
  it('records the version, an outcome for each claim in body order, then where new claims belong', () =>
    given(...two).when(reviseReport, revision([{ outcome: 'added', with: newClaim('clm_8') }, carried('clm_2'), replaced('reworded')])).then(
      { type: 'ReportRevised', data: { version: 2, headline: 'New' } },
      { type: 'ClaimReported', data: { claim: 'clm_8', version: 2, order: 0 } },
      { type: 'ClaimCarried', data: { claim: 'clm_2', version: 2, locator } },
      { type: 'ClaimReworded', data: { claim: 'clm_9', supersedes: 'clm_1', order: 2 } },
      { type: 'OccurrenceOpened', data: { occurrence: 'occ_8' } },
      { type: 'ClaimAttached', data: { occurrence: 'occ_1', claim: 'clm_9' } }, // stays in the occurrence of the one it replaces
    ));

  it('says in the notice why a claim was corrected or dropped', () =>
    given(...two).when(reviseReport, revision([replaced('corrected'), dropped('clm_2')], { notice })).then(
      { data: { notice } }, { type: 'ClaimCorrected', data: { notice: notice.text } }, { type: 'ClaimDropped', data: { notice: notice.text } }, {}));

  it('drops in silence where there is no notice', () =>
    given(...two).when(reviseReport, revision([carried('clm_1'), dropped('clm_2')])).then({}, {}, { type: 'ClaimDropped', data: { notice: null } }));

  it('treats every active claim once', () =>
    given(...two).when(reviseReport, revision([carried('clm_1'), dropped('clm_1')])).thenRefuses(OutcomesIncomplete, { missing: ['clm_2'], repeated: ['clm_1'] }));

  it('treats no claim that has ended', () =>
    given(...two, fact('ClaimDropped', { report: 'rpt_1', version: 1, claim: 'clm_2', notice: null })).when(reviseReport, revision([carried('clm_1'), carried('clm_2')]))
      .thenRefuses(ClaimNotActive, { claim: 'clm_2', status: 'dropped' }));

  it('treats no claim of another report', () =>
    given(...two, report(3)).when(reviseReport, revision([carried('clm_1'), carried('clm_2'), carried('clm_3')]))
      .thenRefuses(UnknownReference, { errors: [{ pointer: '/claims/2/claim' }] }));

  it('corrects only where the outlet says that it was wrong', () =>
    given(...two).when(reviseReport, revision([replaced('corrected'), carried('clm_2')])).thenRefuses(NoticeRequired));

  it('checks carried spans against the new text', () =>
    given(...two).when(reviseReport, revision([carried('clm_1', { locator: null, span: { start: 0, end: 3, exact: 'The' } }), carried('clm_2')], { text: seen('A new text.') }))
      .thenRefuses(SpanMismatch, { errors: [{ pointer: '/claims/0/span', found: 'A n' }] }));

  it('refuses a version that reads just like the last', () => {
    const same = [carried('clm_1'), carried('clm_2')];
    given(...two).when(reviseReport, revision(same, { headline: 'Old' })).thenRefuses(NothingChanged);
    given(...two).when(reviseReport, revision(same, { headline: 'Old', retrieved: '2026-01-02T00:00:00Z' })).thenRefuses(NothingChanged);
    given(...two).when(reviseReport, revision(same, { headline: 'Old', published: '2026' })).thenTypes('ReportRevised', 'ClaimCarried', 'ClaimCarried');
    given(...two).when(reviseReport, revision(same, { headline: 'Old', text: seen('words') })).thenTypes('ReportRevised', 'ClaimCarried', 'ClaimCarried');
    given(...two).when(reviseReport, revision([carried('clm_1', { locator: { part: 'headline', paragraph: null } }), carried('clm_2')], { headline: 'Old' }))
      .thenTypes('ReportRevised', 'ClaimCarried', 'ClaimCarried');
  });

  it('refuses a retracted report', () => given(...two, retracted('rpt_1')).when(reviseReport, revision([])).thenRefuses(ReportAlreadyRetracted));
});
