import { by, fact, on, SpecStory, type SpecClaim } from '../../test/spec-story.js';
import { plans } from './plans.projection.js';

class Planning extends SpecStory {
  private reports = 0;
  constructor() {
    super([plans]);
    this.actors('usa', 'ussr');
  }
  tells(planStatus: SpecClaim['planStatus'], published: string | null, more: Partial<SpecClaim> = {}): this {
    const first = this.reports === 0;
    const id = String(++this.reports);
    return this.report(id, { published }, { id, kind: 'planned-meeting', participants: by('usa', 'ussr'), planStatus: planStatus!, ...(first ? {} : { occurrence: 'occ_1' }), ...more });
  }
  decides(status: 'held' | 'lapsed' | 'cancelled', scheduledFor: string | null = null): this {
    return this.tell(fact('PlanStatusSet', { occurrence: 'occ_1', status, scheduledFor, reason: 'we know' }));
  }
  get plan() {
    return this.row(plans, 'occ_1');
  }
}
const planning = () => new Planning();

describe('a plan', () => {
  it('is none until a supporting claim or an editor gives it a status', () => {
    expect(planning().tells(null, '1962').plan).toBeNull();
    expect(planning().tells('scheduled', '1962', { attests: 'mentions' }).plan).toBeNull();
    expect(planning().tells(null, '1962').decides('held').plan.status).toBe('held');
  });

  it('has the status told last, by publication and not by recording', () => {
    const { plan } = planning().tells('cancelled', '1962-10-25').tells('scheduled', '1962-10-22');
    expect(plan.status).toBe('cancelled');
    expect(plan.statuses.map(({ status, by: teller }: any) => [status, teller])).toEqual([['scheduled', 'outlet'], ['cancelled', 'outlet']]);
  });

  it('has the status that stands last in the body of one report', () =>
    expect(new Planning().report('r', {}, { id: '1', planStatus: 'scheduled' }, { id: '2', planStatus: 'cancelled', occurrence: 'occ_1' }).row(plans, 'occ_1').status).toBe('cancelled'));

  it('gets a status back when the report that changed it is retracted, and is no plan when nothing is left', () => {
    const story = planning().tells('scheduled', '1962-10-22').tells('cancelled', '1962-10-25');
    const retract = (id: string) => fact('ReportRetracted', { report: `rpt_${id}`, by: 'outlet', reason: 'wrong', published: null, noticeUrl: null });
    expect(story.tell(retract('2')).plan.status).toBe('scheduled');
    expect(story.tell(retract('1')).plan).toBeNull();
  });

  it('keeps an editor\'s decision until a newer claim speaks of it', () => {
    const story = planning().tells('scheduled', '1962-10-22').decides('lapsed');
    expect(story.plan.status).toBe('lapsed');
    expect(story.tells(null, '1962-10-23').plan.status).toBe('lapsed');
    expect(story.tells('scheduled', '1962-10-21').plan.status).toBe('lapsed');
    expect(story.tells('held', '1962-10-24').plan).toMatchObject({ status: 'held', statuses: [{ status: 'scheduled' }, { status: 'scheduled' }, { by: 'editor', claim: null }, { claim: 'clm_4' }] });
  });

  it('is dated by the newest word that gives a date', () => {
    const story = planning().tells('scheduled', '1962-10-20', { happened: on('1962-11') });
    expect(story.plan.scheduledFor).toMatchObject({ edtf: '1962-11', min: '1962-11-01' });
    expect(story.tells('scheduled', '1962-10-21', { happened: on('1962-11-03') }).plan.scheduledFor.edtf).toBe('1962-11-03');
    expect(story.tells('cancelled', '1962-10-22').plan.scheduledFor.edtf).toBe('1962-11-03');
    expect(story.tells('postponed', '1962-10-23').plan.scheduledFor).toBeNull();
    expect(story.decides('held', '1962-11-09').plan.scheduledFor).toMatchObject({ edtf: '1962-11-09', precision: 'day' });
  });

  it('goes with its occurrence when that is absorbed', () => {
    const story = planning().tells('scheduled', '1962').report('z', {}, { id: 'z' })
      .tell(fact('OccurrencesMerged', { occurrence: 'occ_z', absorbed: ['occ_1'], claims: { occ_1: ['clm_1'] }, reason: 'one' }));
    expect([story.plan, story.row(plans, 'occ_z').status]).toEqual([null, 'scheduled']);
  });
});
