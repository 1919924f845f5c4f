import fc from 'fast-check';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { bearings, kinds, planStatuses } from '#libs/codebook';
import { freshDatabase, type FreshDatabase } from '../../../test/database.js';
import { openRegisters, report, slug } from '../../../libs/story/test/rafah.js';
import { createApi } from './main.js';

const adminKey = `chy_admin0000000_${'A'.repeat(43)}`;
interface Receipt {
  claims: { ref: string | null; id: string; occurrence: string }[];
  resource: { id: string; url: string };
  changes: { kind: string; subject: { type: string; id: string }; before: { value?: number } | null; after: { value?: number } | null }[];
  positions: { first: number; last: number };
  candidates: { claim: string }[];
  stories?: { affected: number; told: object[] };
}

/** What a dry run must have answered: the receipt of the write without its positions and without what is new by id. */
function asTried(receipt: Receipt, head: number, known: ReadonlySet<string>): unknown {
  const names = new Map<string, string | null>(receipt.claims.map(({ id, ref }) => [id, ref === null ? null : `#${ref}`]));
  const markers = new Set(receipt.changes.filter(({ kind }) => kind === 'marker-opened').map(({ subject }) => subject.id));
  const walk = (value: unknown, name = ''): unknown => {
    if (Array.isArray(value)) return value.map((item) => walk(item, name));
    if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member, key)]));
    if (name === 'position' && typeof value === 'number' && value > head) return null;
    if (typeof value !== 'string') return value;
    if (names.has(value)) return names.get(value);
    return markers.has(value) || (/^(rpt|occ|clm)_/.test(value) && !known.has(value)) ? null : value;
  };
  const fresh = /^(rpt|occ|clm)_/.test(receipt.resource.id) && !known.has(receipt.resource.id);
  return {
    ...(walk(receipt) as object), dryRun: true, positions: null,
    resource: { ...receipt.resource, ...(fresh ? { id: null, url: null } : {}) },
    claims: receipt.claims.map((claim) => ({ ...claim, id: null, occurrence: known.has(claim.occurrence) ? claim.occurrence : null })),
    candidates: receipt.candidates.map((candidate) => ({ ...candidate, claim: null })),
    ...(receipt.stories && { stories: { ...receipt.stories, told: receipt.stories.told.map((one) => ({ ...one, url: null })) } }),
  };
}

