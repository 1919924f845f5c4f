import { filed, newClaim, opened, opens, outlet, report, reported, retracted } from '../../test/builders.js';
import { given } from '../../test/given.js';
import { ClaimNotActive, NothingChanged, ReportAlreadyRetracted, SpanMismatch, UnknownReference } from '../refusals/index.js';
import { correctReport, type Correction, type CorrectReport } from './correct-report.js';

const span = { start: 4, end: 9, exact: 'envoy' };
const known = [opened(), outlet('ap'), filed('rpt_1', { headline: 'Old', published: '2025' }), reported('rpt_1', 'clm_1', { span, locator: null }), opens('occ_1', 'clm_1')];
const correction = (corrections: Correction[], some: Partial<CorrectReport> = {}): CorrectReport => ({ report: 'rpt_1', reason: 'we misread it', details: {}, corrections, kept: null, ...some });
const replace = (some: Parameters<typeof newClaim>[1], claim = 'clm_1'): Correction => ({ action: 'replace', claim, with: newClaim('clm_9', some, { replaces: claim }) });
const kept = { text: 'The envoy left.', sha256: '', length: 15 };

describe('correcting our coding', () => {
  it('keeps only the details that differ', () =>
    given(...known).when(correctReport, correction([], { details: { headline: 'Old', published: '2025-12', outlet: 'ap' } })).then({ type: 'ReportDetailsCorrected', data: { details: { published: '2025-12', outlet: 'ap' } } }));

  it('takes a detail away with null', () =>
    given(...known).when(correctReport, correction([], { details: { published: null } })).then({ data: { details: { published: null } } }));

  it('replaces, withdraws and adds claims', () =>
    given(...known, reported('rpt_1', 'clm_2', {}, 1), opens('occ_2', 'clm_2'))
      .when(correctReport, correction([replace({ span, locator: null, kind: 'threat' }), { action: 'withdraw', claim: 'clm_2' }, { action: 'add', with: newClaim('clm_8') }], { kept })).then(
        { type: 'ClaimRecoded', data: { claim: 'clm_9', supersedes: 'clm_1', version: 1, order: 0, paragraph: 1 } },
        { type: 'ClaimWithdrawn', data: { claim: 'clm_2' } },
        { type: 'ClaimReported', data: { claim: 'clm_8', order: 2 } },
        { type: 'ClaimAttached', data: { occurrence: 'occ_1', claim: 'clm_9' } },
        { type: 'OccurrenceOpened', data: { occurrence: 'occ_8', claim: 'clm_8' } },
      ));

  it('may move a claim to another occurrence and change nothing else', () =>
    given(...known, report(2)).when(correctReport, correction([replace({ span, locator: null, stances: [], occurrence: 'occ_2' })], { kept })).thenTypes('ClaimRecoded', 'ClaimAttached'));

  it('refuses a replacement that changes nothing', () =>
    given(...known).when(correctReport, correction([replace({ span, locator: null })], { kept })).thenRefuses(NothingChanged));

  it('refuses details that are so already, and a correction of nothing', () => {
    given(...known).when(correctReport, correction([], { details: { headline: 'Old' } })).thenRefuses(NothingChanged);
    given(...known).when(correctReport, correction([])).thenRefuses(NothingChanged);
  });

  it('refuses a span that does not quote the kept text', () =>
    given(...known).when(correctReport, correction([replace({ locator: null, span: { start: 4, end: 8, exact: 'envo!' } })], { kept })).thenRefuses(SpanMismatch, { errors: [{ pointer: '/claims/0/span', found: 'envo' }] }));

  it('lets only spans stand that were checked before, where the text was not kept', () => {
    const dropped = { ...kept, text: null };
    given(...known).when(correctReport, correction([replace({ span, locator: null, kind: 'threat' })], { kept: dropped })).thenTypes('ClaimRecoded', 'ClaimAttached');
    given(...known).when(correctReport, correction([replace({ span: { ...span, end: 8, exact: 'envo' }, locator: null })], { kept: dropped })).thenRefuses(SpanMismatch);
  });

  it('treats a claim of this report only, once, while it is active', () => {
    given(...known, report(2)).when(correctReport, correction([{ action: 'withdraw', claim: 'clm_2' }])).thenRefuses(UnknownReference);
    given(...known).when(correctReport, correction([{ action: 'withdraw', claim: 'clm_1' }, { action: 'withdraw', claim: 'clm_1' }])).thenRefuses(ClaimNotActive);
  });

  it('refuses a retracted report', () => given(...known, retracted('rpt_1')).when(correctReport, correction([], { details: { url: 'x' } })).thenRefuses(ReportAlreadyRetracted));
});
