import { joins, opened, report, reported } from '../../test/builders.js';
import { fact, given } from '../../test/given.js';
import { MergeRefused, UnknownReference } from '../refusals/index.js';
import { mergeOccurrences, type MergeOccurrences } from './merge-occurrences.js';

const merge = (some: Partial<MergeOccurrences> = {}): MergeOccurrences => ({ occurrence: 'occ_1', absorb: ['occ_2'], reason: 'the same meeting', elsewhere: [], ...some });
const known = given(opened(), report(1), report(2), reported('rpt_2', 'clm_2b'), joins('occ_2', 'clm_2b'));

describe('merging occurrences', () => {
  it('keeps which claims each had', () =>
    known.when(mergeOccurrences, merge()).then({ type: 'OccurrencesMerged', data: { occurrence: 'occ_1', absorbed: ['occ_2'], claims: { occ_2: ['clm_2', 'clm_2b'] } } }));

  it('never merges one with itself', () => known.when(mergeOccurrences, merge({ absorb: ['occ_1'] })).thenRefuses(MergeRefused, { reason: 'itself' }));
  it('never merges across stories', () => known.when(mergeOccurrences, merge({ absorb: ['occ_77'], elsewhere: ['occ_77'] })).thenRefuses(MergeRefused, { reason: 'another-story' }));
  it('does not know every id', () => known.when(mergeOccurrences, merge({ absorb: ['occ_77'] })).thenRefuses(UnknownReference, { errors: [{ pointer: '/absorb/0' }] }));

  it('absorbs nothing twice, nor into what is absorbed', () => {
    const merged = given(opened(), report(1), report(2), report(3), fact('OccurrencesMerged', { occurrence: 'occ_1', absorbed: ['occ_2'], claims: { occ_2: ['clm_2'] }, reason: '' }));
    merged.when(mergeOccurrences, merge({ occurrence: 'occ_3' })).thenRefuses(MergeRefused, { reason: 'already-absorbed' });
    merged.when(mergeOccurrences, merge({ occurrence: 'occ_2', absorb: ['occ_3'] })).thenRefuses(MergeRefused, { reason: 'already-absorbed' });
  });

  it('never makes a state and a happening one', () => {
    const state = report(2, {}, { kind: 'state' });
    given(opened(), report(1), state).when(mergeOccurrences, merge()).thenRefuses(MergeRefused, { reason: 'state-with-happening' });
    given(opened(), report(1, {}, { kind: 'quantity' }), state).when(mergeOccurrences, merge()).thenTypes('OccurrencesMerged');
  });

  it('takes a state with a plan status for a plan, which is of a happening', () =>
    given(opened(), report(1), report(2, {}, { kind: 'state', planStatus: 'scheduled' })).when(mergeOccurrences, merge()).thenTypes('OccurrencesMerged'));
});
