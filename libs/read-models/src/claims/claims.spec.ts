import { fact, hop, placed, SpecStory, contentOf, type SpecClaim } from '../../test/spec-story.js';
import { claims } from './claims.projection.js';

const story = () => new SpecStory([claims]).outlets('wire', 'daily').source('aide', 'role').source('rusk', 'named-person');
const suggested = (told: SpecStory, id = 'a') => told.row(claims, `clm_${id}`).credibility.suggested;
const voice = (some: Parameters<typeof hop>[0]): Pick<SpecClaim, 'attribution'> => ({ attribution: [hop(some)] });
const thirdParty = voice({ source: 'rusk', side: 'third-party' });
const support = (told: SpecStory, id: string, claim: Partial<SpecClaim> = {}) => told.report(id, {}, { id, occurrence: 'occ_a', ...claim });

describe('the credibility suggested for a claim', () => {
  it.each([
    ['2: a named third party', thirdParty, 2],
    ['2: a document, whatever its side', voice({ label: 'cable', namedness: 'document', side: 'party' }), 2],
    ['3: an anonymous voice', voice({ source: 'aide', side: 'third-party' }), 3],
    ['3: a party', voice({ source: 'rusk', side: 'party' }), 3],
    ['3: one aligned with a party', voice({ source: 'rusk', side: 'aligned' }), 3],
    ['none: a named voice whose side is not known', voice({ source: 'rusk' }), null],
    ['none: the outlet itself', {}, null],
  ] as const)('of one origin is %s', (_, claim, expected) => expect(suggested(story().report('1', {}, { id: 'a', ...(claim as Partial<SpecClaim>) } as SpecClaim))).toBe(expected));

  it('is 1 with a second origin, and falls back when that goes', () => {
    const told = support(story().report('1', {}, { id: 'a' }), 'b');
    expect([suggested(told), suggested(told, 'b')]).toEqual([1, 1]);
    told.tell(fact('ReportRetracted', { report: 'rpt_b', by: 'outlet', reason: 'wrong', published: null, noticeUrl: null }));
    expect([suggested(told), suggested(told, 'b')]).toEqual([null, 5]);
  });

  it('is 4 when one origin denies it, 5 when two do', () => {
    const told = support(support(story().report('1', {}, { id: 'a' }), 'b'), 'c', { attests: 'denies', ...thirdParty });
    expect(suggested(told)).toBe(4);
    expect(suggested(support(told, 'd', { attests: 'denies', ...voice({ label: 'another', namedness: 'named-office' }) }))).toBe(5);
  });

  it('is none for what does not support', () => expect(suggested(story().report('1', {}, { id: 'a', attests: 'denies', ...thirdParty }))).toBeNull());

  it('stands beside the newest grade of a person', () => {
    const grade = (value: 1 | null, reason: string) => fact('CredibilityAssessed', { report: 'rpt_1', claim: 'clm_a', grade: value, reason });
    const told = story().report('1', {}, { id: 'a', ...thirdParty }).tell(grade(1, 'seen')).tell(grade(null, 'cannot tell'));
    expect(told.row(claims, 'clm_a').credibility).toMatchObject({ suggested: 2, assessed: { grade: null, reason: 'cannot tell' } });
  });
});

describe('a claim', () => {
  it('stands where it stands now', () => {
    const told = story().report('1', {}, { id: 'a' });
    told.revise('1', 2, {}, fact('ClaimCarried', { report: 'rpt_1', version: 2, claim: 'clm_a', span: { start: 3, end: 6, exact: 'yes' }, locator: null, paragraph: 2 }));
    expect(told.row(claims, 'clm_a')).toMatchObject({ version: 2, span: { start: 3 }, locator: null, excerpt: 'yes', paragraph: 2, status: 'active' });
  });

  it('names what it supersedes and what superseded it', () => {
    const told = story().report('1', {}, { id: 'a' });
    told.revise('1', 2, { notice: { kind: 'correction', text: 'wrong' } },
      fact('ClaimCorrected', { report: 'rpt_1', version: 2, claim: 'clm_b', supersedes: 'clm_a', order: 0, paragraph: null, content: contentOf({ id: 'b' }), notice: 'wrong' }), placed({ id: 'b', occurrence: 'occ_a' }));
    expect(told.row(claims, 'clm_a')).toMatchObject({ status: 'corrected', supersededBy: 'clm_b', version: 1 });
    expect(told.row(claims, 'clm_b')).toMatchObject({ status: 'active', supersedes: 'clm_a', version: 2, occurrence: 'occ_a' });
  });

  it('keeps the ids it was sent with when they are merged, and is read anew', () => {
    const told = story().report('1', {}, { id: 'a', ...voice({ source: 'aide' }) });
    expect(told.row(claims, 'clm_a').voice).toBe('unnamed');
    told.tell(fact('SourcesMerged', { id: 'rusk', absorbed: ['aide'], reason: 'one' }));
    expect(told.row(claims, 'clm_a')).toMatchObject({ voice: 'named', attribution: [{ source: 'aide' }] });
  });

  it('stays unnamed in earlier views when its source is named later', () => {
    const told = story().report('1', {}, { id: 'a', ...voice({ source: 'aide' }) }).actors('usa')
      .tell(fact('SourceIdentified', { id: 'aide', actor: 'usa', namedness: 'named-person', reason: 'memoir' }));
    const versions = told.versions(claims, 'clm_a');
    expect([versions.at(-2)!.row.voice, versions.at(-1)!.row.voice, versions.at(-1)!.position]).toEqual(['unnamed', 'named', told.facts.position]);
  });

  it('is retracted with its report', () => {
    const told = story().report('1', {}, { id: 'a' }).tell(fact('ReportRetracted', { report: 'rpt_1', by: 'editor', reason: 'hoax', published: null, noticeUrl: null }));
    expect(told.row(claims, 'clm_a')).toMatchObject({ status: 'retracted', markers: [{ rule: 'retracted', severity: 3 }] });
  });
});
