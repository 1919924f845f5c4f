import type { AddressInfo } from 'node:net';
import { freshDatabase } from '../../../test/database.js';
import { createApi } from '../src/main.js';

const adminKey = `chy_admin0000000_${'A'.repeat(43)}`;

export interface ServedReply { status: number; body: any; text: string; headers: Record<string, string | undefined> }
/** The whole service on a database and a port of its own. Paths without `/api/v1`. */
export interface Served {
  port: number;
  get(path: string, headers?: Record<string, string>): Promise<ServedReply>;
  /** Posts as an admin with `If-Match: *` and demands 2xx. */
  done(path: string, body: unknown): Promise<ServedReply>;
  /** The same as a transport for seed files. */
  transport: {
    get(path: string): Promise<{ status: number; etag: string | null; retryAfter: number | null; body: unknown }>;
    post(path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<{ status: number; etag: string | null; retryAfter: number | null; body: unknown }>;
  };
  close(): Promise<void>;
}

export async function serve(): Promise<Served> {
  const database = await freshDatabase();
  const app = await createApi(database, { workers: true, http: { adminKey, rateRead: 0, rateWrite: 0 } });
  await app.listen(0, '127.0.0.1');
  const port = (app.getHttpServer().address() as AddressInfo).port;
  const send = async (method: 'GET' | 'POST', url: string, headers: Record<string, string>, body?: unknown): Promise<ServedReply> => {
    const reply = await fetch(`http://127.0.0.1:${port}${url}`, {
      method, headers: { authorization: `Bearer ${adminKey}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    const isJson = /json/.test(reply.headers.get('content-type') ?? '') && !/ndjson/.test(reply.headers.get('content-type') ?? '');
    return { status: reply.status, text, body: isJson ? JSON.parse(text) : null, headers: Object.fromEntries(reply.headers) };
  };
  const answer = ({ status, headers, body, text }: ServedReply) => ({ status, etag: headers.etag ?? null, retryAfter: null, body: body ?? text });
  return {
    port,
    get: (path, headers = {}) => send('GET', `/api/v1${path}`, headers),
    async done(path, body) {
      const reply = await send('POST', `/api/v1${path}`, { 'if-match': '*' }, body);
      if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${reply.text}`);
      return reply;
    },
    transport: {
      get: async (path) => answer(await send('GET', path, {})),
      post: async (path, body, headers) => answer(await send('POST', path, { ...headers }, body)),
    },
    async close() {
      await app.close();
      await database.drop();
    },
  };
}
