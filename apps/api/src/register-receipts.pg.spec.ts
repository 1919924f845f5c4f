import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { freshDatabase, type FreshDatabase } from '../../../test/database.js';
import { openRegisters, slug } from '../../../libs/story/test/rafah.js';
import { createApi } from './main.js';

const adminKey = `chy_admin0000000_${'A'.repeat(43)}`;
interface Told { kind: string; changeOf: string; position: number | null; subject: { type: string; id: string }; before: any; after: any }

describe('the receipt of an act on a register tells what it does inside the stories', () => {
  let database: FreshDatabase;
  let app: NestFastifyApplication;
  let occurrence: string;

  const call = async (method: 'GET' | 'POST', path: string, body?: unknown) => {
    const reply = await app.inject({
      method, url: `/api/v1${path}`, headers: { 'content-type': 'application/json', authorization: `Bearer ${adminKey}`, ...(method === 'POST' ? { 'if-match': '*' } : {}) },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return { status: reply.statusCode, body: JSON.parse(reply.payload) };
  };
  const done = async (path: string, body: unknown) => {
    const reply = await call('POST', path, body);
    if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  /** Tries, then writes: both tell the same, and so do the changes of the stories. */
  const told = async (path: string, body: unknown): Promise<{ changes: Told[]; stories: any; summary: Record<string, number> }> => {
    const tried = await call('POST', `${path}?dryRun=true`, body);
    const receipt = await done(path, body);
    expect(tried.status).toBe(200);
    const anonymous = (changes: Told[]): unknown[] => changes.map((change) => JSON.parse(JSON.stringify({ ...change, position: null }, (name, value) => (name === 'position' ? null : value))));
    const opened = new Set((receipt.changes as Told[]).filter(({ kind }) => kind === 'marker-opened').map(({ subject }) => subject.id));
    expect(tried.body.changes).toEqual(anonymous(receipt.changes).map((change: any) => (opened.has(change.subject.id) ? { ...change, subject: { ...change.subject, id: null } } : change)));
    expect(tried.body.summary).toEqual(receipt.summary);
    expect(tried.body.stories).toEqual({ ...receipt.stories, told: receipt.stories.told.map((one: object) => ({ ...one, url: null })) });
    let at = receipt.changes.length - receipt.stories.told.reduce((sum: number, one: { changes: number }) => sum + one.changes, 0);
    for (const { story, changes, url } of receipt.stories.told) {
      const own = receipt.changes.slice(at, (at += changes)) as Told[];
      const listed = (await call('GET', `${url.slice('/api/v1'.length)}&order=asc&limit=1000&minPosition=${receipt.positions.last}`)).body.items as Told[];
      expect([story, listed.filter(({ subject }) => !['actor', 'issue', 'outlet', 'source'].includes(subject.type))]).toEqual([story, own]);
    }
    return receipt;
  };
  const report = (headline: string, outlet: string | null, claim: object, story = slug) => done(`/stories/${story}/reports`, { outlet, headline, claims: [{ kind: 'statement', locator: {}, ...claim }] });
  const on = ({ changes }: { changes: Told[] }, kind: string) => changes.filter((change) => change.kind === kind);

  beforeAll(async () => {
    database = await freshDatabase();
    app = await createApi(database, { workers: true, http: { adminKey, rateRead: 0, rateWrite: 0, heartbeatMs: 1000 } });
    await app.init();
    await openRegisters({ done: done as never });
    for (const id of ['gulf-wire', 'gulf-daily']) await done('/outlets', { id, name: id });
    await done('/sources', { id: 'an-aide', label: 'an aide', kind: 'unnamed-role', namedness: 'role' });
    for (const id of ['america']) await done('/actors', { id, kind: 'state', names: [{ text: 'America' }] });
    await done('/stories', { slug: 'elsewhere', title: 'Another story' });
    occurrence = (await report('One', 'gulf-wire', { issue: slug, stances: [{ holder: 'usa', issue: slug, value: 2 }] })).claims[0].occurrence;
    await report('Two', 'gulf-daily', { occurrence, issue: slug, stances: [{ holder: 'america', issue: slug, value: -2 }], attribution: [{ source: 'an-aide', namedness: 'role' }] });
    await report('Three', 'gulf-daily', { participants: [{ actor: 'america', role: 'initiator' }] }, 'elsewhere');
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('two outlets that are one are one origin: what both carried is single-source', async () => {
    const receipt = await told('/outlets/gulf-wire/merge', { absorb: ['gulf-daily'], reason: 'one newsroom' });
    expect(receipt.stories).toMatchObject({ affected: 2, told: [{ story: 'elsewhere', changes: 0 }, { story: slug }] });
    expect(receipt.changes[0]).toMatchObject({ kind: 'merged', subject: { type: 'source', id: 'gulf-wire' } });
    expect(on(receipt, 'corroboration-lost')).toMatchObject([{ changeOf: 'coding', subject: { type: 'occurrence', id: occurrence }, before: { origins: 2 }, after: { origins: 1 } }]);
    expect(on(receipt, 'marker-opened')).toMatchObject([{ changeOf: 'coding', after: { rule: 'single-source', subject: { id: occurrence } } }]);
  });

  it('taking it back closes the marker again', async () => {
    const receipt = await told('/outlets/gulf-wire/split', { restore: 'gulf-daily', reason: 'two after all' });
    expect([on(receipt, 'corroborated').length, on(receipt, 'marker-closed').length]).toEqual([1, 1]);
  });

  it('a family joins origins as well', async () => {
    await told('/outlets/gulf-wire/family', { family: 'gulf', reason: 'same owner' });
    expect(on(await told('/outlets/gulf-daily/family', { family: 'gulf', reason: 'same owner' }), 'corroboration-lost')).toHaveLength(1);
    expect(on(await told('/outlets/gulf-daily/family', { family: null, reason: 'sold' }), 'corroborated')).toHaveLength(1);
  });

  it('actors that are one have one position: the cell of the one absorbed is gone', async () => {
    const receipt = await told('/actors/usa/merge', { absorb: ['america'], reason: 'one state' });
    expect(receipt.changes.map(({ kind, subject }) => [kind, subject.id])).toEqual(expect.arrayContaining([['merged', 'usa'], ['stance-withdrawn', `america/${slug}`]]));
  });

  it('a source that is identified is anonymous no more', async () => {
    const receipt = await told('/sources/an-aide/identification', { actor: 'usa', namedness: 'named-person', reason: 'on the record' });
    expect(on(receipt, 'marker-closed').map(({ before }) => before.rule)).toContain('anonymous-attribution');
  });

  it('a grade and a closure change nothing that stories show', async () => {
    for (const [path, body] of [['/outlets/gulf-wire/reliability', { grade: 'b', reason: 'long record' }], ['/issues/us-hamas-contact/closure', { reason: 'over' }]] as const) {
      expect(await told(path, body)).toMatchObject({ stories: { affected: 0, told: [] } });
    }
  });

  it('a story says of its own acts that no other is meant', async () => expect(await report('Four', null, {})).not.toHaveProperty('stories'));
});
