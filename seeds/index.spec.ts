import { completionNote, seedFile, type SeedAnswer, type SeedTransport } from './index.js';
import { parseSeedLines } from './seed-lines.js';

const FILE = 'tale.jsonl';
const lines = parseSeedLines(
  FILE,
  [
    { post: '/api/v1/outlets', body: { id: 'tass', name: 'TASS' } },
    { post: '/api/v1/stories', body: { slug: 'tale', title: 'Tale' } },
    { post: '/api/v1/stories/tale/reports', as: 'C01', body: { headline: 'one', claims: [{ ref: 'a' }] } },
    { post: '/api/v1/stories/tale/reports', as: 'C02', body: { headline: 'two', claims: [{ ref: 'b', occurrence: '{{C01.occurrence.a}}' }] } },
    { post: '/api/v1/reports/{{C02.report}}/retraction', ifMatch: 'current', body: { by: 'editor', reason: 'a slip' } },
  ].map((line) => JSON.stringify(line)).join('\n'),
);

/** A service of the least kind: it keeps replies by idempotency key, and refuses ids that are taken. */
class Service implements SeedTransport {
  readonly appended: { path: string; body: any; headers: Readonly<Record<string, string>> }[] = [];
  readonly reads: string[] = [];
  readonly replies = new Map<string, SeedAnswer>();
  private readonly taken = new Set<string>();
  failAfter = Infinity;
  /** How often to ask for patience before the next write is let in. */
  busy = 0;

  async get(path: string): Promise<SeedAnswer> {
    this.reads.push(path);
    if (path.includes('/notes')) {
      const notes = this.appended.filter((write) => write.path.endsWith('/notes')).map((write) => write.body);
      return this.taken.has('tale') ? ok(200, { items: notes }) : refused(404, 'not-found');
    }
    return { ...ok(200, {}), etag: `"${this.appended.length}.1"` };
  }

  async post(path: string, body: any, headers: Readonly<Record<string, string>>): Promise<SeedAnswer> {
    if (this.busy > 0) {
      this.busy -= 1;
      return { ...refused(429, 'rate-limited'), retryAfter: 7 };
    }
    const replay = this.replies.get(headers['idempotency-key']!);
    if (replay !== undefined) return replay;
    if (this.appended.length >= this.failAfter) return refused(500, 'internal');
    const id = body.slug ?? body.id;
    if (id !== undefined && this.taken.has(id)) return refused(409, 'already-exists');
    this.taken.add(id);
    this.appended.push({ path, body, headers });
    const position = this.appended.length;
    const receipt = ok(201, {
      positions: { first: position, last: position },
      resource: path.endsWith('/reports') ? { type: 'report', id: `rpt_${position}`, url: `/api/v1/reports/rpt_${position}` } : { type: 'x', id: 'x', url: '/x' },
      claims: (body.claims ?? []).map((claim: any) => ({ ref: claim.ref, id: `clm_${claim.ref}`, occurrence: claim.occurrence ?? `occ_${position}` })),
    });
    this.replies.set(headers['idempotency-key']!, receipt);
    return receipt;
  }
}
const ok = (status: number, body: unknown): SeedAnswer => ({ status, body, etag: null, retryAfter: null });
const refused = (status: number, slug: string): SeedAnswer => ({ status, body: { type: `/problems/${slug}` }, etag: null, retryAfter: null });

describe('seeding a story', () => {
  it('sends every line in order, with ids of earlier answers, a key of its own, and the tag it has just read', async () => {
    const service = new Service();
    expect(await seedFile(service, FILE, lines)).toEqual({ file: FILE, story: 'tale', outcome: 'filed', sent: 5 });
    expect(service.appended.map((write) => write.path)).toEqual([
      '/api/v1/outlets', '/api/v1/stories', '/api/v1/stories/tale/reports', '/api/v1/stories/tale/reports', '/api/v1/reports/rpt_4/retraction',
      '/api/v1/stories/tale/notes',
    ]);
    expect(service.appended[3]!.body.claims[0].occurrence).toBe('occ_3');
    expect(service.appended[3]!.headers).toEqual({ 'idempotency-key': 'seed:tale.jsonl:4' });
    expect(service.appended[4]!.headers).toEqual({ 'idempotency-key': 'seed:tale.jsonl:5', 'if-match': '"4.1"' });
    expect(service.reads.at(-1)).toBe('/api/v1/reports/rpt_4?minPosition=4');
  });

  it('files nothing a second time, and knows so after one read', async () => {
    const service = new Service();
    await seedFile(service, FILE, lines);
    const [writes, reads] = [service.appended.length, service.reads.length];
    expect(await seedFile(service, FILE, lines)).toEqual({ file: FILE, story: 'tale', outcome: 'already-complete', sent: 0 });
    expect([service.appended.length, service.reads.length]).toEqual([writes, reads + 1]);
  });

  it('knows a complete story by its note, long after the keys are gone', async () => {
    const service = new Service();
    await seedFile(service, FILE, lines);
    service.replies.clear();
    expect(await seedFile(service, FILE, lines)).toMatchObject({ outcome: 'already-complete' });
  });

  it.each([1, 2, 3, 4, 5])('resumes after a break behind %i writes, and each line is filed once', async (failAfter) => {
    const service = new Service();
    service.failAfter = failAfter;
    await expect(seedFile(service, FILE, lines)).rejects.toThrow('answered 500');
    service.failAfter = Infinity;
    expect(await seedFile(service, FILE, lines)).toMatchObject({ outcome: 'filed' });
    expect(service.appended).toHaveLength(6);
    expect(service.appended[3]!.body.claims[0].occurrence).toBe('occ_3');
    expect(service.appended.at(-1)!.body.text).toBe(completionNote(FILE));
  });

  it('takes a register entry that another story brought as it is', async () => {
    const service = new Service();
    await service.post('/api/v1/outlets', { id: 'tass', name: 'TASS' }, { 'idempotency-key': 'another' });
    expect(await seedFile(service, FILE, lines)).toMatchObject({ outcome: 'filed' });
  });

  it('leaves a story alone that somebody else opened under that name', async () => {
    const service = new Service();
    await service.post('/api/v1/stories', { slug: 'tale', title: 'Mine' }, { 'idempotency-key': 'another' });
    expect(await seedFile(service, FILE, lines)).toMatchObject({ outcome: 'left-alone' });
    expect(service.appended.some((write) => write.path.endsWith('/reports'))).toBe(false);
  });

  it('stops at the first refusal and says which line it was', async () => {
    const service = new Service();
    service.failAfter = 2;
    await expect(seedFile(service, FILE, lines)).rejects.toThrow(/^tale\.jsonl:3: .*\/reports answered 500/);
  });

  it('waits as long as the service asks, then goes on', async () => {
    const service = new Service();
    service.busy = 2;
    const waits: number[] = [];
    const wait = async (milliseconds: number) => void waits.push(milliseconds);
    expect(await seedFile(service, FILE, lines, { wait })).toMatchObject({ outcome: 'filed' });
    expect(waits).toEqual([7000, 7000]);
  });
});
