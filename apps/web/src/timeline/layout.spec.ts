import { recordOf } from '../replay/record.js';
import { dated, row } from '../replay/row.js';
import { keysOf, lanesOf } from './lanes.js';
import { scaleLinear } from 'd3-scale';
import { layoutOf, ticksOf } from './layout.js';

const options = { window: null, tray: true };

describe('the drawing in numbers', () => {
  it('gives the whole width to the tray when nothing is dated, in reading order', () => {
    const layout = layoutOf(recordOf([row('a', 1), row('b', 2)], 'happened'), null, 800, options);
    expect(layout.axis).toBeNull();
    expect(layout.tray).toMatchObject({ from: 0, to: 800, columns: 2 });
    expect(layout.x1[0]).toBeLessThan(layout.x1[1]!);
  });
  it('keeps undated rows off the axis', () => {
    const layout = layoutOf(recordOf([row('a', 1, dated('2025-12-01')), row('b', 2, dated('2026-01-01')), row('u', 3)], 'happened'), null, 800, options);
    expect(layout.x1[2]).toBeGreaterThan(layout.axis!.to);
    expect(layout.x1[0]).toBeLessThan(layout.axis!.to);
  });
  it('draws an interval as wide as it is, and an open end as open', () => {
    const layout = layoutOf(recordOf([row('a', 1, dated('2025-01-01')), row('b', 2, dated('2025-03-01', '2025-06-30')), row('c', 3, dated('2025-05-01', null)), row('d', 4, dated('2025-12-31'))], 'happened'), null, 1000, options);
    expect(layout.x2[1]! - layout.x1[1]!).toBeGreaterThan(200);
    expect([...layout.open]).toEqual([0, 0, 2, 0]);
  });
  it('labels a silence longer than a fifth of the span', () => {
    const layout = layoutOf(recordOf([row('a', 1, dated('2025-01-01')), row('b', 2, dated('2025-03-19')), row('c', 3, dated('2025-03-20'))], 'happened'), null, 900, options);
    expect(layout.axis!.gaps.map((gap) => gap.label)).toEqual(['11 weeks without a report']); // 1 January to 19 March: 76 days
  });
  it('shows where most stands when a few strays would press it into one column, and says how many lie outside', () => {
    const rows = [...Array(11).keys()].map((day) => row(`d${day}`, day + 1, dated(`1962-10-${String(day + 14)}`)));
    const record = recordOf([...rows, row('stray', 20, dated('1987-03-01'))], 'happened');
    const crowded = layoutOf(record, null, 900, options).axis!;
    expect([new Date(crowded.domain[1]).getUTCFullYear(), crowded.outside]).toEqual([1962, 1]);
    expect(layoutOf(record, null, 900, { window: 'all', tray: true }).axis!.outside).toBe(0);
  });
  it('keeps places while the cursor moves: they come from all versions, not from those shown', () => {
    const rows = [row('a', 1, { knownTo: 5 }), row('a', 5), row('b', 6)];
    const layout = layoutOf(recordOf(rows, 'happened'), null, 600, options);
    expect(layout.x1[0]).toBe(layout.x1[1]);
    expect(layout.tray!.columns).toBe(2);
  });
});

describe('the ticks of the axis', () => {
  const labels = (from: string, to: string): string[] => ticksOf(scaleLinear([Date.parse(from), Date.parse(to)], [0, 900]), 9).map(({ label }) => label);
  it('name what begins at them, so that each can be read by itself', () => {
    expect(labels('2024-08-20', '2025-04-10')).toEqual(expect.arrayContaining(['December', '2025', 'February']));
    expect(labels('2024-06-01', '2024-06-09')).toContain('3 Jun');
    expect([labels('2024-06-01', '2024-06-09')[0], labels('2024-08-20', '2025-04-10')[0], labels('2024-06-03T05:00', '2024-06-03T14:00')[0]]).toEqual(['June 2024', 'September 2024', '3 Jun 2024, 05:00']);
    expect(labels('2024-06-03', '2024-06-04')).toEqual(expect.arrayContaining(['06:00', '18:00', '4 Jun']));
  });
});

describe('lanes', () => {
  const act = (...participants: [string, string][]) => ({ participants: participants.map(([actor, role]) => ({ actor, role, label: null })) });
  it('stand for who acts, then whom it is done to', () => {
    expect(keysOf(row('a', 1, act(['isr', 'recipient'], ['usa', 'initiator'])), 'actor')).toEqual(['usa', 'isr']);
    expect(keysOf(row('a', 1, act(['witkoff', 'recipient'])), 'actor')).toEqual([null, 'witkoff']); // nobody is named as acting
    expect(keysOf(row('a', 1), 'actor')).toEqual([null]);
  });
  it('fold the least busy into one when there are too many', () => {
    const rows = [row('a', 1, act(['x', 'initiator'])), row('b', 2, act(['y', 'initiator'])), row('c', 3, act(['x', 'initiator'])), row('d', 4, act(['z', 'initiator']))];
    const { lanes, folded, laneOf } = lanesOf(recordOf(rows, 'happened'), null, 'actor', 2);
    expect(lanes.map((lane) => lane.key)).toEqual(['x', null]);
    expect(folded).toBe(2); // y and z
    expect(laneOf(rows[3]!)).toEqual([1]);
  });
});
