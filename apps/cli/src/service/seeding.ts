import { randomInt } from 'node:crypto';
import type { DatabaseUrls } from '#libs/database';
import { createApi } from '../../../api/src/main.js';
import type { ApiSettings } from '../../../api/src/settings.js';
import { seedStories, type SeedAnswer, type SeedOutcome, type SeedTransport } from '../../../../seeds/index.js';

/**
 * Files the seed stories through the real write path, in an API process of its own that nobody can reach: it listens
 * nowhere, its key is known to this function alone, and its request limits are off.
 */
export async function fileSeedStories(database: DatabaseUrls, settings: ApiSettings): Promise<SeedOutcome[]> {
  const key = seedingKey();
  const api = await createApi(database, { ...settings, workers: true, http: { ...settings.http, adminKey: key, rateRead: 0, rateWrite: 0 } });
  try {
    await api.init();
    await api.getHttpAdapter().getInstance().ready();
    return await seedStories(injecting(api, key));
  } finally {
    await api.close();
  }
}

type Api = Awaited<ReturnType<typeof createApi>>;

/** Requests handed to the service inside this process, through everything but the network. */
function injecting(api: Api, key: string): SeedTransport {
  const authorization = `Bearer ${key}`;
  const answer = ({ statusCode, headers, body }: { statusCode: number; headers: Record<string, unknown>; body: string }): SeedAnswer => ({
    status: statusCode,
    etag: typeof headers.etag === 'string' ? headers.etag : null,
    retryAfter: headers['retry-after'] === undefined ? null : Number(headers['retry-after']),
    body: body === '' ? null : (JSON.parse(body) as unknown),
  });
  return {
    get: async (url) => answer(await api.inject({ method: 'GET', url, headers: { authorization, accept: 'application/json' } })),
    post: async (url, body, headers) =>
      answer(await api.inject({ method: 'POST', url, headers: { ...headers, authorization, 'content-type': 'application/json' }, payload: JSON.stringify(body) })),
  };
}

/**
 * A key in the form of API §1.9, with a secret of its own for every start and always the same id: replies are kept by caller, so
 * a start that finishes what a broken one began must call itself by the same name, or it would find its own story in the way.
 */
export function seedingKey(): string {
  const all = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  return `chy_seedstories0_${Array.from({ length: 43 }, () => all[randomInt(62)]).join('')}`;
}
