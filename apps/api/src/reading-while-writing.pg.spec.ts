import { seedStories } from '../../../seeds/index.js';
import { serve, type Served } from '../test/served-stories.js';

const slug = 'busy-affair';
/** Lists of a story, cut small; each is asked on the recorded clock and, where it has it, on both. */
const lists = ['timeline', 'timeline?clock=recorded&order=desc', 'timeline?kind=meeting&kind=call', 'timeline?versions=all', 'claims', 'markers', 'changes', 'reports', 'timeline?publishedBy=2100', 'markers?publishedBy=2100', 'changes?publishedBy=2100'];

describe('reading while others write', () => {
  let api: Served;
  let filed = 0;
  beforeAll(async () => {
    api = await serve();
    await seedStories(api.transport);
    await api.done('/stories', { slug, title: 'Busy affair', issues: [] });
    await api.done('/outlets', { id: 'busy-wire', name: 'Busy wire' });
    await api.done('/issues', { id: 'busy-talks', title: 'Talks' });
    await api.done('/actors', { id: 'busy-minister', kind: 'person', names: [{ text: 'The minister' }] });
  }, 60_000);
  afterAll(() => api.close());

  const file = () => {
    const n = filed++;
    return api.done(`/stories/${slug}/reports`, {
      outlet: 'busy-wire', headline: `Report ${n}`, url: `https://busy.example/${n}`, published: n % 3 === 0 ? null : `2025-0${(n % 9) + 1}-11`,
      claims: [{ kind: n % 2 === 0 ? 'meeting' : 'statement', issue: 'busy-talks', participants: [{ actor: 'busy-minister', role: 'initiator' }], locator: { paragraph: 1 }, ...(n % 4 === 0 ? { happened: { edtf: `2025-0${(n % 9) + 1}` } } : {}) }],
    });
  };
  /** Without a key, as whose answers are kept ready. */
  async function anonymously(path: string): Promise<{ status: number; body: any; position: number }> {
    const reply = await fetch(`http://127.0.0.1:${api.port}/api/v1${path}`);
    return { status: reply.status, body: await reply.json(), position: Number(reply.headers.get('chancery-position')) };
  }
  /** Writes without a pause while something is read. */
  async function meanwhile<T>(read: () => Promise<T>): Promise<T> {
    let reading = true;
    const writer = (async () => { while (reading) await file(); })();
    try {
      return await read();
    } finally {
      reading = false;
      await writer;
    }
  }
  const withQuery = (path: string, query: string): string => `${path}${path.includes('?') ? '&' : '?'}${query}`;
  async function pages(path: string): Promise<{ items: unknown[]; position: number }> {
    const items: unknown[] = [];
    let position: number | null = null;
    for (let next: string | null = path; next !== null;) {
      const { status, body } = await anonymously(next);
      if (status !== 200) throw new Error(JSON.stringify(body));
      expect(body.position).toBe((position ??= body.position));
      items.push(...body.items);
      next = body.next?.replace('/api/v1', '') ?? null;
    }
    return { items, position: position! };
  }

  it('has the pages of every list at one moment: nothing twice, nothing lost', async () => {
    for (let i = 0; i < 12; i++) await file();
    for (const list of lists) {
      const path = `/stories/${slug}/${list}`;
      const before = filed;
      const { items, position } = await meanwhile(() => pages(withQuery(path, 'limit=7')));
      expect(filed).toBeGreaterThan(before);
      const whole = await pages(withQuery(path, `limit=1000&knownAt=${position}`));
      expect([list, items]).toEqual([list, whole.items]);
      expect(items.length).toBeGreaterThan(3);
    }
  }, 120_000);

  it('refuses a cursor with another filter, order, clock or list', async () => {
    const { next } = (await api.get(`/stories/${slug}/timeline?limit=3`)).body as { next: string };
    const path = next.replace('/api/v1', '');
    expect((await api.get(path)).status).toBe(200);
    expect((await api.get(path.replace('limit=3', 'limit=5'))).status).toBe(200);
    for (const other of [`${path}&kind=meeting`, `${path}&order=desc`, `${path}&publishedBy=2100`, `${path}&knownAt=20`, path.replace('/timeline', '/claims'), path.replace(slug, 'rafah-first-reconstruction')]) {
      expect([other, (await api.get(other)).body.type]).toEqual([other, '/problems/invalid-cursor']);
    }
  });

  it('exports each list whole as it stood at the position it names', async () => {
    for (const list of lists) {
      const path = `/stories/${slug}/${list}`;
      const { text, headers } = await meanwhile(() => api.get(withQuery(path, 'format=ndjson')));
      const again = await api.get(withQuery(path, `format=ndjson&knownAt=${headers['chancery-position']}`));
      expect([list, text]).toEqual([list, again.text]);
      expect(text).not.toContain('"problem"');
    }
  }, 60_000);

  it('shows an anonymous reader what was written as soon as its writer has heard of it, ready answers or not', async () => {
    for (let i = 0; i < 15; i++) {
      const { body } = await file();
      for (const url of [`/stories/${slug}/timeline?limit=1000`, `/stories/${slug}/timeline?limit=1000`]) {
        const reply = await anonymously(url);
        expect(reply.position).toBeGreaterThanOrEqual(body.positions.last);
        expect(reply.body.items.map((item: any) => item.occurrence)).toContain(body.claims[0].occurrence);
      }
      const stories = (await anonymously('/stories?limit=1000')).body.items as { slug: string }[];
      expect(stories.map((story) => story.slug)).toContain(slug);
    }
  }, 60_000);

  it('replays to a client that stops, goes away and comes back what it replays to one that stays', async () => {
    const { position } = (await api.get(`/stories/${slug}/timeline?limit=1`)).body as { position: number };
    for (const clock of ['recorded', 'published']) {
      const path = `/stories/${slug}/replay?step=event&clock=${clock}&toPosition=${position}`;
      const frames = (text: string): [string, string][] => [...text.matchAll(/id: (\d+)\nevent: frame\ndata: (.+)\n\n/g)].map(([, id, data]) => [id!, data!]);
      const whole = frames((await api.get(path, { accept: 'text/event-stream' })).text);
      expect(whole.length).toBeGreaterThan(30);
      const got: [string, string][] = [];
      for (let visit = 0; visit < 50 && got.length < whole.length; visit++) {
        const away = new AbortController();
        const last = got.at(-1)?.[0];
        const reply = await fetch(`http://127.0.0.1:${api.port}/api/v1${path}`, { signal: away.signal, headers: { accept: 'text/event-stream', ...(last === undefined ? {} : { 'last-event-id': last }) } });
        let text = '';
        const decoder = new TextDecoder();
        const reader = reply.body!.getReader();
        // Takes some, stops a while, then goes in the middle of whatever comes.
        for (let taken = 0; taken < 2; taken++) {
          const { done, value } = await reader.read();
          if (done) break;
          text += decoder.decode(value, { stream: true });
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        away.abort();
        got.push(...frames(text).slice(0, Math.ceil(whole.length / 12)));
      }
      expect(got).toEqual(whole);
    }
  }, 60_000);
});
