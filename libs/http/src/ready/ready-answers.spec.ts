import type { AddressInfo } from 'node:net';
import { Controller, Get, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { At, ClockListQuery, Heads, List, Metrics, Role, openHttp, type HttpSettings, type ListAnswer, type ListRequest, type Moment } from '../index.js';
import { SampleHeads } from '../../test/sample.js';

let asked = 0;
let noStore = false;

@Controller('things')
class Things {
  @Get()
  @Role('R')
  list(@Query() _query: ClockListQuery, @At() { position }: Moment, @List() { limit, count }: ListRequest): ListAnswer {
    asked++;
    return { items: [{ id: 1, name: 'Überfall' }].slice(0, limit), after: null, position, changedAt: Math.min(position, 26), rev: 2, noStore, ...(count ? { total: 1 } : {}) };
  }
}

class StandingHeads extends SampleHeads {
  stood: object | null = {};
  override standing(): object | null {
    return this.stood;
  }
}

/** What a client can see of a reply, but for the time of day. */
async function seen(reply: Response): Promise<{ status: number; headers: Record<string, string>; text: string }> {
  const { date: _date, ...headers } = Object.fromEntries(reply.headers);
  return { status: reply.status, headers, text: await reply.text() };
}

describe('a ready answer', () => {
  let app: NestFastifyApplication;
  let heads: StandingHeads;
  let base: string;
  const open = async (settings: Partial<HttpSettings> = {}): Promise<void> => {
    heads = new StandingHeads();
    app = await openHttp({ controllers: [Things], providers: [{ provide: Heads, useValue: heads }], settings: { rateRead: 0, ...settings } });
    await app.listen(0, '127.0.0.1');
    base = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}/api/v1/things`;
    asked = 0;
    noStore = false;
  };
  afterEach(() => app.close());
  const get = async (query = '', headers: Record<string, string> = {}, method = 'GET') => seen(await fetch(`${base}${query}`, { method, headers }));

  it('is the first answer again, header for header, without asking anybody', async () => {
    await open();
    const first = await get('?limit=5');
    expect(first).toMatchObject({ status: 200, headers: { etag: '"26.2"', 'chancery-position': '30', 'x-content-type-options': 'nosniff', 'access-control-allow-origin': '*' } });
    expect([await get('?limit=5'), await get('?limit=5')]).toEqual([first, first]);
    expect(asked).toBe(1);
  });

  it('answers a condition as the whole way does', async () => {
    await open();
    const condition = { 'if-none-match': 'W/"1.1", "26.2"' };
    const before = await get('', condition);
    await get();
    const after = await get('', condition);
    expect(before.status).toBe(304);
    expect(after).toEqual(before);
    expect(asked).toBe(2);
    expect((await get('', { 'if-none-match': '"25.2"' })).status).toBe(200);
  });

  it('is forgotten as soon as the log or the views move, and not kept while they do', async () => {
    await open();
    await get();
    heads.stood = {};
    heads.position = heads.reached = 31;
    expect(JSON.parse((await get()).text)).toMatchObject({ position: 31 });
    expect(asked).toBe(2);
    heads.stood = null;
    await get();
    await get();
    expect(asked).toBe(4);
  });

  it('is not one that was made while they moved', async () => {
    await open();
    let turn = 0;
    heads.standing = () => [heads, app][Math.min(turn++, 1)]!;
    await get();
    await get();
    expect(asked).toBe(2);
  });

  it('is for those without credentials only, and for the form and the count they ask for', async () => {
    await open();
    await get();
    await get('', { authorization: 'Bearer reader' });
    expect(asked).toBe(2);
    expect((await get('', { authorization: 'Bearer nobody' })).status).toBe(401);
    expect((await get('', { accept: 'text/csv' })).headers['content-type']).toContain('text/csv');
    expect(JSON.parse((await get('', { prefer: 'count=exact' })).text)).toMatchObject({ total: 1 });
    expect(JSON.parse((await get('', { prefer: 'count=exact' })).text)).toMatchObject({ total: 1 });
    expect(JSON.parse((await get()).text).total).toBeUndefined();
    expect((await get('', {}, 'HEAD')).text).toBe('');
    expect((await get('', { 'if-match': 'nonsense' })).status).toBe(400);
    expect(asked).toBe(5);
  });

  it.each(['?minPosition=3', '?knownAt=2026-01-01T00:00:00Z'])('is not kept for %s, which means something else later', async (query) => {
    await open();
    await get(query);
    await get(query);
    expect(asked).toBe(2);
  });

  it('is not kept where nothing may be stored', async () => {
    await open();
    noStore = true;
    await get();
    await get();
    expect(asked).toBe(2);
  });

  it('counts against the rate like any other read', async () => {
    await open({ rateRead: 3 });
    const replies = [await get(), await get(), await get(), await get()];
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(replies.map(({ headers }) => headers.ratelimit!.split(';')[1])).toEqual(['r=2', 'r=1', 'r=0', 'r=0']);
    expect(replies[1]!.headers['ratelimit-policy']).toBe('"read";q=3;w=60');
    expect(asked).toBe(1);
  });

  it('is measured like any other reply', async () => {
    await open();
    await get();
    await get();
    await get('', { 'if-none-match': '"26.2"' });
    const text = await app.get(Metrics).registry.metrics();
    expect(text).toContain('chancery_http_seconds_count{route="/api/v1/things",status="200"} 2');
    expect(text).toContain('chancery_http_seconds_count{route="/api/v1/things",status="304"} 1');
  });
});
