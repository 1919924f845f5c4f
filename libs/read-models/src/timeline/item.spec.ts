import { by, fact, hop, on, SpecStory, type SpecClaim } from '../../test/spec-story.js';
import { timeline } from './timeline.projection.js';

const told = (...claims: SpecClaim[]) => {
  const story = new SpecStory([timeline]).actors('usa', 'ussr', 'cuba').issues('plan').outlets('wire', 'daily');
  claims.forEach((claim, index) => story.report(String(index + 1), { outlet: index % 2 === 0 ? 'wire' : 'daily', published: `1962-10-2${index}` }, { occurrence: index === 0 ? undefined : 'occ_a', ...claim } as SpecClaim));
  return story;
};
const shown = (...claims: SpecClaim[]) => told(...claims).row(timeline, 'occ_a');
const place = (label: string, precision: 'exact' | 'near' | 'country') => ({ label, precision });

describe('an item of the timeline', () => {
  it('takes kind and title from its first supporting claim', () =>
    expect(shown({ id: 'a', kind: 'talks', summary: 'They talk.' }, { id: 'b', kind: 'meeting', summary: 'They meet.' })).toMatchObject({ kind: 'talks', title: 'They talk.' }));

  it('makes a title of kind, actors and place where there is no summary', () => {
    expect(shown({ id: 'a', kind: 'planned-meeting', participants: by('usa', 'ussr'), place: place('Vienna', 'near') }).title).toBe('Meeting of usa and ussr, Vienna');
    expect(shown({ id: 'a', kind: 'demand', participants: [...by('usa'), { actor: 'ussr', role: 'recipient', label: null }] }).title).toBe('Demand by usa towards ussr');
    expect(shown({ id: 'a', kind: 'state', participants: [{ actor: null, role: 'subject', label: 'the sites' }] }).title).toBe('State concerning the sites');
  });

  it('keeps the title of a claim that was reworded, though the new telling was recorded later', () => {
    const story = told({ id: 'a', kind: 'talks', summary: 'They talk.' }, { id: 'b', kind: 'meeting', summary: 'They meet.' });
    story.revise('1', 2, {}, fact('ClaimReworded', { report: 'rpt_1', version: 2, claim: 'clm_c', supersedes: 'clm_a', order: 0, paragraph: null, content: { ...story.facts.claim('clm_a')!.content, summary: 'They talked.' } }),
      fact('ClaimAttached', { occurrence: 'occ_a', claim: 'clm_c', attests: 'supports', planStatus: null }));
    expect(story.row(timeline, 'occ_a')).toMatchObject({ kind: 'talks', title: 'They talked.', members: ['clm_a', 'clm_c', 'clm_b'] });
  });

  it('shows the most precise time, the earliest told on a tie', () => {
    expect(shown({ id: 'a', happened: on('1962-10') }, { id: 'b', happened: on('1962-10-24') }, { id: 'c', happened: on('1962-10-24~') }).happened)
      .toEqual({ ...on('1962-10-24'), min: '1962-10-24', max: '1962-10-24', precision: 'day', qualifier: 'none' });
  });

  it('spans times that do not meet, and only those', () =>
    expect(shown({ id: 'a', happened: on('1962-10-24') }, { id: 'b', happened: on('1962-10-23') }, { id: 'c', happened: on('1962') }).happened)
      .toMatchObject({ edtf: '1962-10-23/1962-10-24', precision: 'interval', relation: null }));

  it('stays undated without a time, and says what the text says of its place in order', () => {
    expect(shown({ id: 'a' }).happened).toBeNull();
    expect(shown({ id: 'a' }, { id: 'b', happened: { edtf: null, aspect: 'future', relation: 'after', anchor: 'published' } }).happened)
      .toEqual({ edtf: null, aspect: 'future', relation: 'after', anchor: 'published', min: null, max: null, precision: null, qualifier: 'none' });
  });

  it('never fills a time from the publication', () => expect(shown({ id: 'a' }).published).toEqual({ first: '1962-10-20', last: '1962-10-20' }));

  it('shows the most precise place and number', () => {
    const quantity = { best: 40, low: null, high: null, unit: 'ship', of: 'ships', kind: 'approximate' as const, asOf: null, cue: null };
    expect(shown({ id: 'a', place: place('Cuba', 'country'), quantity }, { id: 'b', place: place('Banes', 'near'), quantity: { ...quantity, best: 41, kind: 'exact' } }))
      .toMatchObject({ place: { label: 'Banes' }, quantity: { best: 41 } });
  });

  it('shows who acted as soon as one account says so', () => {
    expect(shown({ id: 'a', participants: [{ actor: 'usa', role: 'recipient', label: null }] }, { id: 'b', participants: by('ussr') }).participants).toEqual(by('ussr'));
    expect(shown({ id: 'a', kind: 'state', participants: [{ actor: 'usa', role: 'subject', label: null }] }, { id: 'b', participants: by('ussr') }).participants[0].actor).toBe('usa');
  });

  it('counts what attests it, its outlets and its origins', () =>
    expect(shown({ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd', attests: 'denies' }, { id: 'e', attests: 'mentions' }))
      .toMatchObject({ attests: { supports: 3, denies: 1, queries: 0, mentions: 1 }, outlets: 2, origins: 2 }));

  it('has the strongest hedge and the strongest voice', () => {
    const hedge = (strength: 1 | 2) => [{ cue: 'might', class: 'epistemic' as const, strength }];
    expect(shown({ id: 'a', hedges: hedge(1), attribution: [hop({ label: 'aides', namedness: 'role' })] }, { id: 'b', hedges: hedge(2), attribution: [hop({ label: 'Dean Rusk', namedness: 'named-person' })] }))
      .toMatchObject({ hedge: 2, voice: 'named' });
  });

  it('stays when nothing supports it any more, and says so', () => {
    const story = told({ id: 'a', summary: 'They met.', happened: on('1962-10-24') }, { id: 'b', attests: 'denies', happened: on('1962-10') });
    story.tell(fact('ReportRetracted', { report: 'rpt_1', by: 'outlet', reason: 'wrong', published: null, noticeUrl: null }));
    // The denial is what still counts, and it knows no day.
    expect(story.row(timeline, 'occ_a')).toMatchObject({ status: 'unattested', title: 'They met.', origins: 0, voice: null, hedge: 0, attests: { supports: 0, denies: 1 }, happened: { edtf: '1962-10' } });
  });

  it('may be opened by a denial', () => expect(shown({ id: 'a', attests: 'denies', summary: 'No sites.' })).toMatchObject({ status: 'unattested', title: 'No sites.' }));

  it('tells where it went when another absorbed it', () => {
    const story = told({ id: 'a', summary: 'One.' });
    story.report('z', {}, { id: 'z', summary: 'Other.' })
      .tell(fact('OccurrencesMerged', { occurrence: 'occ_a', absorbed: ['occ_z'], claims: { occ_z: ['clm_z'] }, reason: 'one' }));
    expect(story.row(timeline, 'occ_z')).toMatchObject({ status: 'merged', canonicalId: 'occ_a', title: 'Other.', origins: 0, markers: { count: 0 } });
    expect(story.row(timeline, 'occ_a')).toMatchObject({ status: 'attested', absorbed: ['occ_z'], members: ['clm_a', 'clm_z'], origins: 2 });
  });

  it('reads merged actors and issues as one, without touching what was stored', () => {
    const story = told({ id: 'a', participants: by('ussr'), issue: 'plan' });
    story.actors('soviets').tell(fact('ActorsMerged', { id: 'soviets', absorbed: ['ussr'], reason: 'one' }));
    expect(story.row(timeline, 'occ_a').participants).toEqual(by('soviets'));
    expect(story.facts.claim('clm_a')!.content.participants).toEqual(by('ussr'));
    expect(story.versions(timeline, 'occ_a')).toHaveLength(2);
  });
});
