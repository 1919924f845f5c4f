import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openSample, type SampleHeads } from '../test/sample.js';

describe('the conventions of the HTTP API', () => {
  let app: NestFastifyApplication;
  let heads: SampleHeads;
  beforeAll(async () => {
    ({ app, heads } = await openSample());
  });
  afterAll(() => app.close());

  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers });
  const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url, payload: typeof payload === 'string' ? payload : JSON.stringify(payload), headers: { 'content-type': 'application/json', authorization: 'Bearer editor', ...headers } });

  it('answers a list by pages of one moment', async () => {
    const first = await get('/api/v1/items?limit=50&status=open');
    expect(first.statusCode).toBe(200);
    expect(first.json().items).toHaveLength(50);
    expect(first.headers).toMatchObject({ 'chancery-position': '30', 'chancery-head': '30', etag: '"26.1"', 'cache-control': 'no-cache', vary: 'Accept, Authorization' });
    expect(first.headers.link).toBe(`<${first.json().next}>; rel="next"`);
    heads.position = heads.reached = 40;
    const second = await get(first.json().next);
    expect(second.json()).toMatchObject({ position: 30 });
    expect(second.headers['chancery-head']).toBe('40');
    heads.position = heads.reached = 30;
    const third = await get(second.json().next.replace('limit=50', 'limit=1000'));
    expect(third.json().items.map((item: { id: number }) => item.id)).toEqual(Array.from({ length: 20 }, (_, index) => index + 101));
    expect(third.json().next).toBeNull();
    expect(third.headers.link).toBeUndefined();
  });

  it('refuses a cursor with other parameters, or damaged', async () => {
    const { next } = (await get('/api/v1/items?limit=50')).json() as { next: string };
    for (const url of [`${next}&status=closed`, `${next}x`, next.replace('cursor=', 'cursor=A')]) {
      const reply = await get(url);
      expect([url, reply.statusCode, reply.json().type]).toEqual([url, 400, '/problems/invalid-cursor']);
    }
  });

  it('names every mistake of a query at once, with the nearest spelling', async () => {
    const reply = await get('/api/v1/items?acotr=usa&known_at=3&limit=0&status=opne&deep=yes&fromPosition=1.5&actor=ok-1&actor=-bad');
    expect(reply.statusCode).toBe(400);
    expect(reply.headers['content-type']).toContain('application/problem+json');
    const errors = (reply.json() as { errors: { name: string; code: string; suggestion: string | null; allowed: unknown }[] }).errors;
    expect(Object.fromEntries(errors.map(({ name, code, suggestion }) => [name, [code, suggestion]]))).toEqual({
      acotr: ['unknown-parameter', 'actor'], known_at: ['unknown-parameter', 'knownAt'], limit: ['range', null], status: ['enum', 'open'],
      deep: ['type', null], fromPosition: ['type', null], actor: ['pattern', null],
    });
    expect(errors.find(({ name }) => name === 'status')?.allowed).toEqual(['open', 'closed']);
    expect(Object.keys(errors[0]!)).toEqual(['in', 'name', 'pointer', 'code', 'message', 'got', 'allowed', 'suggestion']);
  });

  it('names every mistake of a body by pointer', async () => {
    const reply = await post('/api/v1/items', { titel: 'x', outlet: 5, parts: [{ kind: 'exakt', cue: '' }, 7], keepText: null, certainty: 2 });
    expect((reply.json() as { errors: { pointer: string; code: string; suggestion: string | null }[] }).errors.map(({ pointer, code, suggestion }) => [pointer, code, suggestion])).toEqual([
      ['/titel', 'unknown-field', 'title'], ['/title', 'required', null], ['/outlet', 'type', null], ['/parts/0/kind', 'enum', 'exact'], ['/parts/0/cue', 'length', null],
      ['/parts/1', 'type', null], ['/keepText', 'type', null], ['/certainty', 'range', null],
    ]);
  });

  it('fills defaults in', async () => {
    const reply = await post('/api/v1/items?dryRun=true', { title: 'a', outlet: null });
    expect([reply.statusCode, reply.headers.etag, reply.headers['cache-control']]).toEqual([200, undefined, 'no-store']);
    expect(reply.json()).toEqual({ title: 'a', outlet: null, parts: [], keepText: true, dryRun: true, by: 'editor', key: null });
  });

  it('tells what was made, and where', async () => {
    const reply = await post('/api/v1/items', { title: 'a', outlet: null });
    expect([reply.statusCode, reply.headers.location, reply.headers.etag, reply.headers['chancery-position'], reply.headers['chancery-head']]).toEqual([201, '/api/v1/items/7', '"31.1"', '31', '31']);
  });

  it('answers 304 for what the client has', async () => {
    const reply = await get('/api/v1/items/3', { 'if-none-match': '"1.1", W/"26.1"' });
    expect([reply.statusCode, reply.body, reply.headers.etag, reply.headers['chancery-position'], reply.headers['content-type']]).toEqual([304, '', '"26.1"', '30', undefined]);
  });

  it('answers HEAD like GET without a body', async () => {
    for (const url of ['/api/v1/items/3', '/api/v1/items?format=csv']) {
      const reply = await app.inject({ method: 'HEAD', url });
      expect([reply.statusCode, reply.body]).toEqual([200, '']);
      expect(reply.headers.etag).toMatch(/^"26\.1/);
      expect(reply.headers['content-length']).toBe((await get(url)).headers['content-length']);
    }
  });

  it('answers as known at an earlier position, for ever', async () => {
    const reply = await get('/api/v1/items/3?knownAt=11');
    expect(reply.json()).toMatchObject({ at: 11 });
    expect(reply.headers).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable', 'chancery-position': '11', 'chancery-head': '30', etag: '"11.1"' });
    expect((await get('/api/v1/items/3?knownAt=2025-06-01T00:00:00Z')).json()).toMatchObject({ at: 0 });
  });

  it('refuses what has not happened yet, but a thing that does not exist first', async () => {
    const reply = await get('/api/v1/items/3?knownAt=31');
    expect([reply.statusCode, reply.json().type, reply.json().head]).toEqual([422, '/problems/beyond-head', 30]);
    expect((await get('/api/v1/items/3?knownAt=2999-01-01T00:00:00Z')).statusCode).toBe(422);
    expect((await get('/api/v1/items/999?knownAt=31')).statusCode).toBe(404);
  });

  it('says how far the views are when they are behind', async () => {
    heads.reached = 20;
    const reply = await get('/api/v1/items/3?minPosition=25');
    heads.reached = 30;
    expect([reply.statusCode, reply.headers['retry-after'], reply.json().position, reply.json().wanted]).toEqual([503, '1', 20, 25]);
  });

  it('streams a list whole as NDJSON and CSV', async () => {
    const lines = await get('/api/v1/items', { accept: 'application/x-ndjson' });
    expect(lines.body.trimEnd().split('\n').map((line) => (JSON.parse(line) as { id: number }).id)).toHaveLength(120);
    const csv = await get('/api/v1/items?format=csv', { accept: 'application/json' });
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.headers.etag).toBe('"26.1.csv"');
    expect(csv.body.split('\r\n').slice(0, 3)).toEqual(['id,name,tags,place.label', `1,'=1+1,a|b,"x, ""y"""`, '2,item 2,a|b,"x, ""y"""']);
    const both = await get('/api/v1/items?format=csv&limit=5');
    expect(both.json().errors[0]).toMatchObject({ name: 'limit', code: 'combination' });
  });

  it('ends a stream that fails with a line that says so', async () => {
    const reply = await get('/api/v1/items/failing?format=ndjson');
    const [first, last] = reply.body.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toEqual({ id: 1 });
    expect(last!.problem).toMatchObject({ type: '/problems/not-found', status: 404 });
  });

  it('counts only when asked', async () => {
    expect((await get('/api/v1/items')).json().total).toBeUndefined();
    const reply = await get('/api/v1/items', { prefer: 'count=exact' });
    expect([reply.json().total, reply.headers['preference-applied']]).toEqual([120, 'count=exact']);
  });

  it('refuses media types it does not have, or does not understand', async () => {
    expect((await get('/api/v1/items/3', { accept: 'text/html' })).json()).toMatchObject({ status: 406, available: ['application/json'] });
    expect((await post('/api/v1/items', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' })).json()).toMatchObject({ status: 415, accepted: ['application/json'] });
    expect((await post('/api/v1/items', 'a,b', { 'content-type': 'text/csv' })).statusCode).toBe(415);
  });

  it('keeps the order of refusals: 401, 403, 400, 428, 412', async () => {
    expect((await post('/api/v1/items/1/closure?x=1', {}, { authorization: '' })).statusCode).toBe(401);
    expect((await post('/api/v1/items/1/closure?x=1', {}, { authorization: 'Bearer reporter' })).json()).toMatchObject({ status: 403, required: 'editor', actual: 'reporter' });
    expect((await post('/api/v1/items/1/closure?x=1', {})).statusCode).toBe(400);
    const missing = await post('/api/v1/items/1/closure', {});
    expect([missing.statusCode, missing.json().currentEtag]).toEqual([428, '"26.1"']);
    const stale = await post('/api/v1/items/1/closure', {}, { 'if-match': '"11.1"' });
    expect(stale.json()).toMatchObject({ status: 412, currentEtag: '"26.1"', currentPosition: 26, changesSince: '/api/v1/compare/11...26' });
    expect((await post('/api/v1/items/1/closure', {}, { 'if-match': 'W/"26.1"' })).statusCode).toBe(412);
    expect((await post('/api/v1/items/1/closure', {}, { 'if-match': '*' })).statusCode).toBe(201);
    expect((await post('/api/v1/items/1/closure?dryRun=true', {})).statusCode).toBe(201);
  });

  it('says where to go from a wrong address or method', async () => {
    const unknown = await get('/api/v1/itmes/3');
    expect([unknown.statusCode, unknown.json().resource, unknown.json().nearest[0]]).toEqual([404, 'route', '/api/v1/items/3']);
    const method = await app.inject({ method: 'DELETE', url: '/api/v1/items' });
    expect([method.statusCode, method.json().type, method.headers.allow]).toEqual([405, '/problems/method-not-allowed', 'GET, HEAD, POST']);
  });

  it('announces the end of a route', async () => {
    const { headers } = await get('/api/v1/items/old');
    expect([headers.deprecation, headers.sunset]).toEqual([`@${Date.UTC(2026, 10, 22) / 1000}`, 'Tue, 01 Jun 2027 00:00:00 GMT']);
  });

  it('lets pages of any origin read, and only read', async () => {
    const preflight = await app.inject({ method: 'OPTIONS', url: '/api/v1/items', headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' } });
    expect([preflight.statusCode, preflight.headers['access-control-allow-methods']]).toEqual([204, 'GET, HEAD']);
    const reply = await get('/api/v1/items', { origin: 'https://a.example' });
    expect(reply.headers['access-control-allow-origin']).toBe('*');
    expect(reply.headers['access-control-expose-headers']).toContain('Chancery-Position');
    expect((await post('/api/v1/items', { title: 'a', outlet: null })).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('tells nothing of the inside', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const reply = await get('/api/v1/items/crash', { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
    expect(reply.statusCode).toBe(500);
    expect(reply.body).not.toContain('the inside');
    expect(reply.json()).toMatchObject({ type: '/problems/internal', traceId: trace, instance: '/api/v1/items/crash' });
  });

  it('runs one request of an Idempotency-Key at a time', async () => {
    const send = (key: string) => post('/api/v1/items', { title: 'slow', outlet: null }, { 'idempotency-key': key });
    const [first, second, other] = await Promise.all([send('k1'), send('k1'), send('k2')]);
    expect([first.statusCode, second.statusCode, other.statusCode].sort()).toEqual([201, 201, 409]);
    expect([first, second].find(({ statusCode }) => statusCode === 409)?.headers['retry-after']).toBe('1');
    expect((await send('k1')).statusCode).toBe(201);
  });
});
