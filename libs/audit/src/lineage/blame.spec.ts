import { fact, reported, SpecStory, type Fact, type SpecClaim } from '../../../read-models/test/spec-story.js';
import { blame } from './blame.js';
import { historyOf } from './history.js';

const span = (exact: string) => ({ start: 10, end: 10 + exact.length, exact });
const first: SpecClaim = { id: 'a', locator: null, span: span('about 150'), summary: 'fighters remain' };
const next = (type: 'ClaimReworded' | 'ClaimRecoded', supersedes: string, version: number, claim: SpecClaim): Fact =>
  fact(type, { ...(reported('rpt_1', version, claim).data as any), supersedes: `clm_${supersedes}`, reason: 'the coder misread it' });
const told = (...acts: ((story: SpecStory) => unknown)[]) => {
  const story = new SpecStory().report('1', {}, first);
  for (const act of acts) act(story);
  return story.events.filter(({ type }) => type !== 'OccurrenceOpened');
};
const revised = (version: number, ...outcomes: Fact[]) => (story: SpecStory) => story.revise('1', version, {}, ...outcomes);
const clause = (lineage: string[], events: ReturnType<typeof told>, field: string) => blame(lineage, 'wire', events).find((one) => one.field === field)!;

describe('blame', () => {
  it('names the first telling since which a value has stood, and what stood before', () => {
    const events = told(
      revised(2, next('ClaimReworded', 'a', 2, { ...first, id: 'b', span: span('around 150') })),
      revised(3, next('ClaimReworded', 'b', 3, { ...first, id: 'c', span: span('around 150'), summary: 'they remain' })),
    );
    const lineage = ['clm_a', 'clm_b', 'clm_c'];
    expect(clause(lineage, events, 'kind')).toMatchObject({ event: 'ClaimReported', version: 1, outlet: 'wire', before: null, changeOf: 'story' });
    expect(clause(lineage, events, 'excerpt')).toMatchObject({ value: 'around 150', event: 'ClaimReworded', version: 2, before: '/api/v1/claims/clm_a/blame' });
    expect(clause(lineage, events, 'summary')).toMatchObject({ value: 'they remain', version: 3, before: '/api/v1/claims/clm_b/blame' });
  });

  it('speaks only of what a claim itself says: what came after it is not asked', () => {
    const events = told(revised(2, next('ClaimReworded', 'a', 2, { ...first, id: 'b', summary: 'changed' })));
    expect(clause(['clm_a'], events, 'summary')).toMatchObject({ value: 'fighters remain', event: 'ClaimReported' });
  });

  it('sees that a value was changed and changed back', () => {
    const events = told(revised(2, next('ClaimReworded', 'a', 2, { ...first, id: 'b', summary: 'x' })), revised(3, next('ClaimReworded', 'b', 3, { ...first, id: 'c' })));
    expect(clause(['clm_a', 'clm_b', 'clm_c'], events, 'summary')).toMatchObject({ value: 'fighters remain', version: 3, before: '/api/v1/claims/clm_b/blame' });
  });

  it('lays a recoding on us', () => {
    const events = told((story) => story.tell(next('ClaimRecoded', 'a', 1, { ...first, id: 'b', kind: 'denial' })));
    expect(clause(['clm_a', 'clm_b'], events, 'kind')).toMatchObject({ value: 'denial', event: 'ClaimRecoded', changeOf: 'coding' });
  });

  it('knows other words of a claim that was carried, and leads to how it stood before', () => {
    const events = told(revised(2, fact('ClaimCarried', { report: 'rpt_1', version: 2, claim: 'clm_a', span: span('some 150'), locator: null, paragraph: 1 })));
    const carried = events.at(-1)!;
    expect(clause(['clm_a'], events, 'excerpt')).toMatchObject({ value: 'some 150', event: 'ClaimCarried', version: 2, before: `/api/v1/claims/clm_a/blame?knownAt=${carried.position - 1}` });
    expect(clause(['clm_a'], events, 'summary')).toMatchObject({ event: 'ClaimReported' });
  });
});

describe('the history of a claim', () => {
  const outcomes = (lineage: string[], events: ReturnType<typeof told>) => historyOf(lineage, events, []).map(({ outcome, claim, version, changeOf, note }) => [outcome, claim, version, changeOf, note]);

  it('tells what each version made of it, and whose act it was', () => {
    const events = told(
      revised(2, fact('ClaimCarried', { report: 'rpt_1', version: 2, claim: 'clm_a', span: null, locator: null, paragraph: 1 })),
      (story) => story.tell(next('ClaimRecoded', 'a', 2, { ...first, id: 'b', kind: 'denial' })),
      revised(3, fact('ClaimDropped', { report: 'rpt_1', version: 3, claim: 'clm_b', notice: null })),
    );
    expect(outcomes(['clm_a', 'clm_b'], events)).toEqual([
      ['added', 'clm_a', 1, 'story', null], ['carried', 'clm_a', 2, 'none', null], ['recoded', 'clm_b', 2, 'coding', 'the coder misread it'], ['dropped', 'clm_b', 3, 'story', null],
    ]);
  });

  it('tells the retraction of its report of the claim that stood', () => {
    const retract = (by: 'outlet' | 'editor') => told((story) => story.tell(fact('ReportRetracted', { report: 'rpt_1', by, reason: 'wrong', published: null, noticeUrl: null })));
    expect(outcomes(['clm_a'], retract('outlet')).at(-1)).toEqual(['retracted', 'clm_a', 1, 'story', 'wrong']);
    expect(outcomes(['clm_a'], retract('editor')).at(-1)).toEqual(['retracted', 'clm_a', 1, 'coding', 'wrong']);
  });

  it('calls a claim that our correction added coding', () => {
    const events = told((story) => story.tell(reported('rpt_1', 1, { id: 'n' })));
    expect(outcomes(['clm_n'], events)).toEqual([['added', 'clm_n', 1, 'coding', null]]);
  });
});
