import { opened, report } from '../../test/builders.js';
import { fact, given } from '../../test/given.js';
import { MergeRefused, NothingChanged } from '../refusals/index.js';
import { setPlanStatus, type SetPlanStatus } from './set-plan-status.js';

const set = (some: Partial<SetPlanStatus> = {}): SetPlanStatus => ({ occurrence: 'occ_1', status: 'held', scheduledFor: null, reason: 'it took place', ...some });
const planned = report(1, {}, { kind: 'planned-meeting', planStatus: 'scheduled', happened: { edtf: '2026-03', aspect: 'future', relation: null, anchor: null } });

describe("an editor's word on a plan", () => {
  it('is recorded', () => given(opened(), planned).when(setPlanStatus, set()).then({ type: 'PlanStatusSet', data: { status: 'held', scheduledFor: null } }));

  it('is refused where the plan stands so already, by a claim', () => {
    given(opened(), planned).when(setPlanStatus, set({ status: 'scheduled', scheduledFor: '2026-03' })).thenRefuses(NothingChanged);
    given(opened(), planned).when(setPlanStatus, set({ status: 'scheduled', scheduledFor: '2026-04' })).thenTypes('PlanStatusSet');
  });

  it('is refused where it was said already', () =>
    given(opened(), planned, fact('PlanStatusSet', { occurrence: 'occ_1', status: 'held', scheduledFor: null, reason: '' })).when(setPlanStatus, set()).thenRefuses(NothingChanged));

  it('can be said of the survivor only', () =>
    given(opened(), planned, report(2), fact('OccurrencesMerged', { occurrence: 'occ_2', absorbed: ['occ_1'], claims: { occ_1: ['clm_1'] }, reason: '' })).when(setPlanStatus, set())
      .thenRefuses(MergeRefused, { reason: 'already-absorbed' }));
});
