import { timelineJs } from './timelinejs.js';

const story = { title: 'Missiles & <men>', summary: null, position: 26, publishedBy: null };
const item = (occurrence: string, edtf: string | null, more: object = {}): any => ({
  occurrence, title: occurrence, kind: 'statement', issue: 'quarantine', place: null, planStatus: null, status: 'attested', origins: 1, outlets: 2,
  happened: edtf === null ? null : { edtf }, attests: { supports: 1, denies: 0, queries: 0, mentions: 0 }, markers: { count: 0, worst: null, rules: {} }, ...more,
});
const drawn = (edtf: string) => {
  const [event] = timelineJs(story, [item('a', edtf)], (id) => id).events;
  return { start: event!.start_date, end: event!.end_date };
};

describe('a story as TimelineJS data', () => {
  it('draws a time as fine as it is told, and never finer', () => {
    expect(drawn('1962-10-27')).toEqual({ start: { year: 1962, month: 10, day: 27 } });
    expect(drawn('1962-10')).toEqual({ start: { year: 1962, month: 10 } });
    expect(drawn('1962~')).toEqual({ start: { year: 1962 } });
    expect(drawn('196X')).toEqual({ start: { year: 1960 }, end: { year: 1969 } });
    expect(drawn('1962-10-24T10:00:00-04:00')).toEqual({ start: { year: 1962, month: 10, day: 24, hour: 14, minute: 0, second: 0 } });
    expect(drawn('1962-10-23/1962-11')).toEqual({ start: { year: 1962, month: 10, day: 23 }, end: { year: 1962, month: 11 } });
  });

  it('draws what is open at one end at the other', () => {
    expect(drawn('../1962-10-28')).toEqual({ start: { year: 1962, month: 10, day: 28 } });
    expect(drawn('1962/..')).toEqual({ start: { year: 1962 } });
  });

  it('names what has no date on the title slide, in order, with the position it was read at', () => {
    const { title, events } = timelineJs(story, [item('first', null), item('dated', '1962'), item('second', null, { status: 'unattested' })], (id) => id);
    expect(events.map(({ unique_id }) => unique_id)).toEqual(['dated']);
    expect(title.text.text).toBe('<p>Without a date (2):</p><ul><li>first</li><li>second (no longer attested)</li></ul><p>As recorded at position 26, whenever it was published.</p>');
  });

  it('keeps the words of others out of the page it is shown in', () =>
    expect(timelineJs(story, [], (id) => id).title.text.headline).toBe('Missiles &#38; &#60;men&#62;'));

  it('names no lane where there is no issue: the viewer would write null beside it', () => {
    const { events } = timelineJs(story, [item('a', '1962', { issue: null })], (id) => id);
    expect(events[0]).not.toHaveProperty('group');
  });

  it('says how far to lean on an event, and in words when it was', () => {
    const { events } = timelineJs({ ...story, publishedBy: '1962-10-28' }, [item('a', '1962-10~', {
      place: { label: 'Havana', precision: 'near' }, planStatus: 'scheduled', attests: { supports: 1, denies: 2 }, markers: { rules: { contested: 1, 'vague-time': 2 } },
    })], () => 'Quarantine');
    expect(events[0]).toMatchObject({ display_date: 'about October 1962', group: 'Quarantine', text: { text: '<p>Havana (near)</p><p>As a plan: scheduled.</p><p>1 origin, 2 outlets. Denied by 2 claims.</p><p>Mind: contested, vague-time (2).</p>' } });
  });
});
