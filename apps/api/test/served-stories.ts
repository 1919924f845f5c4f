import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { freshDatabase } from '../../../test/database.js';
import { createApi } from '../src/main.js';

const adminKey = `chy_admin0000000_${'A'.repeat(43)}`;

export interface ServedReply { status: number; body: any; text: string; headers: Record<string, string | undefined> }
/** The whole service on a database of its own, reached without a port. Paths without `/api/v1`. */
export interface Served {
  app: NestFastifyApplication;
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
  await app.init();
  const send = async (method: 'GET' | 'POST', url: string, headers: Record<string, string>, body?: unknown): Promise<ServedReply> => {
    const reply = await app.inject({
      method, url, headers: { authorization: `Bearer ${adminKey}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    const json = /json/.test(String(reply.headers['content-type'])) && !/ndjson/.test(String(reply.headers['content-type']));
    return { status: reply.statusCode, text: reply.payload, body: json ? JSON.parse(reply.payload) : null, headers: reply.headers as ServedReply['headers'] };
  };
  const answer = ({ status, headers, body, text }: ServedReply) => ({ status, etag: headers.etag ?? null, retryAfter: null, body: body ?? text });
  // What was written last is what the next read is to show.
  let written = 0;
  const reading = (path: string): string => (written === 0 || /[?&]knownAt=/.test(path) ? path : `${path}${path.includes('?') ? '&' : '?'}minPosition=${written}`);
  const noting = (reply: ServedReply): ServedReply => {
    if (reply.status < 300) written = Math.max(written, Number(reply.headers['chancery-position'] ?? 0));
    return reply;
  };
  return {
    app,
    get: (path, headers = {}) => send('GET', `/api/v1${path}`, headers),
    async done(path, body) {
      const reply = noting(await send('POST', `/api/v1${path}`, { 'if-match': '*' }, body));
      if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${reply.text}`);
      return reply;
    },
    transport: {
      get: async (path) => answer(await send('GET', /\/(stories|reports|claims|occurrences|markers)(\/|\?|$)/.test(path) ? reading(path) : path, {})),
      post: async (path, body, headers) => answer(noting(await send('POST', path, { ...headers }, body))),
    },
    async close() {
      await app.close();
      await database.drop();
    },
  };
}
