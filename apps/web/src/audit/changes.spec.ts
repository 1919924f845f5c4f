import type { Change } from '../api/shapes.js';
import { shelfOf, shelve, signOf, summaryWords } from './changes.js';

const change = (kind: string, id: string, sentence = id): Change => ({ position: 1, kind, changeOf: 'story', cosmetic: false, nature: null, subject: { type: 'claim', id }, before: null, after: null, sentence, rule: `${kind}@1`, because: [] });

describe('a comparison', () => {
  it('says in one line what changed, conclusions first', () => {
    expect(summaryWords({ 'report-filed': 1, 'claim-added': 1, 'contradiction-opened': 1, 'marker-opened': 4 })).toEqual(['! 1 contradiction', '+1 report', '+1 claim', '⚠ +4 −0']);
    expect(summaryWords({ 'stance-softened': 2, recoded: 1, 'marker-closed': 1 })).toEqual(['↕ 2 stances softened', '~1 other change', '⚠ +0 −1']);
    expect(summaryWords({})).toEqual([]);
  });
  it('shelves stances and contradictions apart from what is merely told', () => {
    expect(['stance-flipped', 'contradiction-opened', 'claim-added', 'status-changed', 'recoded', 'marker-opened', 'marker-acknowledged'].map(shelfOf)).toEqual(['conclusions', 'conclusions', 'tellings', 'plans', 'decisions', 'markers', 'decisions']);
  });
  it('puts markers of one rule together and nothing else', () => {
    const marked = (id: string, rule: string): Change => ({ ...change('marker-opened', id), after: { rule } });
    const shelves = shelve([marked('m1', 'vague-time'), marked('m2', 'vague-time'), marked('m3', 'contested'), change('claim-added', 'c1', 'Same.'), change('claim-added', 'c2', 'Same.')]);
    expect(shelves.get('markers')!.map((group) => group.length)).toEqual([2, 1]);
    expect(shelves.get('tellings')).toHaveLength(2);
  });
  it('signs what came, what went and what conflicts', () => expect(['report-filed', 'claim-dropped', 'contradiction-opened', 'hedge-weakened', 'stance-opened'].map(signOf)).toEqual(['+', '−', '!', '~', '↕']));
});
