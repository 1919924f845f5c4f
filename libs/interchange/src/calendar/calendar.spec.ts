import { parseEdtf } from '#libs/codebook';
import { calendar } from './calendar.js';

const about = { slug: 'rafah-first', title: 'Rafah first', position: 26, publishedBy: null };
const plan = (occurrence: string, edtf: string | null, ...statuses: string[]): any => ({
  occurrence, title: `Meeting, ${occurrence}; part one`, kind: 'planned-meeting', participants: [], issue: null, place: { label: 'Istanbul', precision: 'near' },
  scheduledFor: edtf === null ? null : { ...parseEdtf(edtf), aspect: 'future', relation: null, anchor: null }, status: statuses.at(-1),
  statuses: statuses.map((status, n) => ({ status, claim: 'clm_1', by: 'outlet', recorded: { position: n + 1, at: `2026-11-2${n}T10:00:00.000000Z`, by: {} } })),
  markers: { count: 0, worst: null, rules: {} },
});
/** Unfolded lines (RFC 5545 §3.1) of each event. */
const eventsOf = (text: string) => text.replaceAll('\r\n ', '').split('BEGIN:VEVENT\r\n').slice(1).map((event) => event.split('\r\n'));

describe('the plans of a story as a calendar', () => {
  it('has an event for each plan with a day or finer', () => {
    const text = calendar(about, [plan('occ_1', '1962-10-24', 'scheduled'), plan('occ_2', '1962-10-24T10:00:00-04:00', 'proposed', 'scheduled')]);
    const [day, moment] = eventsOf(text);
    expect(day).toEqual(expect.arrayContaining(['UID:occ_1', 'SEQUENCE:0', 'DTSTART;VALUE=DATE:19621024', 'STATUS:CONFIRMED', 'SUMMARY:Meeting\\, occ_1\\; part one', 'LOCATION:Istanbul', 'DTSTAMP:20261120T100000Z']));
    expect(moment).toEqual(expect.arrayContaining(['UID:occ_2', 'SEQUENCE:1', 'DTSTART:19621024T140000Z', 'DTSTAMP:20261121T100000Z']));
  });

  it.each([
    ['proposed', 'TENTATIVE'], ['postponed', 'TENTATIVE'], ['scheduled', 'CONFIRMED'], ['held', 'CONFIRMED'], ['cancelled', 'CANCELLED'], ['lapsed', 'CANCELLED'],
  ])('calls a plan that is %s %s', (status, word) => expect(eventsOf(calendar(about, [plan('occ_1', '1962-10-24', status)]))[0]).toContain(`STATUS:${word}`));

  it('leaves out what has no day, and counts it', () => {
    const text = calendar(about, [plan('a', null, 'scheduled'), plan('b', '1962-10', 'scheduled'), plan('c', '1962-10-24/1962-10-26', 'scheduled'), plan('d', '1962-10-24~', 'held')]);
    expect(eventsOf(text).map((lines) => lines.find((line) => line.startsWith('UID')))).toEqual(['UID:d']);
    expect(text.replaceAll('\r\n ', '')).toContain('X-WR-CALDESC:3 plans are left out for want of a day. As recorded at position 26\\, whenever it was published.');
    expect(eventsOf(text)[0]!.join('\n')).toContain('about 24 October 1962');
  });

  it('takes no line of its own from a title', () =>
    expect(calendar({ ...about, title: 'Rafah; first,\nEND:VCALENDAR' }, [])).toContain('\r\nX-WR-CALNAME:Rafah\\; first\\,\\nEND:VCALENDAR\r\n'));

  it('is the same bytes whenever and wherever it is made', () => {
    const make = () => calendar(about, [plan('occ_1', '1962-10-24', 'scheduled')]);
    const [here, zone] = [make(), process.env.TZ];
    process.env.TZ = 'Pacific/Kiritimati';
    const there = make();
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    expect(there).toBe(here);
  });

  it('is folded at 75 octets and ends each line with CRLF', () => {
    const text = calendar({ ...about, title: 'é'.repeat(120) }, [plan('occ_1', '1962-10-24', 'scheduled')]);
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
});
