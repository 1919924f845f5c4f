import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventStore, type EventToAppend } from '#libs/event-store';
import { KeyStore } from '#libs/http';
import { freshDatabase, type FreshDatabase } from '../../../test/database.js';
import { createApi } from './main.js';

const adminKey = `chy_admin0000000_${'A'.repeat(43)}`;

describe('the API on a real database', () => {
  let database: FreshDatabase;
  let app: NestFastifyApplication;
  let store: EventStore;
  let url: string;
  const asAdmin = { authorization: `Bearer ${adminKey}` };

  beforeAll(async () => {
    database = await freshDatabase();
    app = await createApi(database, { workers: false, http: { adminKey, rateRead: 0, rateWrite: 0, heartbeatMs: 100 } });
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
    store = app.get(EventStore);
    await append(event('story/rafah', 'StoryOpened', { title: 'Rafah' }), event('report/rpt_1', 'ReportFiled', { n: 1 }), event('report/rpt_1', 'ClaimReported', { n: 2 }));
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  function event(stream: string, type: string, data: object, story: string | null = 'rafah'): EventToAppend {
    return { stream, type, schemaVersion: 1, story, data };
  }
  async function append(...events: EventToAppend[]): Promise<number> {
    const outcome = await store.append({ events, recordedBy: { id: 'k1', name: 'ana', kind: 'key' }, correlationId: 'c1', causationId: null });
    if (outcome.kind !== 'appended') throw new Error(outcome.kind);
    return outcome.last;
  }
  const get = (path: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url: path, headers });

  describe('the log', () => {
    it('shows events as stored, one by one and in pages of one moment', async () => {
      const page = await get('/api/v1/log?limit=2');
      expect(page.statusCode).toBe(200);
      expect(page.json().items.map((item: { position: number }) => item.position)).toEqual([1, 2]);
      const before = await append(event('story/other', 'StoryOpened', {}, 'other-story'));
      const rest = await get(page.json().next);
      expect(rest.json()).toMatchObject({ position: 3, next: null });
      expect(rest.json().items).toHaveLength(1);
      expect(Number(rest.headers['chancery-head'])).toBe(before);
      const one = await get('/api/v1/log/2');
      expect(one.headers).toMatchObject({ etag: '"2.1"', 'cache-control': 'public, max-age=31536000, immutable' });
      expect(Object.keys(one.json())).toEqual(['position', 'eventId', 'type', 'schemaVersion', 'stream', 'streamVersion', 'story', 'recordedAt', 'recordedBy', 'correlationId', 'causationId', 'data', 'leafHash']);
      expect(one.json()).toMatchObject({ position: 2, stream: 'report/rpt_1', streamVersion: 1, data: { n: 1 } });
    });

    it('counts when it is asked to', async () => {
      const counted = await get('/api/v1/log?limit=1&story=rafah', { prefer: 'count=exact' });
      expect([counted.json().total, counted.headers['preference-applied']]).toEqual([3, 'count=exact']);
      expect((await get('/api/v1/streams/report/rpt_1', { prefer: 'count=exact' })).json().total).toBe(2);
      expect((await get('/api/v1/log?limit=1')).json()).not.toHaveProperty('total');
    });

    it('answers 404 beyond the head and 400 for what is no position', async () => {
      expect((await get('/api/v1/log/999')).statusCode).toBe(404);
      expect((await get('/api/v1/log/first')).json().errors[0]).toMatchObject({ in: 'path', name: 'position', code: 'type' });
      expect((await get('/api/v1/log/0')).json().errors[0]).toMatchObject({ code: 'range' });
    });

    it('takes any time that RFC 3339 allows', async () => {
      for (const time of ['0000-01-01T00:00:00Z', '2016-12-31T23:59:60Z', '9999-12-31T23:59:59.999999999-23:59', '2026-11-22T10:00:00+23:59']) {
        expect([time, (await get(`/api/v1/log?fromTime=${encodeURIComponent(time)}`)).statusCode]).toEqual([time, 200]);
      }
    });

    it('filters by story, type and stream, backwards too', async () => {
      const slip = await get('/api/v1/log?type=ReportFild');
      expect([slip.statusCode, slip.json().errors[0].code, slip.json().errors[0].suggestion]).toEqual([400, 'enum', 'ReportFiled']);
      expect((await get('/api/v1/log?type=ReportFiled&type=ClaimReported&order=desc')).json().items.map((item: { position: number }) => item.position)).toEqual([3, 2]);
      expect((await get('/api/v1/log?story=other-story')).json().items).toHaveLength(1);
      expect((await get('/api/v1/log?stream=report/rpt_1&fromPosition=3')).json().items).toHaveLength(1);
      const back = await get('/api/v1/log?story=rafah&order=desc&limit=2');
      expect((await get(back.json().next)).json().items.map((item: { position: number }) => item.position)).toEqual([1]);
    });

    it('streams whole as NDJSON, CSV and CloudEvents', async () => {
      const lines = (await get('/api/v1/log?format=ndjson&story=rafah')).body.trimEnd().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { position: number }).position)).toEqual([1, 2, 3]);
      const csv = (await get('/api/v1/log?story=rafah', { accept: 'text/csv' })).body.split('\r\n');
      expect(csv[0]).toBe('position,eventId,type,schemaVersion,stream,streamVersion,story,recordedAt,recordedBy.id,recordedBy.name,recordedBy.kind,correlationId,causationId,data,leafHash');
      expect(csv[2]).toContain('"{""n"":1}"');
      const batch = await get('/api/v1/log?story=rafah&format=cloudevents');
      expect(batch.headers['content-type']).toContain('application/cloudevents-batch+json');
      expect((batch.json() as object[])[1]).toMatchObject({ specversion: '1.0', source: '/api/v1/streams/report/rpt_1', type: 'chancery.ReportFiled', subject: 'report/rpt_1', position: 2, streamversion: 1, data: { n: 1 } });
      expect((await get('/api/v1/log/2', { accept: 'application/cloudevents+json' })).json()).toMatchObject({ specversion: '1.0', story: 'rafah' });
    });

    it('shows one stream by versions', async () => {
      const reply = await get('/api/v1/streams/report/rpt_1?fromVersion=2');
      expect(reply.json()).toMatchObject({ stream: 'report/rpt_1', streamVersion: 2, next: null });
      expect(reply.json().items.map((item: { streamVersion: number }) => item.streamVersion)).toEqual([2]);
      expect((await get('/api/v1/streams/report/rpt_none')).statusCode).toBe(404);
      expect((await get('/api/v1/streams/raport/rpt_1')).json().errors[0]).toMatchObject({ code: 'enum', suggestion: 'report' });
    });

    it('refuses edits of history, and says so in a table of acts', async () => {
      const report = await app.inject({ method: 'DELETE', url: '/api/v1/log/2' });
      expect([report.statusCode, report.json().type, report.headers.link]).toEqual([405, '/problems/immutable-resource', '</problems/immutable-resource>; rel="help"']);
      const patch = await app.inject({ method: 'PATCH', url: '/api/v1/reports/rpt_1', payload: '{}', headers: { 'content-type': 'application/json' } });
      expect(patch.statusCode).toBe(405);
      expect(patch.headers.link).toBe('</api/v1/reports/rpt_1/revisions>; rel="edit", </api/v1/reports/rpt_1/corrections>; rel="edit"');
      expect(patch.json().actions).toHaveLength(2);
    });
  });

  /** Reads a stream until `enough` says so or the server ends it; answers the text. */
  async function readStream(path: string, headers: Record<string, string>, enough: (text: string) => boolean): Promise<{ status: number; text: string; ended: boolean; headers: Headers }> {
    const abort = new AbortController();
    const reply = await fetch(url + path, { headers: { accept: 'text/event-stream', ...headers }, signal: abort.signal });
    let text = '';
    const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader();
    const late = setTimeout(() => abort.abort(), 8_000);
    try {
      while (!enough(text)) {
        const { value, done } = await reader.read();
        if (done) return { status: reply.status, text, ended: true, headers: reply.headers };
        text += value;
      }
    } finally {
      clearTimeout(late);
      abort.abort();
    }
    return { status: reply.status, text, ended: false, headers: reply.headers };
  }
  const ids = (text: string) => [...text.matchAll(/^id: (\d+)\nevent/gm)].map(([, id]) => Number(id));

  describe('the live stream', () => {
    it('gives every matching event once, from where it was left', async () => {
      const { text, headers } = await readStream('/api/v1/log/stream?fromPosition=1&story=rafah', {}, (seen) => ids(seen).length >= 3);
      expect(text.startsWith('retry: 3000\n\n')).toBe(true);
      expect(headers.get('content-type')).toContain('text/event-stream');
      expect(headers.get('cache-control')).toBe('no-cache, no-transform');
      expect(headers.get('x-accel-buffering')).toBe('no');
      expect(ids(text).slice(0, 3)).toEqual([1, 2, 3]);
      expect(text).toContain('event: ReportFiled\ndata: {"position":2,');
      const resumed = await readStream('/api/v1/log/stream?story=rafah', { 'last-event-id': '2' }, (seen) => ids(seen).length >= 1);
      expect(ids(resumed.text)[0]).toBe(3);
    });

    it('gives later events as they come, and a heartbeat that moves the resume point', async () => {
      let elsewhere = Infinity;
      const reading = readStream('/api/v1/log/stream?story=live', {}, (seen) => seen.includes(`: heartbeat\nid: ${elsewhere}\n\n`));
      await pause(100);
      await append(event('story/live', 'StoryOpened', {}, 'live'));
      await append(event('story/live', 'NoteAdded', {}, 'live'));
      elsewhere = await append(event('story/unrelated', 'StoryOpened', {}, 'unrelated'));
      const { text } = await reading;
      expect(ids(text)).toEqual([elsewhere - 2, elsewhere - 1]);
      expect(text).toContain(`: heartbeat\nid: ${elsewhere}\n\n`);
    });

    it('refuses to resume beyond the head', async () => {
      const reply = await fetch(`${url}/api/v1/log/stream`, { headers: { 'last-event-id': '99999' } });
      expect([reply.status, ((await reply.json()) as { type: string }).type]).toEqual([422, '/problems/beyond-head']);
    });

    it('ends when its key is revoked', async () => {
      const { key, id } = await app.get(KeyStore).createKey({ name: 'streamer', role: 'reader', expiresAt: null });
      const reading = readStream('/api/v1/log/stream', { authorization: `Bearer ${key}` }, () => false);
      await pause(150);
      await app.get(KeyStore).revokeKey(id);
      const { ended, text } = await reading;
      expect(ended).toBe(true);
      expect(text.endsWith('\n\n')).toBe(true);
    });

    it('allows twenty streams at once for one caller', async () => {
      const { key } = await app.get(KeyStore).createKey({ name: 'many', role: 'reader', expiresAt: null });
      const aborts = Array.from({ length: 20 }, () => new AbortController());
      await Promise.all(aborts.map((abort) => fetch(`${url}/api/v1/log/stream`, { headers: { authorization: `Bearer ${key}` }, signal: abort.signal })));
      const last = await fetch(`${url}/api/v1/log/stream`, { headers: { authorization: `Bearer ${key}` } });
      expect([last.status, ((await last.json()) as { policy: string }).policy]).toEqual([429, 'streams']);
      for (const abort of aborts) abort.abort();
    });
  });

  describe('keys', () => {
    const post = (path: string, payload: object | undefined, headers: Record<string, string>) => app.inject({ method: 'POST', url: path, headers, ...(payload === undefined ? {} : { payload }) });

    it('are made by an admin, shown once, and end at once', async () => {
      const made = await post('/api/v1/keys', { name: 'ana', role: 'editor' }, asAdmin);
      expect(made.statusCode).toBe(201);
      const { id, key } = made.json() as { id: string; key: string };
      expect(key).toMatch(/^chy_[a-z0-9]{12}_[A-Za-z0-9]{43}$/);
      expect((await get('/api/v1/whoami', { authorization: `Bearer ${key}` })).json()).toEqual({ id, name: 'ana', role: 'editor', kind: 'key' });
      const listed = await get('/api/v1/keys', asAdmin);
      expect(listed.json().items.some((item: { id: string }) => item.id === id)).toBe(true);
      expect(listed.body).not.toContain(key.slice(-43));
      expect((await post('/api/v1/keys', { name: 'eve', role: 'admin' }, { authorization: `Bearer ${key}` })).json()).toMatchObject({ status: 403, required: 'admin', actual: 'editor' });
      expect((await post(`/api/v1/keys/${id}/revocation`, undefined, asAdmin)).statusCode).toBe(201);
      const after = await get('/api/v1/whoami', { authorization: `Bearer ${key}` });
      expect([after.statusCode, after.headers['www-authenticate']]).toEqual([401, 'Bearer error="invalid_token"']);
    });

    it('are refused with a wrong secret, a wrong form, or when expired', async () => {
      const { id } = await app.get(KeyStore).createKey({ name: 'x', role: 'reader', expiresAt: null });
      for (const token of [`chy_${id}_${'B'.repeat(43)}`, 'chy_short', 'x.y.z', `chy_${'0'.repeat(12)}_${'B'.repeat(43)}`]) {
        expect([token, (await get('/api/v1/log', { authorization: `Bearer ${token}` })).statusCode]).toEqual([token, 401]);
      }
      const old = await app.get(KeyStore).createKey({ name: 'old', role: 'reader', expiresAt: '2020-01-01T00:00:00Z' });
      expect((await get('/api/v1/log', { authorization: `Bearer ${old.key}` })).statusCode).toBe(401);
      expect((await get('/api/v1/log', { authorization: 'Basic YTpi' })).statusCode).toBe(401);
    });

    it('are not needed to read', async () => {
      expect((await get('/api/v1/whoami')).json()).toEqual({ id: null, name: null, role: 'reader', kind: 'anonymous' });
      const keys = await get('/api/v1/keys');
      expect([keys.statusCode, keys.json().type]).toEqual([401, '/problems/unauthenticated']);
    });
  });

  describe('at the root', () => {
    it('tells that it lives, is ready, and its figures', async () => {
      expect((await get('/health')).json()).toEqual({ status: 'ok', version: '0.1.0' });
      const ready = await get('/ready');
      expect(ready.json()).toMatchObject({ checks: { database: { state: 'ok' }, migrations: { state: 'ok' }, follower: { state: 'ok' } } });
      expect(ready.statusCode).toBe(200);
      const metrics = await get('/metrics');
      expect(metrics.body).toMatch(/chancery_log_head \d+/);
      expect(metrics.body).toMatch(/chancery_http_seconds_count\{route="\/api\/v1\/log",status="200"\} \d+/);
      expect(metrics.body).toMatch(/chancery_append_seconds_count \d+/);
    });

    it('explains every problem', async () => {
      const page = await get('/problems/span-mismatch');
      expect(page.headers['content-type']).toContain('text/html');
      expect(page.body).toContain('What to do');
      expect((await get('/problems/span-mismach')).json().nearest).toEqual(['span-mismatch']);
    });

    it('describes every route with an example', async () => {
      const document = (await get('/openapi.json')).json() as { openapi: string; paths: Record<string, Record<string, { summary: string; responses: Record<string, { content?: Record<string, { example?: unknown }> }> }>> };
      expect(document.openapi).toBe('3.1.0');
      for (const [path, methods] of Object.entries(document.paths)) {
        for (const [method, { responses }] of Object.entries(methods)) {
          const content = Object.values((responses[200] ?? responses[201])!.content!);
          expect([path, method, content.some(({ example }) => JSON.stringify(example ?? {}) !== '{}')]).toEqual([path, method, true]);
        }
      }
      const references = [...JSON.stringify(document).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)].map(([, kind, name]) => [kind, name]);
      const { components } = document as unknown as { components: Record<string, Record<string, unknown>> };
      for (const [kind, name] of references) expect([kind, name, components[kind!]?.[name!] !== undefined]).toEqual([kind, name, true]);
      expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/api/v1/log', '/api/v1/log/{position}', '/api/v1/streams/{category}/{id}', '/health']));
    });

    it('serves files of the UI and nothing outside of them', async () => {
      for (const path of ['/assets/nope.js', '/assets/..%2f..%2fpackage.json', '/assets/%2e%2e/%2e%2e/package.json']) expect([path, (await get(path)).statusCode]).toEqual([path, 404]);
    });

    it('has a reference that loads nothing from elsewhere', async () => {
      const page = await get('/docs');
      expect(page.statusCode).toBe(200);
      for (const [, file] of page.body.matchAll(/(?:href|src)="([^"]+)"/g)) expect([file, (await get(file!)).statusCode]).toEqual([file, 200]);
      expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    });
  });
});

