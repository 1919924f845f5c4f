import type { StanceCell } from '../api/shapes.js';
import { row } from '../replay/row.js';
import { familiesOf, matrixOf } from './matrix.js';

const cell = (holder: string, issue: string, value: number, knownFrom: number, knownTo: number | null = null): StanceCell => ({ holder, issue, value, word: String(value), basis: 'attributed', settled: true, conditional: false, conditions: [], claims: 1, origins: 1, since: row('x', knownFrom).recorded.first, previous: null, markers: { count: 0, worst: 0 }, knownFrom, knownTo });

describe('the matrix of positions', () => {
  const cells = [cell('usa', 'deal', 3, 5, 9), cell('usa', 'deal', -1, 9), cell('isr', 'deal', -3, 6), cell('usa', 'talks', 2, 7)];
  it('shows each position as it stood, with its past up to then', () => {
    expect(matrixOf(cells, 8, () => true).cells.get('usa/deal')).toMatchObject({ cell: { value: 3 }, past: [{ value: 3 }] });
    expect(matrixOf(cells, 9, () => true).cells.get('usa/deal')).toMatchObject({ cell: { value: -1 }, past: [{ value: 3 }, { value: -1 }] });
  });
  it('has no cell where no report speaks: silence is not neutral', () => {
    const matrix = matrixOf(cells, 99, () => true);
    expect(matrix.cells.has('isr/talks')).toBe(false);
    expect(matrixOf(cells, 4, () => true).holders).toEqual([]);
  });
  it('reads from the fullest corner', () => expect(matrixOf(cells, 99, () => true)).toMatchObject({ holders: ['usa', 'isr'], issues: ['deal', 'talks'] }));
  it('groups holders under what they belong to, its head first', () => {
    const actors = new Map([['isr', { memberOf: null }], ['idf', { memberOf: 'isr' }], ['south', { memberOf: 'idf' }], ['usa', { memberOf: null }]]);
    expect(familiesOf(['south', 'usa', 'isr'], actors)).toEqual([{ head: 'isr', members: ['isr', 'south'] }, { head: 'usa', members: ['usa'] }]);
  });
});
