import { opened, report, retracted } from '../../test/builders.js';
import { given } from '../../test/given.js';
import { ReportAlreadyRetracted } from '../refusals/index.js';
import { retractReport } from './retract-report.js';

const retraction = { report: 'rpt_1', by: 'outlet' as const, reason: 'it was a hoax', published: '2026-02-01', noticeUrl: null };

it('retracts a standing report', () =>
  given(opened(), report(1)).when(retractReport, retraction).then({ type: 'ReportRetracted', stream: 'report/rpt_1', data: retraction }));

it('refuses a second retraction', () =>
  given(opened(), report(1), retracted('rpt_1')).when(retractReport, retraction)
    // opened, three events of the report, then the retraction: the fifth second of the spec's year
    .thenRefuses(ReportAlreadyRetracted, { reportId: 'rpt_1', retractedAt: '2026-01-01T00:00:05.000000Z' }));
