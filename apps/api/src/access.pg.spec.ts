import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { KeyStore, roleNames, type RoleName } from '#libs/http';
import { freshDatabase, type FreshDatabase } from '../../../test/database.js';
import { createApi } from './main.js';

interface Operation {
  method: 'GET' | 'POST';
  path: string;
  role: RoleName | null;
}

/** What a credential is worth: a role, nothing (anonymous), or a refusal. */
type Worth = RoleName | 'anonymous' | 'refused';

/**
 * Every route × every kind of credential, as the OpenAPI document says. Ids in the addresses name nothing and bodies are
 * empty, so whoever is let in gets another answer than 401 or 403 and changes nothing.
 */
describe.each([true, false])('who may call what, with anonymous read %s', (anonymousRead) => {
  let database: FreshDatabase;
  let app: NestFastifyApplication;
  let operations: Operation[];
  let credentials: [string, Worth, string | undefined][];

  beforeAll(async () => {
    database = await freshDatabase();
    app = await createApi(database, { workers: false, http: { anonymousRead, rateRead: 0, rateWrite: 0, streams: 0 } });
    await app.init();
    const document = (await app.inject({ method: 'GET', url: '/openapi.json' })).json() as { paths: Record<string, Record<string, { 'x-role': RoleName | null }>> };
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase() as 'GET', path: path.replaceAll(/\{\w+\}/g, 'zz-none'), role: operation['x-role'] })),
    );
    const keys = app.get(KeyStore);
    const key = async (role: RoleName, expiresAt: string | null = null) => keys.createKey({ name: role, role, expiresAt });
    const revoked = await key('admin');
    await keys.revokeKey(revoked.id);
    const valid = await Promise.all(roleNames.map(async (role): Promise<[string, Worth, string]> => [role, role, `Bearer ${(await key(role)).key}`]));
    credentials = [
      ['nothing', anonymousRead ? 'anonymous' : 'refused', undefined],
      ...valid,
      ['a revoked key', 'refused', `Bearer ${revoked.key}`],
      ['an expired key', 'refused', `Bearer ${(await key('admin', '2020-01-01T00:00:00Z')).key}`],
      ['a wrong secret', 'refused', `Bearer ${(await key('admin')).key.slice(0, -1)}!`],
      ['another secret', 'refused', `Bearer ${(await key('admin')).key.slice(0, -43)}${'x'.repeat(43)}`],
      ['an unknown key', 'refused', `Bearer chy_${'0'.repeat(12)}_${'x'.repeat(43)}`],
      ['a token of nobody', 'refused', 'Bearer eyJhbGciOiJub25lIn0.eyJjaGFuY2VyeVJvbGUiOiJhZG1pbiJ9.'],
      ['another scheme', 'refused', `Basic ${Buffer.from('admin:admin').toString('base64')}`],
      ['no scheme', 'refused', revoked.key],
    ];
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  function expected(role: RoleName | null, worth: Worth): 'in' | 401 | 403 {
    if (role === null) return 'in';
    if (worth === 'refused' || (worth === 'anonymous' && role !== 'reader')) return 401;
    const has = worth === 'anonymous' ? 'reader' : worth;
    return roleNames.indexOf(has) >= roleNames.indexOf(role) ? 'in' : 403;
  }

  it('is as the OpenAPI document says, for every route and credential', async () => {
    const wrong: unknown[] = [];
    let cells = 0;
    for (const { method, path, role } of operations) {
      if (path === '/api/v1/log/stream' || path.endsWith('/replay')) continue; // Streams do not end; their refusals are told below.
      await Promise.all(credentials.map(async ([name, worth, authorization]) => {
        const reply = await app.inject({ method, url: path, headers: { 'content-type': method === 'POST' ? 'application/json' : '', ...(authorization === undefined ? {} : { authorization }) }, ...(method === 'POST' ? { payload: '{}' } : {}) });
        const got = reply.statusCode === 401 || reply.statusCode === 403 ? reply.statusCode : 'in';
        cells++;
        if (got !== expected(role, worth) || reply.statusCode >= 500) wrong.push([method, path, name, reply.statusCode, expected(role, worth)]);
        if (reply.statusCode === 401 && reply.headers['www-authenticate'] === undefined) wrong.push([method, path, name, 'no WWW-Authenticate']);
      }));
    }
    expect(wrong).toEqual([]);
    expect(cells).toBeGreaterThan(150);
  }, 60_000);

  it('holds for streams too', async () => {
    for (const [name, worth, authorization] of credentials.filter(([, value]) => value === 'refused')) {
      const reply = await app.inject({ method: 'GET', url: '/api/v1/log/stream', headers: authorization === undefined ? {} : { authorization } });
      expect([name, worth, reply.statusCode]).toEqual([name, worth, 401]);
    }
  });

  it('never takes a credential from an address', async () => {
    const { key } = await app.get(KeyStore).createKey({ name: 'a', role: 'admin', expiresAt: null });
    for (const name of ['key', 'access_token', 'token', 'authorization']) {
      const reply = await app.inject({ method: 'GET', url: `/api/v1/keys?${name}=${key}` });
      expect([name, reply.statusCode]).toEqual([name, 401]);
    }
  });

  it('lets pages of other origins read only while everybody may', async () => {
    const { key } = await app.get(KeyStore).createKey({ name: 'r', role: 'reader', expiresAt: null });
    const reply = await app.inject({ method: 'GET', url: '/api/v1', headers: { authorization: `Bearer ${key}` } });
    expect(reply.headers['access-control-allow-origin']).toBe(anonymousRead ? '*' : undefined);
  });
});
