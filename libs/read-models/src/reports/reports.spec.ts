import { fact, SpecStory } from '../../test/spec-story.js';
import { reports } from './reports.projection.js';

const story = () => new SpecStory([reports]).outlets('wire');
const row = (told: SpecStory) => told.row(reports, 'rpt_1');

describe('a report', () => {
  it('shows its newest version and lists them all', () => {
    const told = story().report('1', { headline: 'First', published: '1962-10-22', textLength: 10 }, { id: 'a' })
      .revise('1', 2, { headline: 'Second', published: '1962-10-23', textLength: 20, notice: { kind: 'update', text: 'more' } });
    expect(row(told)).toMatchObject({ version: 2, versions: 2, headline: 'Second', published: '1962-10-23', textLength: 20, notice: { kind: 'update' }, claims: ['clm_a'], text: null });
    expect(row(told).versionList.map(({ version, headline, published }: any) => [version, headline, published])).toEqual([[1, 'First', '1962-10-22'], [2, 'Second', '1962-10-23']]);
  });

  it('is corrected in its newest version only', () => {
    const told = story().report('1', { headline: 'First' }, { id: 'a' })
      .tell(fact('ReportDetailsCorrected', { report: 'rpt_1', details: { outlet: 'wire', headline: 'Frist', published: '1962' }, reason: 'typing' }));
    expect(row(told)).toMatchObject({ outlet: 'wire', headline: 'Frist', published: '1962', version: 1, markers: [] });
  });

  it('tells of its retraction', () => {
    const told = story().report('1', { published: '1962' }, { id: 'a' }).tell(fact('ReportRetracted', { report: 'rpt_1', by: 'outlet', reason: 'wrong', published: '1963', noticeUrl: null }));
    expect(row(told)).toMatchObject({ status: 'retracted', retraction: { by: 'outlet', reason: 'wrong', published: '1963', noticeUrl: null }, markers: [{ rule: 'retracted' }] });
    expect(told.versions(reports, 'rpt_1').at(-2)!.row.status).toBe('standing');
  });

  it('shows what is marked on it as its claims come in', () => {
    const told = story().report('1', {}, { id: 'a', locator: { part: 'headline', paragraph: null } });
    expect(row(told).markers.map(({ rule }: any) => rule)).toEqual(['headline-body-mismatch', 'undated-report']);
  });
});