describe('a closing API', () => {
  it('ends streams after a whole message and does not wait for connections without a request', async () => {
    const database = await freshDatabase();
    const app = await createApi(database, { workers: true, http: { rateRead: 0 } });
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const idle = net.connect(port, '127.0.0.1');
    await once(idle, 'connect');
    const stream = await fetch(`http://127.0.0.1:${port}/api/v1/log/stream`);
    const text = stream.text();
    const start = Date.now();
    await app.close();
    expect(Date.now() - start).toBeLessThan(2_000);
    expect(await text).toBe('retry: 3000\n\n');
    await database.drop();
  });
});

describe('an API with its workers', () => {
  it('shows a write to the next read, without being asked to wait', async () => {
    const database = await freshDatabase();
    const app = await createApi(database, { workers: true, http: { adminKey, rateRead: 0, rateWrite: 0 } });
    await app.init();
    try {
      for (let count = 0; count < 20; count++) {
        const made = await app.inject({ method: 'POST', url: '/api/v1/stories', payload: { slug: `story-${count}`, title: 'A story' }, headers: { authorization: `Bearer ${adminKey}` } });
        expect(made.statusCode).toBe(201);
        const read = await app.inject({ method: 'GET', url: made.headers.location as string });
        expect([count, read.statusCode, read.headers['chancery-position']]).toEqual([count, 200, String(count + 1)]);
      }
    } finally {
      await app.close();
      await database.drop();
    }
  });
});

