import { type Bin, type Bins, binSteps, daysOf, laneBins, periodWords, zoomed } from './bins.js';

const bin = (from: string, to: string, count: number, weak: number, group: string | null): Bin => ({ from, to, count, weak, group });
const weeks: Bins = {
  bin: 'week', undated: 7, position: 90,
  bins: [bin('2025-03-03', '2025-03-09', 5, 2, 'usa'), bin('2025-03-03', '2025-03-09', 1, 1, null), bin('2025-03-10', '2025-03-16', 4, 0, 'hamas'), bin('2025-03-10', '2025-03-16', 3, 3, 'israel'), bin('2025-03-17', '2025-03-23', 9, 1, 'usa')],
};

describe('a story in counts', () => {
  it('has a lane for each of its largest groups; the rest share the last one', () => {
    const { lanes, folded, periods } = laneBins(weeks, 2);
    expect(lanes).toEqual([{ key: 'usa', count: 14 }, { key: null, count: 8 }]);
    expect(folded).toBe(2);
    expect(periods.map((period) => period.lanes)).toEqual([[5, 1], [0, 7], [9, 0]]);
  });

  it('loses nothing: the periods hold as many as the lanes, undated ones apart', () => {
    const { lanes, periods, dated, weak, undated } = laneBins(weeks, 18);
    expect([lanes, periods].map((list) => list.reduce((sum, { count }) => sum + count, 0))).toEqual([22, 22]);
    expect([dated, weak, undated]).toEqual([22, 7, 7]);
  });

  it('is replayed period by period, each with what it brought', () => {
    const steps = binSteps({ ...weeks, bins: [bin('2025-03-03', '2025-03-09', 6, 3, null), bin('2025-03-10', '2025-03-16', 1, 0, null)] });
    expect(steps).toEqual([
      { position: 6, at: '2025-03-09T23:59:59Z', label: 'week of 3 Mar 2025: 6 occurrences', brought: 6 },
      { position: 7, at: '2025-03-16T23:59:59Z', label: 'week of 10 Mar 2025: 1 occurrence', brought: 1 },
    ]);
  });

  it('names a period by its unit', () => {
    expect((['day', 'week', 'month', 'year'] as const).map((unit) => periodWords({ from: '2025-03-03' }, unit))).toEqual(['3 Mar 2025', 'week of 3 Mar 2025', 'March 2025', '2025']);
  });

  it('is zoomed by halves, down to a single day', () => {
    expect(daysOf(laneBins(weeks, 18).periods)).toEqual(['2025-03-03', '2025-03-23']);
    expect(daysOf([])).toBeNull();
    expect(zoomed(['2025-01-01', '2025-01-16'], 'in')).toEqual(['2025-01-05', '2025-01-12']);
    expect(zoomed(['2025-01-05', '2025-01-12'], 'out')).toEqual(['2025-01-01', '2025-01-16']);
    expect(zoomed(['2025-01-05', '2025-01-12'], 'later')).toEqual(['2025-01-09', '2025-01-16']);
    expect(zoomed(['2025-01-05', '2025-01-12'], 'earlier')).toEqual(['2025-01-01', '2025-01-08']);
    expect(zoomed(['2025-01-05', '2025-01-05'], 'in')).toEqual(['2025-01-05', '2025-01-05']);
  });
});
