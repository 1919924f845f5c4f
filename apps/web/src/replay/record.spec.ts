import { PRESENT, boundsOf, recordOf, visibleAt } from './record.js';
import { dated, row } from './row.js';

const names = (rows: ReturnType<typeof row>[], position = PRESENT, mask: Uint8Array | null = null): string[] => {
  const record = recordOf(rows, 'happened');
  return [...visibleAt(record, position, mask).indexes].map((index) => rows[index]!.occurrence);
};

describe('what stands at a cursor', () => {
  it('shows a row from the position at which it became known until the one at which it was replaced', () => {
    const rows = [row('a', 3, { knownTo: 7 }), row('a', 7, { title: 'a, later' })];
    expect([2, 3, 6, 7, PRESENT].map((position) => visibleAt(recordOf(rows, 'happened'), position, null).indexes.length)).toEqual([0, 1, 1, 1, 1]);
    expect(rows[visibleAt(recordOf(rows, 'happened'), 6, null).indexes[0]!]!.title).toBe('a');
    expect(rows[visibleAt(recordOf(rows, 'happened'), 7, null).indexes[0]!]!.title).toBe('a, later');
  });
  it('leaves out what the mask leaves out', () => expect(names([row('a', 1), row('b', 2)], PRESENT, Uint8Array.of(0, 1))).toEqual(['b']));
});

describe('reading order', () => {
  it('puts dated rows by earliest, then latest day, then position, and undated ones after them', () => {
    expect(names([row('u', 1), row('c', 2, dated('2025-12-01', '2025-12-31')), row('b', 4, dated('2025-12-01')), row('a', 3, dated('2025-12-01'))])).toEqual(['a', 'b', 'c', 'u']);
  });
  it('never gives an undated row a place on the axis', () => {
    const record = recordOf([row('u', 1)], 'happened');
    expect([record.start[0], record.end[0], record.firstUndated]).toEqual([NaN, NaN, 0]);
  });
  it('puts an undated row after those it follows, else in the order reported', () => {
    const after = (...ids: string[]) => ({ ordering: { basis: 'relation' as const, after: ids, before: [] } });
    expect(names([row('a', 1), row('meeting', 2, after('pressure')), row('b', 3), row('pressure', 4)])).toEqual(['a', 'b', 'pressure', 'meeting']);
  });
  it('takes the lowest position among those that have come due', () => {
    const after = (...ids: string[]) => ({ ordering: { basis: 'relation' as const, after: ids, before: [] } });
    // z frees c (3) and, through b (2), nothing else: b stands before c.
    expect(names([row('b', 2, after('z')), row('c', 3, after('z')), row('z', 9), row('y', 10)])).toEqual(['z', 'b', 'c', 'y']);
  });
  it('goes on when before and after close a circle', () => {
    const after = (...ids: string[]) => ({ ordering: { basis: 'relation' as const, after: ids, before: [] } });
    expect(names([row('a', 1, after('b')), row('b', 2, after('a')), row('c', 3)])).toEqual(['c', 'a', 'b']);
  });
  it('sorts by the recorded instant on the recorded clock', () => {
    const rows = [row('late', 9, dated('2001-01-01')), row('early', 1)];
    expect([...visibleAt(recordOf(rows, 'recorded'), PRESENT, null).indexes].map((index) => rows[index]!.occurrence)).toEqual(['early', 'late']);
  });
});

describe('bounds on the published clock', () => {
  const bounds = (first: string | null): (string | number)[] => boundsOf(row('a', 1, { published: { first, last: first } }), 'published').map((time) => (Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : time));
  it.each([['1962-10-28', '1962-10-28', '1962-10-28'], ['1989~', '1989-01-01', '1989-12-31'], ['1962-10', '1962-10-01', '1962-10-31'], ['1962-10-26/..', '1962-10-26', Infinity], [null, NaN, NaN]])('%s', (text, from, to) => expect(bounds(text)).toEqual([from, to]));
});
