import type { SeedAnswer, SeedTransport } from './transport.js';

/**
 * Reaches a running service over HTTP.
 * @param base for example `http://127.0.0.1:3000`
 * @param key an API key with the role editor, sent as a bearer token
 */
export function httpTransport(base: string, key: string): SeedTransport {
  const root = base.replace(/\/$/, '');
  const authorization = `Bearer ${key}`;
  return {
    get: async (path) => answerOf(await fetch(root + path, { headers: { authorization, accept: 'application/json' } })),
    post: async (path, body, headers) =>
      answerOf(
        await fetch(root + path, {
          method: 'POST',
          headers: { ...headers, authorization, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
  };
}

async function answerOf(response: Response): Promise<SeedAnswer> {
  const text = await response.text();
  const retryAfter = response.headers.get('retry-after');
  return {
    status: response.status,
    etag: response.headers.get('etag'),
    retryAfter: retryAfter === null || Number.isNaN(Number(retryAfter)) ? null : Number(retryAfter),
    body: readJson(text),
  };
}

/** A proxy may answer with a page instead of a problem document; its text is then shown as it is. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
