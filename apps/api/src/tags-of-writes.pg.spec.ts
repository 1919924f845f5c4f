import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { freshDatabase, type FreshDatabase } from '../../../test/database.js';
import { openRegisters, report, slug } from '../../../libs/story/test/rafah.js';
import { createApi } from './main.js';

const adminKey = `chy_admin0000000_${'A'.repeat(43)}`;
interface Reply { status: number; body: any; headers: Record<string, string> }

describe('the tag a write answers with is the tag of what it made', () => {
  let database: FreshDatabase;
  let app: NestFastifyApplication;
  const send = async (method: 'GET' | 'POST', url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> => {
    const reply = await app.inject({
      method, url, ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), authorization: `Bearer ${adminKey}`, ...headers },
    });
    return { status: reply.statusCode, body: JSON.parse(reply.payload), headers: reply.headers as Record<string, string> };
  };
  const post = (path: string, body: unknown, ifMatch = '*') => send('POST', `/api/v1${path}`, body, { 'if-match': ifMatch });
  /** Posts, reads the thing at that position, and compares. */
  const tagged = async (path: string, body: unknown, ifMatch = '*'): Promise<Reply> => {
    const written = await post(path, body, ifMatch);
    expect([path, written.status, written.body.type]).toEqual([path, 201, undefined]);
    const read = await send('GET', `${written.body.resource.url}?minPosition=${written.headers['chancery-position']}`);
    expect([path, read.status, read.headers.etag]).toEqual([path, 200, written.headers.etag]);
    return written;
  };

  beforeAll(async () => {
    database = await freshDatabase();
    app = await createApi(database, { workers: true, http: { adminKey, rateRead: 0, rateWrite: 0, heartbeatMs: 1000 } });
    await app.init();
    await openRegisters({ done: post as never });
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('for every act, so that the next one can be sent with it', async () => {
    await tagged('/stories', { slug: 'fresh', title: 'A fresh one' });
    for (const [path, body] of [
      ['/actors', { id: 'washington', kind: 'government', names: [{ text: 'Washington' }] }], ['/issues', { id: 'talks', title: 'Talks' }],
      ['/outlets', { id: 'gulf-wire', name: 'Gulf Wire' }], ['/sources', { id: 'an-aide', label: 'An aide', kind: 'unnamed-role', namedness: 'role' }],
    ] as const) await tagged(path, body);

    const filed = await tagged(`/stories/${slug}/reports`, report);
    const { id } = filed.body.resource;
    const claims = new Map<string, { id: string; occurrence: string }>(filed.body.claims.map((claim: { ref: string }) => [claim.ref, claim]));
    const corrected = await tagged(`/reports/${id}/corrections`, { reason: 'dated', details: { published: '2025-12' } }, filed.headers.etag);
    const revised = await tagged(`/reports/${id}/revisions`, {
      headline: 'Washington wants Rafah rebuilt', text: report.text,
      claims: report.claims.map(({ ref, span }) => ({ outcome: 'carried', claim: claims.get(ref)!.id, span })),
    }, corrected.headers.etag);

    const [meeting, push, refusal] = ['meeting', 'push', 'refusal'].map((ref) => claims.get(ref)!.occurrence);
    await tagged(`/occurrences/${meeting}/plan-status`, { status: 'held', reason: 'it took place' });
    const merged = await tagged(`/occurrences/${push}/merge`, { absorb: [refusal], reason: 'one' });
    await tagged(`/occurrences/${push}/split`, { restore: refusal, reason: 'two' }, merged.headers.etag);
    await tagged(`/claims/${claims.get('push')!.id}/credibility`, { grade: 2, reason: 'two cables' });
    const set = await tagged(`/stories/${slug}/stances/usa/${slug}/override`, { value: 1, reason: 'milder' });
    await tagged(`/stories/${slug}/stances/usa/${slug}/override`, { value: null, reason: 'lifted' }, set.headers.etag);
    const markers = await send('GET', `/api/v1/stories/${slug}/markers?rule=single-source`);
    await tagged(`/markers/${markers.body.items[0].id}/acknowledgement`, { note: 'we know' });

    const absorbing = await tagged('/actors/usa/merge', { absorb: ['washington'], reason: 'one' });
    await tagged('/actors/usa/split', { restore: 'washington', reason: 'two' }, absorbing.headers.etag);
    await tagged('/issues/talks/closure', { reason: 'over' });
    await tagged('/outlets/gulf-wire/family', { family: 'gulf', reason: 'owned' });
    await tagged('/outlets/gulf-wire/reliability', { grade: 'b', reason: 'usually right' });
    await tagged('/sources/an-aide/identification', { actor: 'usa', namedness: 'named-office', reason: 'came out' });

    const stale = await post(`/reports/${id}/retraction`, { by: 'outlet', reason: 'taken back' }, filed.headers.etag);
    expect(stale).toMatchObject({ status: 412, body: { type: '/problems/stale-version' } });
    expect(stale.body.changesSince).toBe(`/api/v1/stories/${slug}/compare/${filed.body.positions.last}...${stale.body.currentPosition}`);
    await tagged(`/reports/${id}/retraction`, { by: 'outlet', reason: 'taken back' }, stale.body.currentEtag);
    expect(revised.headers.location).toBe(`/api/v1/reports/${id}?version=2`);
  }, 60_000);
});
