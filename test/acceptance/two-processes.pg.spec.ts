import { ProjectionEngine } from '#libs/projections';
import { Service } from './service.js';

// Two of everything on one database: what a second API process with its own workers must not be able to spoil.
const slug = 'shared-affair';
const filing = (n: number): object => ({
  outlet: 'an-outlet', headline: `Report ${n}`, url: `https://example.org/${n}`, published: '2025-12-01',
  claims: [0, 1, 2].map((i) => ({
    kind: (['pressure', 'rejection', 'warning'] as const)[(n + i) % 3], issue: 'an-issue', locator: { paragraph: i + 1 },
    participants: [{ actor: `actor-${(n + i) % 4}`, role: 'initiator' }, { actor: `actor-${(n + i + 1) % 4}`, role: 'recipient' }],
  })),
});

describe('two processes on one database', () => {
  let one: Service;
  let two: Service;

  beforeAll(async () => {
    one = await Service.start();
    two = await one.beside();
    const made = [
      await one.post('stories', { slug, title: 'An affair' }), await one.post('outlets', { id: 'an-outlet', name: 'An outlet' }), await one.post('issues', { id: 'an-issue', title: 'An issue' }),
      ...(await Promise.all([0, 1, 2, 3].map((n) => one.post('actors', { id: `actor-${n}`, kind: 'state', names: [{ text: `Actor ${n}` }] })))),
    ];
    expect(made.map(({ status }) => status)).toEqual(made.map(() => 201));
  }, 60_000);
  afterAll(async () => {
    await two?.stop();
    await one?.stop();
  });

  it('file sixteen clients at once, each report once, and agree on all views', async () => {
    // Every report is sent twice at the same moment, to either process, with the same key: one files, the other replays.
    const replies = await Promise.all(Array.from({ length: 32 }, (_, n) => [one, two].map((service) =>
      service.post(`stories/${slug}/reports`, filing(n), { 'idempotency-key': `filing-${n}` }))).flat());
    const retried = await Promise.all(replies.map(async (reply, i) =>
      reply.status === 201 ? reply : [one, two][i % 2]!.post(`stories/${slug}/reports`, filing(i >> 1), { 'idempotency-key': `filing-${i >> 1}` })));
    expect(retried.map(({ status }) => status)).toEqual(retried.map(() => 201));
    for (let n = 0; n < 32; n++) expect(retried[2 * n]!.text).toBe(retried[2 * n + 1]!.text);

    const types = (await one.get('log?limit=1000&type=ReportFiled')).body.items;
    expect(types).toHaveLength(32);
    const head = Number((await one.get('log?limit=1&order=desc')).body.items[0].position);
    expect((await one.get('log?limit=1', { prefer: 'count=exact' })).body.total).toBe(head);
    expect(head).toBe(7 + 32 * 7); // 7 registrations; 1 report, 3 claims, 3 occurrences each

    const [mine, yours] = await Promise.all([one, two].map(async (service) => (await service.get(`stories/${slug}/timeline?limit=1000&minPosition=${head}`)).text));
    expect(mine).toBe(yours);
    const engine = one.app.get(ProjectionEngine, { strict: false });
    for (const { name } of await engine.status()) expect(await engine.verify(name)).toMatchObject({ equal: true });
  }, 60_000);

  it('refuse the same report under another key, whichever process it reaches', async () => {
    const replies = await Promise.all([one, two, one, two].map((service) => service.post(`stories/${slug}/reports`, filing(100))));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });
});
