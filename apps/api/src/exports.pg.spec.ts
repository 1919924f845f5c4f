import { seedStories } from '../../../seeds/index.js';
import { serve, type Served } from '../test/served-stories.js';

describe('exports of the seed stories', () => {
  let api: Served;
  beforeAll(async () => {
    api = await serve();
    await seedStories(api.transport);
    await api.get(`/stories/cuban-missile-crisis/timeline?minPosition=${(await api.get('/log?limit=1')).body.position}`);
  }, 60_000);
  afterAll(() => api.close());

  it('draws every dated occurrence and names every other one', async () => {
    for (const story of ['rafah-first-reconstruction', 'cuban-missile-crisis']) {
      const items = (await api.get(`/stories/${story}/timeline?limit=1000`)).body.items as any[];
      const { status, body, headers } = await api.get(`/stories/${story}/export/timelinejs.json`);
      expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
      expect(body.events.map((event: any) => event.unique_id)).toEqual(items.filter(({ happened }) => happened?.edtf != null).map(({ occurrence }) => occurrence));
      expect(body.title.text.text.split('<li>').length - 1).toBe(items.length - body.events.length);
    }
    const { events } = (await api.get('/stories/cuban-missile-crisis/export/timelinejs.json?publishedBy=1962-10-28')).body;
    expect(events.length).toBeGreaterThan(3);
    expect(events.map(({ display_date }: any) => display_date)).toContain('24 October 1962, 14:00 UTC');
  });

  it('gives calendar programs the plans that have a day', async () => {
    const plans = (await api.get('/stories/cuban-missile-crisis/plans?limit=1000')).body.items as any[];
    const { status, headers, text } = await api.get('/stories/cuban-missile-crisis/export/calendar.ics', { accept: 'text/calendar' });
    expect([status, headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8']);
    const dated = plans.filter(({ scheduledFor }) => scheduledFor?.precision === 'day' || scheduledFor?.precision === 'second');
    expect([...text.matchAll(/\r\nUID:(.+)\r\n/g)].map(([, id]) => id)).toEqual(dated.map(({ occurrence }) => occurrence));
    expect((await api.get('/stories/cuban-missile-crisis/export/calendar.ics?publishedBy=1962-10-23')).text).toContain('DTSTART:19621024T140000Z');
    expect(headers.etag).toBeDefined();
    expect((await api.get('/stories/cuban-missile-crisis/export/calendar.ics', { 'if-none-match': headers.etag! })).status).toBe(304);
    const rafah = (await api.get('/stories/rafah-first-reconstruction/export/calendar.ics')).text;
    expect(rafah).toContain('X-WR-CALDESC:2 plans are left out for want of a day.');
    expect(rafah).not.toContain('BEGIN:VEVENT');
    expect((await api.get('/stories/none/export/calendar.ics')).status).toBe(404);
  });
});
