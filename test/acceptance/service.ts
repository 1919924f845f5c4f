import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApi } from '../../apps/api/src/main.js';
import { apiSettings } from '../../apps/api/src/settings.js';
import { freshDatabase, type FreshDatabase } from '../database.js';

export const adminKey = `chy_admin0000000_${'A'.repeat(43)}`;
export interface Reply { status: number; body: any; headers: Record<string, string | string[] | number | undefined>; text: string }

/** The whole service on a database of its own, spoken to as a client would. */
export class Service {
  private constructor(readonly app: NestFastifyApplication, private readonly database: FreshDatabase, private readonly isFirst: boolean) {}

  static async start(): Promise<Service> {
    return Service.on(await freshDatabase(), true);
  }

  /** A second process's worth of the service on the same database. */
  beside(): Promise<Service> {
    return Service.on(this.database, false);
  }

  private static async on(database: FreshDatabase, isFirst: boolean): Promise<Service> {
    const settings = apiSettings({});
    const app = await createApi(database, { ...settings, workers: true, http: { ...settings.http, adminKey, rateRead: 0, rateWrite: 0 } });
    await app.listen(0, '127.0.0.1');
    return new Service(app, database, isFirst);
  }

  async stop(): Promise<void> {
    await this.app.close();
    if (this.isFirst) await this.database.drop();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.app.getHttpServer().address() as { port: number }).port}`;
  }

  /** Reads what was written before: every read waits for the last position this client saw. */
  private seen = 0;

  async get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    const wait = this.seen === 0 || /[?&](knownAt|cursor)=|^log|minPosition=/.test(path) ? '' : `${path.includes('?') ? '&' : '?'}minPosition=${this.seen}`;
    return this.send('GET', `${path}${wait}`, undefined, headers);
  }

  post(path: string, body: object, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('POST', path, body, headers);
  }

  async send(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body: object | undefined, headers: Record<string, string>): Promise<Reply> {
    const reply = await this.app.inject({
      method, url: path.startsWith('/') ? path : `/api/v1/${path}`, headers: { authorization: `Bearer ${adminKey}`, ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    if (method === 'POST' && reply.statusCode === 201) this.seen = Math.max(this.seen, Number(reply.headers['chancery-position'] ?? 0));
    const isJson = String(reply.headers['content-type'] ?? '').includes('json') && !String(reply.headers['content-type']).includes('ndjson');
    return { status: reply.statusCode, body: isJson && reply.body !== '' ? JSON.parse(reply.body) : null, headers: reply.headers, text: reply.body };
  }
}
