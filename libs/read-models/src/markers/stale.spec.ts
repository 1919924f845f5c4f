import type { Quantity } from '#libs/codebook';
import { fact, on, SpecStory, type SpecClaim } from '../../test/spec-story.js';
import { markerId } from './marker-id.js';
import { staleMarkers } from './stale.js';

const opened = (...issues: string[]) =>
  new SpecStory().tell(fact('StoryOpened', { slug: 'story', title: 'Story', summary: null, issues })).issues('plan', 'other');
const stale = (story: SpecStory, referenceTime: string): string[] =>
  [...staleMarkers(story.facts, referenceTime)].map((marker) => `${(marker as any).subject.type}:${(marker as any).subject.id}`);
const told = (claim: Partial<SpecClaim>, ...issues: string[]) => opened(...issues).report('1', { published: '1962-10-01' }, { id: 'a', ...claim });
const ships: Quantity = { best: 10, low: null, high: null, unit: 'ship', of: 'ships', kind: 'exact', asOf: null, cue: null };

describe('a state is stale', () => {
  // Public from the end of its day of publication on.
  it('over 30 days after its newest supporting claim was public', () => {
    expect(stale(told({ kind: 'state' }), '1962-10-31T23:59:00Z')).toEqual([]);
    expect(stale(told({ kind: 'state' }), '1962-11-01T00:00:00Z')).toEqual(['occurrence:occ_a']);
  });
  it('over 14 days after, where it has only numbers', () => {
    expect(stale(told({ kind: 'quantity', quantity: ships }), '1962-10-15T23:59:00Z')).toEqual([]);
    expect(stale(told({ kind: 'quantity', quantity: ships }), '1962-10-16T00:00:00Z')).toEqual(['occurrence:occ_a']);
    const both = told({ kind: 'quantity', quantity: ships }).report('2', { published: '1962-10-01' }, { id: 'b', kind: 'state', occurrence: 'occ_a' });
    expect(stale(both, '1962-10-20T00:00:00Z')).toEqual([]);
  });
  it('no more after a new telling, but not by one that only mentions it, nor by carrying it along', () => {
    const retold = (attests: 'supports' | 'mentions') => told({ kind: 'state' }).report('2', { published: '1962-11-20' }, { id: 'b', kind: 'state', occurrence: 'occ_a', attests });
    expect([stale(retold('supports'), '1962-12-01T00:00:00Z'), stale(retold('mentions'), '1962-12-01T00:00:00Z')]).toEqual([[], ['occurrence:occ_a']]);
    const carried = told({ kind: 'state' }).revise('1', 2, { published: '1962-11-20' }, fact('ClaimCarried', { report: 'rpt_1', version: 2, claim: 'clm_a', span: null, locator: { part: 'body', paragraph: 1 }, paragraph: null }));
    expect(stale(carried, '1962-12-01T00:00:00Z')).toEqual(['occurrence:occ_a']);
  });
  it('only if all its claims are of the state family: a happening stays what it was', () => {
    expect(stale(told({ kind: 'meeting' }), '1970-01-01T00:00:00Z')).toEqual([]);
    const denied = told({ kind: 'state' }).report('2', { published: '1962-10-02' }, { id: 'b', kind: 'denial', occurrence: 'occ_a', attests: 'denies' });
    expect(stale(denied, '1970-01-01T00:00:00Z')).toEqual([]);
  });
  it('only while something supports it', () =>
    expect(stale(told({ kind: 'state' }).tell(fact('ReportRetracted', { report: 'rpt_1', by: 'editor', reason: 'wrong', published: null, noticeUrl: null })), '1970-01-01T00:00:00Z')).toEqual([]));
});

describe('a plan is stale', () => {
  const plan = (some: Partial<SpecClaim> = {}) => told({ kind: 'planned-meeting', planStatus: 'scheduled', happened: on('1962-11-05'), ...some });
  it('once its date is past', () => {
    expect(stale(plan(), '1962-11-05T23:00:00Z')).toEqual([]);
    expect(stale(plan(), '1962-11-06T00:00:00Z')).toEqual(['occurrence:occ_a']);
  });
  it.each(['held', 'cancelled', 'lapsed'] as const)('no more once it is %s', (status) =>
    expect(stale(plan().tell(fact('PlanStatusSet', { occurrence: 'occ_a', status, scheduledFor: null, reason: 'seen' })), '1962-12-01T00:00:00Z')).toEqual([]));
  it('no more once it has a later date', () =>
    expect(stale(plan().tell(fact('PlanStatusSet', { occurrence: 'occ_a', status: 'postponed', scheduledFor: '1963-01-01', reason: 'told' })), '1962-12-01T00:00:00Z')).toEqual([]));
  it('never without a date, and never by age: what is planned is no state', () => expect(stale(plan({ happened: null, kind: 'state' }), '1970-01-01T00:00:00Z')).toEqual([]));
});

describe('an open issue is stale', () => {
  const issue = () => told({ kind: 'statement', issue: 'plan' }, 'plan');
  it('when no report has spoken of it for over 30 days', () => {
    expect(stale(issue(), '1962-10-31T23:59:00Z')).toEqual([]);
    expect(stale(issue(), '1962-11-01T00:00:00Z')).toEqual(['issue:plan']);
  });
  it('no more after any report speaks of it, be it a denial', () =>
    expect(stale(issue().report('2', { published: '1962-11-20' }, { id: 'b', kind: 'denial', attests: 'denies', issue: 'plan' }), '1962-12-01T00:00:00Z')).toEqual([]));
  it('no more once it is closed', () => expect(stale(issue().tell(fact('IssueClosed', { id: 'plan', reason: 'settled' })), '1970-01-01T00:00:00Z')).toEqual([]));
  it('counted from the opening of the story where no report ever spoke of it', () => {
    const silent = opened('other');
    expect(stale(silent, '2026-01-31T00:00:00Z')).toEqual([]);
    expect(stale(silent, '2026-02-01T00:00:00Z')).toEqual(['issue:other']);
  });
});

it('names rule, subject and the claims concerned, and has no past of its own', () => {
  const [marker] = staleMarkers(told({ kind: 'state' }).facts, '1970-01-01T00:00:00Z');
  expect(marker).toMatchObject({
    id: markerId('stale', 'occurrence', 'occ_a'), rule: 'stale', severity: 1, subject: { type: 'occurrence', id: 'occ_a' }, closed: null, acknowledgement: null,
    evidence: [{ claim: 'clm_a', report: 'rpt_1', version: 1, span: null }],
  });
});
