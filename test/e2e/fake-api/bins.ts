import type { TimelineItem } from '../../../apps/web/src/api/shapes.js';
import type { Bins } from '../../../apps/web/src/timeline/bins.js';

const DAY = 86_400_000;
const text = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const UNITS = ['day', 'week', 'month', 'year'] as const;

/** The first day of the period a day lies in, and of the one after it. */
function periodOf(unit: Bins['bin'], at: string): [number, number] {
  const [year, month] = [Number(at.slice(0, 4)), Number(at.slice(5, 7)) - 1];
  const day = Date.parse(at);
  if (unit === 'day') return [day, day + DAY];
  if (unit === 'week') { const monday = day - ((new Date(day).getUTCDay() + 6) % 7) * DAY; return [monday, monday + 7 * DAY]; }
  return unit === 'month' ? [Date.UTC(year, month), Date.UTC(year, month + 1)] : [Date.UTC(year, 0), Date.UTC(year + 1, 0)];
}

/** Counts as the service gives them: the finest unit of at most 200 periods, a group per lane. */
export function binsOf(rows: readonly TimelineItem[], query: URLSearchParams, position: number): Bins {
  const clock = query.get('clock') ?? 'happened';
  const dayOf = (row: TimelineItem): string | null => (clock === 'happened' ? (row.happened?.min ?? null) : clock === 'published' ? row.published.first : row.recorded.first.at)?.slice(0, 10) ?? null;
  const groupBy = query.get('groupBy');
  const groupOf = (row: TimelineItem): string | null => (groupBy === 'actor' ? (row.participants[0]?.actor ?? null) : groupBy === 'issue' ? row.issue : groupBy === 'kind' ? row.kind : null);
  const days = rows.map(dayOf).filter((day) => day !== null).sort();
  const asked = query.get('bin') as Bins['bin'] | 'auto';
  const unit = asked !== 'auto' ? asked : (UNITS.find((each) => (periodOf(each, days.at(-1) ?? '2024-01-01')[0] - periodOf(each, days[0] ?? '2024-01-01')[0]) / DAY / { day: 1, week: 7, month: 30.4, year: 365 }[each] < 200) ?? 'year');
  const bins = new Map<string, Bins['bins'][number]>();
  for (const row of rows) {
    const day = dayOf(row);
    if (day === null) continue;
    const [from, next] = periodOf(unit, day);
    const group = groupOf(row);
    const key = `${from}|${group}`;
    const bin = bins.get(key) ?? { from: text(from), to: text(next - DAY), count: 0, weak: 0, group };
    bin.count += 1;
    if (row.origins < 2) bin.weak += 1;
    bins.set(key, bin);
  }
  return { bin: unit, bins: [...bins.values()].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)), undated: rows.length - days.length, position };
}