describe('a dry run answers what the write then does', () => {
  let database: FreshDatabase;
  let app: NestFastifyApplication;
  const known = new Set<string>();
  const standing: { report: string; claims: string[] }[] = [];
  let made = 0;
  let writes = 0;

  const post = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${adminKey}`, 'if-match': '*' };
    const reply = await app.inject({ method: 'POST', url: `/api/v1${path}`, payload: JSON.stringify(body), headers });
    return { status: reply.statusCode, body: JSON.parse(reply.payload), head: Number(reply.headers['chancery-head']) };
  };
  const done = post;
  /** What the story lists as its changes is what the receipt told; of an act on registers the decision stands before them. */
  const agrees = async ({ positions, changes, stories }: Receipt) => {
    if (stories !== undefined && stories.affected === 0) return;
    const ofRegister = ({ subject }: Receipt['changes'][number]): boolean => stories !== undefined && ['actor', 'issue', 'outlet', 'source'].includes(subject.type);
    const url = `/api/v1/stories/${slug}/changes?fromPosition=${positions.first}&toPosition=${positions.last}&order=asc&limit=1000&minPosition=${positions.last}`;
    const listed = JSON.parse((await app.inject({ method: 'GET', url })).payload).items as Receipt['changes'];
    // Whether a turn is settled rests on the row before, which a receipt does not wait for: of stances only the values are compared.
    const compared = (all: Receipt['changes']) => all.filter((one) => !ofRegister(one)).map((one) => (one.subject.type === 'stance' ? [one.subject.id, one.before?.value, one.after?.value] : one));
    expect(compared(listed)).toEqual(compared(changes));
  };
  /** Tries, writes, compares; both must answer alike also when they refuse. */
  const both = async (path: string, body: unknown) => {
    const tried = await post(`${path}?dryRun=true`, body);
    const written = await post(path, body);
    if (written.status !== 201) {
      expect([tried.status, tried.body.type]).toEqual([written.status, written.body.type]);
      return null;
    }
    writes++;
    await agrees(written.body as Receipt);
    expect(tried.status).toBe(200);
    expect(tried.body).toEqual(asTried(written.body, tried.head, known));
    for (const id of [written.body.resource.id, ...written.body.claims.flatMap((claim: Receipt['claims'][number]) => [claim.id, claim.occurrence])]) known.add(id);
    return written.body as Receipt;
  };

  beforeAll(async () => {
    database = await freshDatabase();
    app = await createApi(database, { workers: true, http: { adminKey, rateRead: 0, rateWrite: 0, heartbeatMs: 1000 } });
    await app.init();
    await openRegisters({ done: done as never });
    await post('/outlets', { id: 'another-outlet', name: 'Another outlet' });
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('for the worked example', async () => {
    const receipt = await both(`/stories/${slug}/reports`, report);
    expect(receipt).toMatchObject({ positions: { first: 13, last: 27 }, summary: { 'report-filed': 1, 'occurrence-opened': 6, 'claim-added': 7, 'stance-opened': 4, 'marker-opened': 26 } });
  });

  const claim = fc.record({
    kind: fc.constantFrom(...kinds), attests: fc.constantFrom(...bearings), issue: fc.constantFrom(slug, 'us-hamas-contact', null),
    initiator: fc.constantFrom('usa', 'isr', 'hamas'), planStatus: fc.constantFrom(null, null, ...planStatuses), join: fc.nat(30), linked: fc.boolean(),
  });
  const step = fc.record({ act: fc.constantFrom('file', 'file', 'file', 'revise', 'correct', 'merge', 'retract', 'one-actor', 'two-actors', 'one-outlet', 'two-outlets', 'family'), claims: fc.array(claim, { minLength: 1, maxLength: 4 }), pick: fc.nat(100) });

  it('for reports, revisions, corrections, merges, retractions and acts on registers at random', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        for (const { act, claims, pick } of steps) {
          const occurrences = [...known].filter((id) => id.startsWith('occ_'));
          const inputs = claims.map(({ kind, attests, issue, initiator, planStatus, join, linked }, i) => ({
            ref: `r${i}`, kind, attests, issue, planStatus, locator: { paragraph: i + 1 }, participants: [{ actor: initiator, role: 'initiator' }],
            ...(join < 10 && occurrences.length > 0 ? { occurrence: occurrences[join % occurrences.length] } : {}),
            ...(linked ? { links: [{ type: 'restates', target: `#r${(i + 1) % claims.length}` }] } : {}),
          }));
          const target = standing[pick % Math.max(standing.length, 1)];
          const [a, b] = pick % 2 === 0 ? ['usa', 'isr'] : ['isr', 'hamas'];
          if (act === 'one-actor') await both(`/actors/${a}/merge`, { absorb: [b], reason: 'one' });
          else if (act === 'two-actors') await both(`/actors/${a}/split`, { restore: b, reason: 'two' });
          else if (act === 'one-outlet') await both('/outlets/al-mayadeen/merge', { absorb: ['another-outlet'], reason: 'one' });
          else if (act === 'two-outlets') await both('/outlets/al-mayadeen/split', { restore: 'another-outlet', reason: 'two' });
          else if (act === 'family') await both(`/outlets/${pick % 3 === 0 ? 'al-mayadeen' : 'another-outlet'}/family`, { family: pick % 2 === 0 ? 'one-house' : null, reason: 'owner' });
          else if (act === 'file' || target === undefined) {
            const filed = await both(`/stories/${slug}/reports`, { outlet: ['al-mayadeen', 'another-outlet', null][pick % 3], headline: `Report ${++made}`, claims: inputs });
            if (filed !== null) standing.push({ report: filed.resource.id, claims: filed.claims.map(({ id }) => id) });
          } else if (act === 'revise') {
            const outcomes = target.claims.map((id, i) => (i === 0 ? { outcome: 'reworded', claim: id, with: inputs[0] } : { outcome: 'dropped', claim: id }));
            const revised = await both(`/reports/${target.report}/revisions`, { headline: `Report ${++made}`, claims: [...outcomes, ...(pick % 2 === 0 ? [{ outcome: 'added', with: { ...inputs[0], ref: 'more', links: [] } }] : [])] });
            if (revised !== null) target.claims = revised.claims.map(({ id }) => id);
          } else if (act === 'correct') {
            const corrected = await both(`/reports/${target.report}/corrections`, { reason: 'misread', claims: [{ action: 'add', with: inputs[0] }], details: { published: '2025-12' } });
            if (corrected !== null) target.claims.push(...corrected.claims.map(({ id }) => id));
          } else if (act === 'merge') {
            await both(`/occurrences/${occurrences[pick % occurrences.length]}/merge`, { absorb: [occurrences[(pick + 1) % occurrences.length]], reason: 'one' });
          } else {
            if ((await both(`/reports/${target.report}/retraction`, { by: 'outlet', reason: 'withdrawn' })) !== null) standing.splice(standing.indexOf(target), 1);
          }
        }
      }),
      { numRuns: Number(process.env.CHANCERY_DRY_RUNS ?? 12) },
    ), 600_000);

  it('compares writes of which most were written', () => expect(writes).toBeGreaterThan(10));
});
