import { content, joins, opened, report, reported } from '../../test/builders.js';
import { fact, factsAfter, given, stored } from '../../test/given.js';
import { mergeOccurrences } from '../merge-occurrences/merge-occurrences.js';
import { MergeRefused, UnknownReference } from '../refusals/index.js';
import { splitOccurrence, type SplitOccurrence } from './split-occurrence.js';

const pair = [opened(), report(1), reported('rpt_1', 'clm_1b'), joins('occ_1', 'clm_1b')];
const split = (part: SplitOccurrence['part'], occurrence = 'occ_1'): SplitOccurrence => ({ occurrence, reason: 'two meetings', part });
const merged = [...pair, report(2), fact('OccurrencesMerged', { occurrence: 'occ_1', absorbed: ['occ_2'], claims: { occ_2: ['clm_2'] }, reason: '' })];

describe('splitting an occurrence', () => {
  it('gives some claims an occurrence of their own', () =>
    given(...pair).when(splitOccurrence, split({ claims: ['clm_1b'], into: 'occ_9' })).then({ type: 'OccurrenceSplit', data: { occurrence: 'occ_1', into: 'occ_9', claims: ['clm_1b'], restored: null } }));

  it('leaves something', () => given(...pair).when(splitOccurrence, split({ claims: ['clm_1', 'clm_1b'], into: 'occ_9' })).thenRefuses(MergeRefused, { reason: 'nothing-would-stay' }));
  it('takes only claims that are in it', () => given(...pair, report(2)).when(splitOccurrence, split({ claims: ['clm_2'], into: 'occ_9' })).thenRefuses(MergeRefused, { reason: 'claim-not-in-it' }));
  it('does not know every claim', () => given(...pair).when(splitOccurrence, split({ claims: ['clm_7'], into: 'occ_9' })).thenRefuses(UnknownReference, { errors: [{ pointer: '/claims/0' }] }));

  it('gives an absorbed one back what it had', () =>
    given(...merged).when(splitOccurrence, split({ restore: 'occ_2' })).then({ data: { occurrence: 'occ_1', into: 'occ_2', claims: ['clm_2'], restored: 'occ_2' } }));

  it('gives back a claim that was coded anew since', () =>
    given(...merged, fact('ClaimRecoded', { report: 'rpt_2', version: 1, claim: 'clm_2x', supersedes: 'clm_2', order: 0, paragraph: 1, content: content(), reason: '' }), joins('occ_1', 'clm_2x'))
      .when(splitOccurrence, split({ restore: 'occ_2' })).then({ data: { claims: ['clm_2', 'clm_2x'] } }));

  it('gives back only what was absorbed here', () =>
    given(...pair, report(2)).when(splitOccurrence, split({ restore: 'occ_2' })).thenRefuses(MergeRefused, { reason: 'not-absorbed-here' }));

  it('undoes a merge exactly', () => {
    const facts = factsAfter(...pair, report(2));
    const before = ['occ_1', 'occ_2'].map((id) => facts.occurrence(id)!.claims);
    const apply = (events: ReturnType<typeof mergeOccurrences>) => events.forEach((event) => facts.apply(stored(event, facts.position + 1)));
    apply(mergeOccurrences({ occurrence: 'occ_1', absorb: ['occ_2'], reason: '', elsewhere: [] }, facts));
    expect(facts.claim('clm_2')!.occurrence).toBe('occ_1');
    apply(splitOccurrence(split({ restore: 'occ_2' }), facts));
    expect(['occ_1', 'occ_2'].map((id) => facts.occurrence(id)!.claims)).toEqual(before);
    expect(facts.claim('clm_2')!.occurrence).toBe('occ_2');
  });
});
