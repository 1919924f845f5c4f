import type { StanceCell } from '../api/shapes.js';
import { row } from './row.js';
import { chaptersOf, isPublishedBy, publishedValue, stepAt, stepShowing, stepsOf } from './steps.js';

const report = (position: number, headline: string) => ({ headline, recorded: { position, at: new Date(Date.UTC(2026, 10, 22 + Math.floor(position / 50))).toISOString(), by: { id: null, name: null, kind: 'key' } } });

describe('steps of the replay', () => {
  const rows = [row('a', 20), row('b', 21, { knownTo: 60 }), row('b', 60, { planStatus: 'cancelled', title: 'Meeting.' })];
  const reports = [report(12, 'first'), report(28, 'second'), report(55, 'third')];

  it('by event: every position at which a row changed', () => expect(stepsOf({ rows, reports, head: 60 }, 'event').map((step) => step.position)).toEqual([20, 21, 60]));
  it('by report: the last change before the next report; a report that changed no row stands at its own position', () => {
    expect(stepsOf({ rows, reports, head: 60 }, 'report').map((step) => [step.position, step.label])).toEqual([[21, 'first'], [28, 'second'], [60, 'third']]);
  });
  it('by day: the last change of each day', () => expect(stepsOf({ rows, reports, head: 60 }, 'day').map((step) => step.position)).toEqual([60]));
  it('names a plan by its new status', () => expect(stepsOf({ rows, reports, head: 60 }, 'event').at(-1)!.label).toBe('Meeting: cancelled'));
  it('finds the step that first shows what became known within a report', () => {
    const steps = stepsOf({ rows, reports, head: 60 }, 'report'); // stops at 21, 28, 60
    expect([20, 21, 22, 58, 60].map((position) => stepShowing(steps, position))).toEqual([0, 0, 1, 2, 2]);
  });
  it('finds the step at or before a position', () => {
    const steps = stepsOf({ rows, reports, head: 60 }, 'event');
    expect([19, 20, 30, 60, 999].map((position) => stepAt(steps, position))).toEqual([-1, 0, 1, 2, 2]);
  });
});

describe('chapters', () => {
  const cell = (knownFrom: number, value: number, word: string): StanceCell => ({ holder: 'usa', issue: 'deal', value, word, basis: 'attributed', settled: true, conditional: false, conditions: [], claims: 1, origins: 1, since: row('x', 1).recorded.first, previous: null, markers: { count: 0, worst: 0 }, knownFrom, knownTo: null });
  it('mark stances that moved and contradictions that opened, not first positions', () => {
    const contested = { markers: { count: 1, worst: 3, rules: { contested: 1 } } };
    const chapters = chaptersOf([row('m', 5, { knownTo: 9 }), row('m', 9, contested), row('m', 12, contested)], [cell(3, -3, 'rejects'), cell(7, -1, 'doubts'), cell(8, -1, 'doubts'), cell(11, -2, 'opposes')], (id) => id, (id) => id);
    expect(chapters.map((chapter) => [chapter.position, chapter.sign])).toEqual([[7, '▲'], [9, '!'], [11, '▼']]);
    expect(chapters[0]!.label).toBe('usa on deal: rejects → doubts');
  });
});

describe('an instant of publication in the address', () => {
  it('is a day where it ends one, else a second', () => expect(['1962-09-11T23:59:59.999999Z', '2026-11-25T11:27:49.732585Z'].map(publishedValue)).toEqual(['1962-09-11', '2026-11-25T11:27:49Z']));
  it('reaches the instant it was written from', () => {
    for (const at of ['1962-09-11T23:59:59.999999Z', '2026-11-25T11:27:49.732585Z', '2026-11-25T11:27:49Z', '2026-11-23']) expect(isPublishedBy(at, publishedValue(at))).toBe(true);
    expect(isPublishedBy('1962-10-01', '1962')).toBe(true);
    expect(isPublishedBy('1963-01-01', '1962')).toBe(false);
  });
});
