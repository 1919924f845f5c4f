import { activeFilters, maskOf } from './filters.js';
import { dated, row } from './row.js';

const rows = [
  row('a', 1, { kind: 'pressure', issue: 'deal', voice: 'relayed', participants: [{ actor: 'usa', role: 'initiator', label: null }], markers: { count: 1, worst: 2, rules: { 'single-source': 1 } } }),
  row('b', 2, { kind: 'meeting', issue: 'talks', voice: 'named', ...dated('2025-12-01', '2025-12-31') }),
];
const shown = (query: Parameters<typeof maskOf>[1], matches: ReadonlySet<string> | null = null): string => {
  const mask = maskOf(rows, query, matches);
  return rows.filter((_, index) => mask === null || mask[index] === 1).map((each) => each.occurrence).join('');
};

describe('filters of the address', () => {
  it.each([[{ actor: ['usa'] }, 'a'], [{ issue: ['talks'] }, 'b'], [{ kind: ['meeting', 'pressure'] }, 'ab'], [{ voice: ['named'] }, 'b'], [{ marker: ['single-source'] }, 'a'], [{ actor: ['usa'], issue: ['talks'] }, ''], [{ undated: 'only' }, 'a'], [{ undated: 'exclude' }, 'b'], [{}, 'ab']])('%j shows %s', (query, expected) => expect(shown(query)).toBe(expected));
  it('matches a window that the interval overlaps, and leaves undated rows in', () => {
    expect(shown({ happenedFrom: '2025-12-20', happenedTo: '2026-01' })).toBe('ab');
    expect(shown({ happenedFrom: '2026-01-01' })).toBe('a');
    expect(shown({ happenedTo: '2025-12-01' })).toBe('ab');
  });
  it('leaves to the service what matches words', () => expect(shown({ q: 'x' }, new Set(['b']))).toBe('b'));
  it('can be taken away one by one', () => {
    const query = { actor: ['usa', 'isr'], q: 'x' };
    expect(activeFilters(query).map((filter) => ({ ...query, ...filter.without }))).toEqual([{ actor: ['isr'], q: 'x' }, { actor: ['usa'], q: 'x' }, { actor: ['usa', 'isr'], q: undefined }]);
  });
});