describe('an API whose database is gone', () => {
  it('lives, is not ready, and says 503 with a time to come back', async () => {
    const database = await freshDatabase();
    const app = await createApi(database, { workers: false, http: { adminKey, rateRead: 0, rateWrite: 0 } });
    await app.init();
    await database.drop();
    try {
      expect((await app.inject({ method: 'GET', url: '/health' })).statusCode).toBe(200);
      const ready = await app.inject({ method: 'GET', url: '/ready' });
      expect([ready.statusCode, ready.json().status, ready.json().checks.database.state]).toEqual([503, 'not-ready', 'failed']);
      for (const url of ['/api/v1/log', '/api/v1/stories', '/api/v1/log/1', '/api/v1/log/stream']) {
        const reply = await app.inject({ method: 'GET', url });
        expect([url, reply.statusCode, reply.headers['retry-after'], reply.json().type]).toEqual([url, 503, '5', '/problems/unavailable']);
      }
      const write = await app.inject({ method: 'POST', url: '/api/v1/stories', payload: { slug: 'a-story', title: 'A' }, headers: { authorization: `Bearer ${adminKey}` } });
      expect([write.statusCode, write.json().type]).toEqual([503, '/problems/unavailable']);
      const key = await app.inject({ method: 'GET', url: '/api/v1/whoami', headers: { authorization: `Bearer chy_abcdefghijkl_${'a'.repeat(43)}` } });
      expect(key.statusCode).toBe(503);
    } finally {
      await app.close();
    }
  });
});
