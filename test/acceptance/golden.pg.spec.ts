import { readFileSync } from 'node:fs';
import { seedStories, type SeedAnswer } from '../../seeds/index.js';
import { golden, goldenLines } from './golden-lines.js';
import { cubanMoments, goldenFile, goldenSections } from './golden-moments.js';
import { GoldenStory, nameOf } from './golden-story.js';
import { Service, type Reply } from './service.js';

const { story, files } = cubanMoments;
const header = (value: Reply['headers'][string]): string | null => (value === undefined ? null : String(value));
const answered = ({ status, body, headers }: Reply): SeedAnswer => ({ status, body, etag: header(headers['etag']), retryAfter: null });
const idsIn = (events: readonly { data: unknown }[]): string[] => [...new Set(JSON.stringify(events.map(({ data }) => data)).match(/(clm|occ|rpt)_[\w-]+/g))];

describe('the golden answers over HTTP', () => {
  const told = new GoldenStory(story, files);
  const reviewed = goldenSections(readFileSync(goldenFile(story), 'utf8'));
  let service: Service;
  let log: { type: string; data: unknown }[];

  beforeAll(async () => {
    service = await Service.start();
    await seedStories({
      get: async (path) => answered(await service.send('GET', path, undefined, {})),
      post: async (path, body, headers) => answered(await service.post(path, body as object, { ...headers })),
    }, { files });
    log = (await pages('log?fromPosition=1')).slice(0, told.events.length);
  }, 120_000);
  afterAll(() => service.stop());

  async function pages(path: string): Promise<any[]> {
    const items: any[] = [];
    let { status, body }: Reply = await service.get(`${path}${path.includes('?') ? '&' : '?'}limit=100`);
    for (;;) {
      expect([path, status]).toEqual([path, 200]);
      items.push(...body.items);
      if (body.next === null) break;
      ({ status, body } = await service.send('GET', body.next, undefined, {}));
    }
    return items;
  }

  it('rest on the same log as the reviewed ones', () => expect(log.map(({ type }) => type)).toEqual(told.events.map(({ type }) => type)));

  it.each(['knownAt C25', 'publishedBy 1969'])('%s: every list answers what was reviewed', async (moment) => {
    const names = new Map(idsIn(log).map((id, index) => [id, nameOf(idsIn(told.events)[index]!)]));
    const [clock, at] = moment.split(' ') as [string, string];
    const asked = `${clock}=${clock === 'knownAt' ? told.positionAfter(at) : at}`;
    const answer: string[] = [];
    for (const list of golden) answer.push(`# ${list}`, ...goldenLines(list, await pages(`stories/${story}/${list}?${asked}`), (id) => names.get(id) ?? id));
    expect(answer).toEqual(reviewed.get(moment)!.map((line) => line.replace(/ \| from [\w-]+/, '')));
  });
});
