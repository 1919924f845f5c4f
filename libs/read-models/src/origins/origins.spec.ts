import type { EventData } from '#libs/story';
import { fact, hop, SpecStory, type SpecClaim } from '../../test/spec-story.js';
import { originsOf, outletsOf } from './origins.js';

type Telling = [details: Partial<EventData['ReportFiled']>, claim?: Partial<SpecClaim>];
const told = (...tellings: Telling[]) => {
  const story = new SpecStory().actors('usa').outlets('wire', 'daily', 'weekly').source('rusk', 'named-person').source('aide', 'role');
  tellings.forEach(([details, claim], index) => story.report(String(index), details, { id: String(index), ...claim }));
  return story;
};
const count = (story: SpecStory) => originsOf(story.facts, [...story.facts.claims.values()]).length;
const citing = (source: string) => ({ attribution: [hop({ source })] });

describe('origins', () => {
  it('are as many as reports that have nothing to do with one another', () => expect(count(told([{ outlet: 'wire' }], [{ outlet: 'daily' }], [{}], [{}]))).toBe(4));
  it('are none without a claim', () => expect(count(told())).toBe(0));

  it.each([
    ['the same outlet', [[{ outlet: 'wire' }], [{ outlet: 'wire' }]]],
    ['the same wire', [[{ outlet: 'daily', wire: 'wire' }], [{ outlet: 'weekly', wire: 'wire' }]]],
    ['a wire that is the other\'s outlet', [[{ outlet: 'daily', wire: 'wire' }], [{ outlet: 'wire' }]]],
    ['a hop that names the other\'s outlet', [[{ outlet: 'daily' }, citing('wire')], [{ outlet: 'wire' }]]],
    ['hops that name the same outlet', [[{ outlet: 'daily' }, citing('wire')], [{ outlet: 'weekly' }, citing('wire')]]],
    ['the same named voice', [[{ outlet: 'daily' }, citing('rusk')], [{ outlet: 'weekly' }, citing('rusk')]]],
    ['a text much like the other', [[{ outlet: 'daily' }], [{ outlet: 'weekly', similar: [{ report: 'rpt_0', similarity: 0.8 }] }]]],
  ] as [string, Telling[]][])('join by %s', (_, tellings) => expect(count(told(...tellings))).toBe(1));

  it.each([
    ['two unknown outlets', [[{}], [{}]]],
    ['the same unnamed voice', [[{ outlet: 'daily' }, citing('aide')], [{ outlet: 'weekly' }, citing('aide')]]],
    ['the same document', [[{ outlet: 'daily' }, { attribution: [hop({ label: 'cable', namedness: 'document' })] }], [{ outlet: 'weekly' }, { attribution: [hop({ label: 'cable', namedness: 'document' })] }]]],
  ] as [string, Telling[]][])('stay apart with %s', (_, tellings) => expect(count(told(...tellings))).toBe(2));

  it('join along a chain of pairs', () => expect(count(told([{ outlet: 'daily', wire: 'wire' }], [{ outlet: 'wire' }], [{ outlet: 'weekly' }, citing('wire')]))).toBe(1));

  it('join by the family of outlets, and part when one leaves it', () => {
    const family = (id: string, name: string | null) => fact('OutletFamilyAssigned', { id, family: name, reason: 'the registry' });
    const story = told([{ outlet: 'daily' }], [{ outlet: 'weekly' }]).tell(family('daily', 'house'), family('weekly', 'house'));
    expect(count(story)).toBe(1);
    expect(count(story.tell(family('daily', null)))).toBe(2);
  });

  it('join when outlets are merged', () => expect(count(told([{ outlet: 'daily' }], [{ outlet: 'weekly' }]).tell(fact('SourcesMerged', { id: 'daily', absorbed: ['weekly'], reason: 'one' })))).toBe(1));

  it('count an unknown outlet once a report', () => {
    const story = told([{}], [{}], [{ outlet: 'wire' }], [{ outlet: 'wire' }]);
    expect(outletsOf(story.facts, [...story.facts.claims.values()])).toHaveLength(3);
  });
});
