import jsonPatch from 'fast-json-patch';
import { seedStories } from '../../../seeds/index.js';
import { serve, type Served } from '../test/served-stories.js';

type Json = Record<string, any>;
const nothing = (): Json => ({ timeline: {}, stances: {}, markers: {}, plans: {}, quantities: {} });

describe('replay of the seed stories', () => {
  let api: Served;
  const stories = ['rafah-first-reconstruction', 'cuban-missile-crisis'];
  beforeAll(async () => {
    api = await serve();
    await seedStories(api.transport);
    await api.get(`/stories/${stories[0]}/timeline?minPosition=${(await api.get('/log?order=desc&limit=1')).body.position}`);
  }, 60_000);
  afterAll(() => api.close());

  const head = async (): Promise<number> => (await api.get('/log?limit=1')).body.position;
  async function replay(story: string, query = '', headers: Record<string, string> = {}): Promise<{ frames: Json[]; end: Json }> {
    const { status, text } = await api.get(`/stories/${story}/replay?${query}`, headers);
    if (status !== 200) throw new Error(text);
    const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line) as Json);
    return { frames: lines.slice(0, -1), end: lines.at(-1)! };
  }
  function fold(frames: readonly Json[], state = nothing()): Json {
    for (const { patch } of frames) jsonPatch.applyPatch(state, patch, true, true);
    return state;
  }
  /** The state as the views answer it. */
  async function views(story: string, clocks: string): Promise<Json> {
    const state = nothing();
    const keyOf: Record<string, (row: Json) => string> = {
      timeline: (row) => row.occurrence, stances: (row) => `${row.holder}/${row.issue}`, markers: (row) => row.id, plans: (row) => row.occurrence, quantities: (row) => `${row.of}/${row.unit}`,
    };
    for (const [view, key] of Object.entries(keyOf)) {
      const { status, text } = await api.get(`/stories/${story}/${view}?format=ndjson&${clocks}`);
      if (status !== 200) throw new Error(text);
      for (const line of text.split('\n').filter(Boolean)) {
        const { knownFrom: _from, knownTo: _to, ...row } = JSON.parse(line) as Json;
        state[view][key(row)] = row;
      }
    }
    return state;
  }

  it.each(stories.flatMap((story) => (['event', 'report', 'day'] as const).map((step) => [story, step] as const)))('of %s by %s gives from nothing what the views answer', async (story, step) => {
    const { frames, end } = await replay(story, `step=${step}`);
    expect(fold(frames)).toEqual(await views(story, ''));
    expect(end).toEqual({ type: 'end', frames: frames.length, position: await head() });
    expect(frames.map(({ frame, of }) => [frame, of])).toEqual(frames.map((_, index) => [index + 1, frames.length]));
  });

  it.each(stories.flatMap((story) => (['event', 'report', 'day'] as const).map((step) => [story, step] as const)))('of %s by %s on the published clock too', async (story, step) => {
    const { frames } = await replay(story, `clock=published&step=${step}`);
    expect(fold(frames)).toEqual(await views(story, 'publishedBy=2100'));
  });

  it('stops on the way at what the views answered there, on both clocks', async () => {
    const [story, to] = [stories[1]!, Math.floor((await head()) * 0.7)];
    expect(fold((await replay(story, `toPosition=${to}&step=event`)).frames)).toEqual(await views(story, `knownAt=${to}`));
    const { frames } = await replay(story, 'clock=published&step=day');
    for (const day of ['1962-10-23', '1962-10-28', '1969-12-31', '1990-12-31']) {
      const until = frames.filter(({ at }) => at === null || at.slice(0, 10) <= day);
      expect([day, fold(until)]).toEqual([day, await views(story, `publishedBy=${day}`)]);
    }
  });

  it('shows with each frame the rows before and after that its patch turns into one another', async () => {
    const state = nothing();
    for (const { before, after, patch } of (await replay(stories[1]!)).frames) {
      for (const [model, rows] of Object.entries(before as Json)) for (const [key, row] of Object.entries(rows as Json)) expect(state[model][key] ?? null).toEqual(row);
      jsonPatch.applyPatch(state, patch, true, true);
      for (const [model, rows] of Object.entries(after as Json)) for (const [key, row] of Object.entries(rows as Json)) expect(state[model][key] ?? null).toEqual(row);
    }
  });

  it('tells by report, and by event, the changes that the list of changes tells', async () => {
    for (const story of stories) {
      const listed = (await api.get(`/stories/${story}/changes?order=asc&format=ndjson`)).text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Json);
      const told = async (step: string) => (await replay(story, `step=${step}`)).frames.flatMap(({ changes }) => changes);
      expect(await told('report')).toEqual(listed);
      const byEvent = (await replay(story, 'step=event')).frames;
      expect(byEvent.flatMap(({ changes }) => changes)).toEqual(listed);
      for (const { position, changes } of byEvent) for (const change of changes) expect(change.position).toBe(position);
    }
  });

  it('builds the state so far first when it begins in the middle', async () => {
    const story = stories[1]!;
    const whole = (await replay(story)).frames;
    const middle = whole[Math.floor(whole.length / 2)]!;
    const from = middle.events[0].position;
    const { frames, end } = await replay(story, `fromPosition=${from}`);
    expect(frames[0]).toMatchObject({ frame: 1, step: 'state', events: [], changes: [] });
    expect(frames[1]).toEqual({ ...middle, frame: 2, of: frames.length });
    expect(end.frames).toBe(frames.length);
    expect(fold(frames)).toEqual(await views(story, ''));
    const published = (await replay(story, `clock=published&fromPosition=${from}`)).frames;
    expect(published[0]).toMatchObject({ step: 'state' });
    expect(fold(published)).toEqual(await views(story, 'publishedBy=2100'));
  });

  it.each(['recorded', 'published'])('goes on after the frame a client has seen, on the %s clock', async (clock) => {
    const whole = (await replay(stories[1]!, `clock=${clock}`)).frames;
    expect(new Set(whole.map(({ position }) => position)).size).toBe(whole.length);
    const seen = whole[10]!;
    expect((await replay(stories[1]!, `clock=${clock}`, { 'last-event-id': String(seen.position) })).frames).toEqual(whole.slice(11));
  });

  it('goes on after any frame by event, within an append too, telling nothing twice', async () => {
    const whole = (await replay(stories[1]!, 'step=event')).frames;
    for (let seen = 3; seen < whole.length; seen += 17) {
      expect((await replay(stories[1]!, 'step=event', { 'last-event-id': String(whole[seen]!.position) })).frames).toEqual(whole.slice(seen + 1));
    }
  });

  it('refuses what it cannot show', async () => {
    const path = `/stories/${stories[0]}/replay`;
    expect((await api.get(`${path}?toPosition=999999`)).status).toBe(422);
    expect((await api.get(path, { 'last-event-id': '999999' })).status).toBe(422);
    expect((await api.get(`${path}?fromPosition=9&toPosition=3`)).body.errors[0].code).toBe('combination');
    expect((await api.get(`${path}?knownAt=3`)).body.errors[0].code).toBe('unknown-parameter');
    expect((await api.get(`${path}?speed=101`)).status).toBe(400);
    expect((await api.get('/stories/rafah-first-reconstructions/replay')).body.nearest).toEqual(['rafah-first-reconstruction']);
    expect((await api.get(path, { accept: 'text/html' })).status).toBe(406);
  });

  it('streams to a browser message by message, at the pace asked for', async () => {
    const began = performance.now();
    const { text } = await api.get(`/stories/${stories[0]}/replay?speed=100&step=event&toPosition=60`, { accept: 'text/event-stream' });
    const messages = [...text.matchAll(/id: (\d+)\nevent: frame\ndata: (.+)\n\n/g)];
    expect(messages.length).toBeGreaterThan(3);
    expect(messages.map(([, id, data]) => JSON.parse(data!).position === Number(id))).toEqual(messages.map(() => true));
    expect(text).toMatch(/\n\nevent: end\ndata: \{"type":"end","frames":\d+,"position":60\}\n\n/);
    // A hundred frames a second: each but the first waits its hundredth.
    expect(performance.now() - began).toBeGreaterThan((messages.length - 1) * 10 - 15);
  });
});
