import type { Quantity } from '#libs/codebook';
import { fact, hop, SpecStory, type SpecClaim } from '../../test/spec-story.js';
import { quantities } from './quantities.projection.js';

const troops = (some: Partial<Quantity>): Pick<SpecClaim, 'quantity'> =>
  ({ quantity: { best: null, low: null, high: null, unit: 'person', of: 'troops', kind: 'exact', asOf: null, cue: null, ...some } });
const story = () => new SpecStory([quantities]).outlets('wire');
const series = (told: SpecStory) => told.row(quantities, 'troops/person');

describe('a quantity series', () => {
  it('keeps every value as given, in the order of publication, and averages none', () => {
    const told = story().report('1', { published: '1989' }, { id: '1', ...troops({ kind: 'at-least', best: 40_000 }) })
      .report('2', { published: '1962', outlet: 'wire' }, { id: '2', attribution: [hop({ label: 'aides', namedness: 'role' })], ...troops({ kind: 'approximate', best: 10_000, asOf: '1962-10' }) });
    expect(series(told).values.map(({ claim, best, low, high, kind, asOf, outlet, voice, status }: any) => [claim, best, low, high, kind, asOf, outlet, voice, status])).toEqual([
      ['clm_2', 10_000, null, null, 'approximate', '1962-10', 'wire', 'unnamed', 'active'],
      ['clm_1', 40_000, null, null, 'at-least', null, null, 'outlet', 'active'],
    ]);
    // From 10,000 less a tenth, to no upper bound; the newest value is 40,000.
    expect(series(told)).toMatchObject({ of: 'troops', unit: 'person', low: 9000, high: null, latest: 40_000 });
  });

  it('has no latest number where the newest value gives none', () =>
    expect(series(story().report('1', {}, { id: '1', ...troops({ kind: 'order', low: 100, high: 999 }) }))).toMatchObject({ low: 100, high: 999, latest: null }));

  it('keeps 0 a number', () => expect(series(story().report('1', {}, { id: '1', ...troops({ best: 0 }) }))).toMatchObject({ low: 0, high: 0, latest: 0 }));

  it('shows what has ended with its status, and spans only what stands', () => {
    const told = story().report('1', { published: '1962' }, { id: '1', ...troops({ best: 5 }) }).report('2', { published: '1963' }, { id: '2', ...troops({ best: 50 }) })
      .tell(fact('ReportRetracted', { report: 'rpt_2', by: 'outlet', reason: 'wrong', published: null, noticeUrl: null }));
    expect(series(told)).toMatchObject({ low: 5, high: 5, latest: 5, values: [{ status: 'active' }, { status: 'retracted' }] });
  });

  it('keeps units apart', () => {
    const told = story().report('1', {}, { id: '1', ...troops({ best: 0.5, unit: 'share' }) });
    expect([series(told), told.row(quantities, 'troops/share').latest]).toEqual([null, 0.5]);
  });

  it('shows the markers on its values and on the occurrences they belong to', () => {
    const told = story().report('1', {}, { id: '1', kind: 'quantity', participants: [], ...troops({ best: 5 }) }).report('2', {}, { id: '2', kind: 'quantity', occurrence: 'occ_1', ...troops({ best: 50 }) });
    // Both are unattributed; two unknown outlets are two origins, and their numbers disagree.
    expect(series(told).markers).toEqual({ count: 3, worst: 3, rules: { 'contradicted-quantity': 1, unattributed: 2 } });
  });
});
