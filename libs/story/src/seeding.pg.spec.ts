import { readFileSync } from 'node:fs';
import { openMarker, openStoryApi, type StoryApi } from '../test/story-api.js';
import { FoldedLines } from '../../../seeds/fold-lines.js';
import { completionNote, DEMO_FILE, SEED_DIRECTORY, seedStories, STORY_FILES, type SeedTransport } from '../../../seeds/index.js';
import { parseSeedLines } from '../../../seeds/seed-lines.js';

/** The write side answers no reads: notes and claims are read from the log, its one marker is told, and every tag is `*`, which matches any. */
function transportTo(api: StoryApi): SeedTransport {
  return {
    async get(path) {
      if (path.includes('/markers?')) return { status: 200, etag: null, retryAfter: null, body: { items: [{ id: openMarker }] } };
      const story = /\/stories\/([^/]+)\/(notes|claims)/.exec(path);
      const events = story === null ? [] : (await api.store.read({ limit: 10_000 })).filter((event) => event.story === story[1]);
      const items = story?.[2] === 'claims'
        ? events.filter(({ type }) => type === 'ClaimReported').map(({ data, story: slug }) => ({ id: data.claim, report: data.report, occurrence: occurrenceIn(events, data.claim), story: slug }))
        : events.filter(({ type }) => type === 'NoteAdded').map(({ data }) => data);
      return { status: 200, etag: '*', retryAfter: null, body: { items } };
    },
    async post(path, body, headers) {
      const reply = await api.post(path.replace('/api/v1', ''), body, headers);
      return { status: reply.status, etag: reply.headers.etag ?? null, retryAfter: null, body: reply.body };
    },
  };
}
const occurrenceIn = (events: readonly { data: any }[], claim: string) => events.find(({ data }) => data.claim === claim && data.occurrence !== undefined)?.data.occurrence;

const countsOf = (events: readonly { type: string }[]) => {
  const counts: Record<string, number> = {};
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};
const foldedCounts = (story: string, file: string) =>
  countsOf(new FoldedLines(story, parseSeedLines(file, readFileSync(new URL(file, SEED_DIRECTORY), 'utf8'))).events.filter((event) => event.story !== null));

describe('seeding a service', () => {
  let api: StoryApi;
  let transport: SeedTransport;
  beforeAll(async () => {
    api = await openStoryApi();
    transport = transportTo(api);
  });
  afterAll(() => api.close());
  const ofStory = async (story: string) => (await api.store.read({ limit: 10_000 })).filter((event) => event.story === story);

  it('files both stories, every line accepted, and says so in the log', async () => {
    const outcomes = await seedStories(transport);
    expect(outcomes.map(({ story, outcome }) => `${story} ${outcome}`)).toEqual(['rafah-first-reconstruction filed', 'cuban-missile-crisis filed']);
    for (const { story, file } of outcomes) {
      // The log holds what the fold of the lines, on which all other specs of the seeds rest, says it holds.
      expect(countsOf(await ofStory(story))).toEqual({ ...foldedCounts(story, file), NoteAdded: 1 });
      expect((await ofStory(story)).at(-1)).toMatchObject({ type: 'NoteAdded', data: { text: completionNote(file) } });
    }
  }, 30_000);

  it('files nothing on a second start', async () => {
    const { position } = await api.store.head();
    expect((await seedStories(transport)).map(({ outcome }) => outcome)).toEqual(STORY_FILES.map(() => 'already-complete'));
    expect((await api.store.head()).position).toBe(position);
  });

  it('adds the three follow-ups of the demo once', async () => {
    const before = (await ofStory('rafah-first-reconstruction')).length;
    expect(await seedStories(transport, { files: [DEMO_FILE] })).toMatchObject([{ outcome: 'filed' }]);
    // A denial: filed, told, attached. A correction: revised, 29 carried, 1 corrected and attached. A second origin: filed, told, attached. A note.
    expect((await ofStory('rafah-first-reconstruction')).length - before).toBe(3 + 32 + 3 + 1);
    expect(await seedStories(transport, { files: [DEMO_FILE] })).toMatchObject([{ outcome: 'already-complete' }]);
  });

  it('takes every act of the fixture', async () => {
    const file = 'fixtures/fixture-every-rule.jsonl';
    const { position } = await api.store.head();
    expect(await seedStories(transport, { files: [file] })).toMatchObject([{ outcome: 'filed' }]);
    const since = (await api.store.read({ limit: 10_000 })).filter((event) => event.position > position && event.story !== null);
    expect(countsOf(since)).toEqual({ ...foldedCounts('fixture-every-rule', file), NoteAdded: 1 });
  });
});
