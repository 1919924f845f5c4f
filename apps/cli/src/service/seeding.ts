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
  const key = `chy_${letters(12, 36)}_${letters(43, 62)}`;
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

/** Random characters in the form of a key (API §1.9). */
function letters(length: number, alphabet: 36 | 62): string {
  const all = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  return Array.from({ length }, () => all[randomInt(alphabet)]).join('');
}
