import { shown, stateKey, writeFrame, type FrameParts } from './frame.js';
import { ReplayPlan } from './replay-plan.js';

const events = [
  [1, 1, 1, '2026-01-01T10:00:00.000000Z'], [5, 5, 3, '2026-01-01T11:00:00.000000Z'], [6, 5, 3, '2026-01-01T11:00:00.000000Z'], [7, 5, 3, '2026-01-01T11:00:00.000000Z'],
  [9, 9, 2, '2026-01-02T00:00:00.000000Z'], [10, 9, 2, '2026-01-02T00:00:00.000000Z'],
].map(([position, first, size, recordedAt]) => ({ position, type: position === first ? 'ReportFiled' : 'ClaimReported', recordedAt, append: { first, size } }) as any);
const planned = (step: 'event' | 'report' | 'day'): ReplayPlan => {
  const plan = new ReplayPlan(step);
  for (const event of events) plan.add(event);
  return plan;
};
const ends = (plan: ReplayPlan): number[] => Array.from({ length: plan.frames }, (_, frame) => plan.position(frame));

describe('the plan of a replay', () => {
  it('has a frame for each event, request or UTC day', () => {
    expect(ends(planned('event'))).toEqual([1, 5, 6, 7, 9, 10]);
    expect(ends(planned('report'))).toEqual([1, 7, 10]);
    expect(ends(planned('day'))).toEqual([7, 10]);
    expect(JSON.parse(planned('report').events(2))).toEqual([{ position: 9, type: 'ReportFiled' }, { position: 10, type: 'ClaimReported' }]);
    expect(planned('day').at(0)).toBe('2026-01-01T11:00:00.000000Z');
  });

  it('never cuts a stretch within an append, whose changes come with its end', () => {
    const plan = planned('event');
    expect([plan.stretchFrom(0, 1), plan.stretchFrom(1, 1), plan.stretchFrom(0, 2), plan.stretchFrom(4, 100)]).toEqual([1, 4, 4, 6]);
  });

  it('finds where to go on', () => {
    const plan = planned('report');
    expect([0, 1, 5, 7, 8, 10, 99].map((position) => plan.frameAfter(position))).toEqual([0, 1, 1, 2, 2, 3, 3]);
  });
});

function textOf(parts: FrameParts): string {
  let text = '';
  writeFrame(parts, { text: (one) => (text += one), bytes: (bytes) => (text += Buffer.from(bytes).toString()) });
  return text;
}

describe('a frame', () => {
  const parts = { frame: 1, of: 2, position: 7, at: null, step: 'report', events: '[]', changes: [] } as const;
  it('adds, replaces and removes whole rows, and passes over what is as it was', () => {
    const frame = JSON.parse(textOf({ ...parts, rows: [
      { projection: 'timeline', key: 'occ_1', before: '{"origins":1}', after: '{"origins":2}' }, { projection: 'stances', key: 'usa/plan', before: null, after: '{"value":1}' },
      { projection: 'markers', key: 'mrk_1', before: '{"rule":"contested"}', after: null }, { projection: 'plans', key: 'occ_2', before: '{}', after: '{}' },
    ] }));
    expect(frame).toMatchObject({ type: 'frame', before: { timeline: { occ_1: { origins: 1 } }, stances: { 'usa/plan': null }, markers: { mrk_1: { rule: 'contested' } } }, after: { markers: { mrk_1: null } } });
    expect(frame.before.plans).toBeUndefined();
    expect(frame.patch).toEqual([
      { op: 'replace', path: '/timeline/occ_1', value: { origins: 2 } }, { op: 'add', path: '/stances/usa~1plan', value: { value: 1 } }, { op: 'remove', path: '/markers/mrk_1' },
    ]);
  });

  it('is the same from bytes as from texts', () => {
    const rows = [{ projection: 'timeline', key: 'occ_1', before: '{"title":"Gespräch"}', after: '{"title":"Treffen"}' }, { projection: 'timeline', key: 'occ_2', before: '{}', after: '{}' }] as const;
    const bytes = rows.map((row) => ({ ...row, before: Buffer.from(row.before), after: Buffer.from(row.after) }));
    expect(textOf({ ...parts, rows: bytes, changes: [Buffer.from('{"kind":"reworded"}')] })).toBe(textOf({ ...parts, rows: [...rows], changes: ['{"kind":"reworded"}'] }));
    expect(shown('stances', Buffer.from('{"value":0,"from":{},"step":{},"append":1,"base":null,"published":null}'), null)).toBe('{"value":0}');
  });

  it('holds only what the views list', () => {
    expect(shown('timeline', '{"a":1}', 'merged')).toBeNull();
    expect(shown('timeline', '{"a":1}', 'unattested')).toBe('{"a":1}');
    expect(shown('markers', '{"a":1}', 'closed')).toBeNull();
    expect(shown('markers', '{"a":1}', 'acknowledged')).toBe('{"a":1}');
    expect(shown('stances', '{"value":null}', null)).toBeNull();
    expect(shown('stances', '{"value":0,"from":{},"step":{},"append":1,"base":null,"published":null}', null)).toBe('{"value":0}');
    expect(stateKey('markers', 'mrk_1|contested|occurrence|occ_1')).toBe('mrk_1');
  });
});
