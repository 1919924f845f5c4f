import { actsOf } from './acts.js';

it('names a revision and a retraction by the headline they concern', () => {
  const entry = (position: number, type: string, headline?: string) => ({ position, type, stream: 'report/rpt_1', recordedAt: '2026-11-22T10:00:00Z', recordedBy: { id: null, name: null, kind: 'key' }, data: headline === undefined ? {} : { headline } });
  expect(actsOf([entry(1, 'ReportFiled', 'A'), entry(5, 'ReportRevised', 'B'), entry(9, 'ReportRetracted')]).map((act) => [act.recorded.position, act.headline])).toEqual([[1, 'A'], [5, 'Revised: B'], [9, 'Retracted: B']]);
});
