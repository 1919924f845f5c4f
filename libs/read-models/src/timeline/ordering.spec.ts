import type { Link } from '#libs/codebook';
import { fact, on, SpecStory, type SpecClaim } from '../../test/spec-story.js';
import { inHappenedOrder, neighboursOf, type Orderable } from './ordering.js';
import { timeline } from './timeline.projection.js';

const link = (type: Link['type'], id: string): Pick<SpecClaim, 'links'> => ({ links: [{ type, target: `clm_${id}` }] });
const relative = (relation: 'before' | 'after', anchor: string): Pick<SpecClaim, 'happened'> => ({ happened: { edtf: null, aspect: 'instant', relation, anchor } });
const story = (...claims: SpecClaim[]) => new SpecStory([timeline]).report('1', {}, ...claims);
const orderOf = (told: SpecStory): string =>
  inHappenedOrder(told.all(timeline).filter(({ status }) => status !== 'merged').map((item) => timeline.facets(item) as Orderable)).map(({ occurrence }) => occurrence.slice(4)).join(' ');
const ordering = (told: SpecStory, id: string) => told.row(timeline, `occ_${id}`).ordering;

describe('the order of the timeline', () => {
  it('puts dated items first, by beginning, end and first position', () =>
    expect(orderOf(story({ id: 'a' }, { id: 'b', happened: on('1962-10-24') }, { id: 'c', happened: on('1962-10') }, { id: 'd', happened: on('1962-10-24') }, { id: 'e', happened: on('../1962') }))).toBe('e c b d a'));

  it('leaves undated items as reported where nothing relates them', () => {
    const told = story({ id: 'a' }, { id: 'b' });
    expect(orderOf(told)).toBe('a b');
    expect(ordering(told, 'a')).toEqual({ basis: 'reported', after: [], before: [] });
  });

  it.each([
    ['cause', 'b a'], ['precondition', 'b a'], ['responds-to', 'a b'], ['cancels', 'a b'], ['about', 'a b'], ['restates', 'a b'],
  ] as const)('reads a link %s of b to a', (type, order) => {
    const told = story({ id: 'a' }, { id: 'b', ...link(type, 'a') });
    expect(orderOf(told)).toBe(order);
    expect(ordering(told, 'a').basis).toBe(type === 'about' || type === 'restates' ? 'reported' : 'relation');
  });

  it('reads a time before or after a claim or an occurrence', () => {
    expect(orderOf(story({ id: 'a' }, { id: 'b', ...relative('before', 'clm_a') }))).toBe('b a');
    expect(orderOf(story({ id: 'a', ...relative('after', 'occ_b') }, { id: 'b' }))).toBe('b a');
  });

  it('tells an item its direct neighbours, on both sides', () => {
    const told = story({ id: 'a' }, { id: 'b', ...link('responds-to', 'a') }, { id: 'c', ...link('responds-to', 'b') });
    expect(ordering(told, 'b')).toEqual({ basis: 'relation', after: ['occ_a'], before: ['occ_c'] });
  });

  it('ignores what would close a circle, the later told', () => {
    const told = story({ id: 'a', ...link('cause', 'b') }, { id: 'b', ...link('cause', 'c') }, { id: 'c', ...link('cause', 'a') });
    expect(orderOf(told)).toBe('a b c');
    expect([ordering(told, 'a'), ordering(told, 'c')]).toEqual([{ basis: 'relation', after: [], before: ['occ_b'] }, { basis: 'relation', after: ['occ_b'], before: [] }]);
  });

  it('takes up an ignored edge again, however far off, when the circle opens', () => {
    const told = story({ id: 'a', ...link('cause', 'b') }, { id: 'b', ...link('cause', 'c') }, { id: 'c', ...link('cause', 'd') }, { id: 'd', ...link('cause', 'a') });
    expect(ordering(told, 'a').after).toEqual([]);
    told.tell(fact('ClaimWithdrawn', { report: 'rpt_1', version: 1, claim: 'clm_b', reason: 'misread' }));
    expect(ordering(told, 'a').after).toEqual(['occ_d']);
    expect(ordering(told, 'd').before).toEqual(['occ_a']);
    expect(orderOf(told)).toBe('c d a b');
  });

  it('resolves a knot of many circles without trying every edge against every other', () => {
    // 120 occurrences, each after 20 others in a ring: resolved edge by edge this is some hundred million steps for every item.
    const size = 120;
    const links = (at: number) => Array.from({ length: 20 }, (_, k) => ({ type: 'responds-to' as const, target: `clm_${(at * 7 + k * 13 + 1) % size}` }));
    const told = new SpecStory().report('1', {}, ...Array.from({ length: size }, (_, at) => ({ id: String(at), links: links(at) })));
    const began = performance.now();
    const after = Array.from({ length: size }, (_, at) => neighboursOf(told.facts, `occ_${at}`).after.map((id) => Number(id.slice(4))));
    expect(performance.now() - began).toBeLessThan(2_000);
    const placed = new Set<number>();
    for (let more = true; more;) {
      const next = after.findIndex((before, at) => !placed.has(at) && before.every((one) => placed.has(one)));
      more = next >= 0;
      if (more) placed.add(next);
    }
    expect(placed.size).toBe(size);
  });

  it('counts only what supports an occurrence', () =>
    expect(orderOf(story({ id: 'a' }, { id: 'b', attests: 'mentions', ...link('cause', 'a') }))).toBe('a b'));

  it('follows a merge and its restoring split', () => {
    const told = story({ id: 'a' }, { id: 'b' }, { id: 'c', ...link('cause', 'a') });
    told.tell(fact('OccurrencesMerged', { occurrence: 'occ_b', absorbed: ['occ_a'], claims: { occ_a: ['clm_a'] }, reason: 'one' }));
    expect(orderOf(told)).toBe('c b');
    expect(ordering(told, 'c').before).toEqual(['occ_b']);
    told.tell(fact('OccurrenceSplit', { occurrence: 'occ_b', into: 'occ_a', claims: ['clm_a'], restored: 'occ_a', reason: 'two' }));
    expect(orderOf(told)).toBe('b c a');
  });

  it('holds nobody up for an item that is not in the list', () =>
    expect(inHappenedOrder([{ occurrence: 'x', dated: false, min: null, max: null, first: 2, after: ['gone'] }, { occurrence: 'y', dated: false, min: null, max: null, first: 1, after: [] }])
      .map(({ occurrence }) => occurrence)).toEqual(['y', 'x']));

  it('loses no item, and orders many by their predecessors first', () => {
    // 200 items, each after the one 7 places on where there is one: 7 chains, each to be turned round.
    const items = Array.from({ length: 200 }, (_, at) => ({ occurrence: String(at), dated: false, min: null, max: null, first: at, after: at + 7 < 200 ? [String(at + 7)] : [] }));
    const order = inHappenedOrder(items).map(({ first }) => first);
    expect([...order].sort((a, b) => a - b)).toEqual(items.map(({ first }) => first));
    for (const at of order) if (at + 7 < 200) expect(order.indexOf(at + 7)).toBeLessThan(order.indexOf(at));
    expect(order[0]).toBe(193);
  });
});
