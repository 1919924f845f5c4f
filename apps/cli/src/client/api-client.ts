import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { CannotRun } from '../cannot-run.js';

/** A problem document as the service answered it (API §2). */
export interface ProblemDocument { type: string; title: string; status: number; detail: string; traceId?: string; errors?: Fault[]; [member: string]: unknown }
export interface Fault { in: string; name: string | null; pointer: string | null; code: string; message: string; got: unknown; suggestion: unknown; [member: string]: unknown }

/** The service refused. The exit code follows CLI.md. */
export class Refused extends Error {
  constructor(readonly problem: ProblemDocument, readonly about: { file?: string } = {}) {
    super(problem.detail);
  }

  get exitCode(): number {
    const { status } = this.problem;
    if (status === 401 || status === 403) return 5;
    if ([409, 412, 428].includes(status)) return 4;
    if ([400, 404, 405, 406, 413, 415, 422].includes(status)) return 3;
    return status === 503 || status === 429 ? 6 : 1;
  }
}

export interface Reply { status: number; headers: Headers; body: any; text: string }
/** A whole list, and the head of the log at its last page. */
export interface List { body: { items: any[]; position?: number; [member: string]: any }; head: string | null }
export interface Sending { body?: unknown; headers?: Record<string, string>; accept?: string; file?: string }

const mostTries = 5;

/** Whether a connection ended in the middle of an answer; fetch has no class of its own for it. */
export const brokeOff = (error: unknown): boolean => (error as Error | null)?.name === 'TypeError' && (error as Error).message === 'terminated';

/** Speaks to a running service. 429 and 503 are tried again as `Retry-After` says, with a line of notice. */
export class ApiClient {
  constructor(readonly base: string, private readonly key: string | null, private readonly say: (line: string) => void, private readonly isVerbose = false) {}

  static from({ url, keyFile }: { url?: string | undefined; keyFile?: string | undefined }, say: (line: string) => void, isVerbose: boolean): ApiClient {
    const { base, key } = addressAndKey({ url, keyFile });
    return new ApiClient(base, key, say, isVerbose);
  }

  get(path: string, accept = 'application/json'): Promise<Reply> {
    return this.send('GET', path, { accept });
  }

  /** Posts with an Idempotency-Key, so that a retried command files once. */
  post(path: string, body: unknown, { headers = {}, ...rest }: Sending = {}): Promise<Reply> {
    return this.send('POST', path, { body, headers: { 'idempotency-key': randomUUID(), ...headers }, ...rest });
  }

  /** Every item of a list, page after page at one moment, with the last page's other members. */
  async all(path: string, most = Infinity): Promise<List> {
    let whole: List['body'] = { items: [] };
    let head: string | null = null;
    for await (const reply of this.pages(path, most)) {
      head = reply.headers.get('chancery-head');
      whole = { ...reply.body, items: [...whole.items, ...reply.body.items], next: null };
    }
    return { body: { ...whole, items: whole.items.slice(0, most) }, head };
  }

  /** The pages of a list as they arrive, all of one moment, until `most` items have come. */
  async *pages(path: string, most = Infinity): AsyncGenerator<Reply> {
    let url: string | null = `${path}${path.includes('?') ? '&' : '?'}limit=${Math.min(1000, most)}`;
    for (let seen = 0; url !== null && seen < most; ) {
      const reply: Reply = await this.get(url);
      yield reply;
      seen += (reply.body as { items: unknown[] }).items.length;
      url = (reply.body as { next: string | null }).next;
    }
  }

  /** An answer whose body is read as it comes. */
  stream(path: string, accept: string, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> {
    return this.answered('GET', path, { accept, headers }, signal);
  }

  private async send(method: string, path: string, sending: Sending): Promise<Reply> {
    const response = await this.answered(method, path, sending);
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('application/json');
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
  }

  private async answered(method: string, path: string, sending: Sending, signal?: AbortSignal): Promise<Response> {
    for (let tries = 1; ; tries++) {
      const response = await this.fetch(method, path, sending, signal);
      if (response.ok) return response;
      const text = await response.text();
      const wait = Number(response.headers.get('retry-after') ?? '1') || 1;
      if ((response.status !== 429 && response.status !== 503) || tries === mostTries) throw new Refused(problemOf(response.status, text), sending.file === undefined ? {} : { file: sending.file });
      this.say(`the service answered ${response.status}; trying again in ${wait} s (${tries} of ${mostTries - 1})`);
      await pause(wait * 1000, undefined, signal === undefined ? {} : { signal });
    }
  }

  private async fetch(method: string, path: string, { body, headers = {}, accept = 'application/json' }: Sending, signal?: AbortSignal): Promise<Response> {
    const url = this.base + (path.startsWith('/') ? path : `/api/v1/${path}`);
    const started = performance.now();
    try {
      const response = await fetch(url, {
        method,
        headers: { accept, ...(this.key === null ? {} : { authorization: `Bearer ${this.key}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
      if (this.isVerbose) this.say(`${method} ${url} ${response.status} ${(performance.now() - started).toFixed(0)} ms`);
      return response;
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new CannotRun(`No service answers at ${this.base}: start it with "npm start", or name it with --url or CHANCERY_URL.`, 6);
    }
  }
}

/** Where the service is and the key to use, by option or by setting. */
export function addressAndKey({ url, keyFile }: { url?: string | undefined; keyFile?: string | undefined }): { base: string; key: string | null } {
  const base = (url ?? process.env.CHANCERY_URL?.trim() ?? '') || `http://127.0.0.1:${process.env.PORT?.trim() || '3000'}`;
  return { base: base.replace(/\/$/, ''), key: readKey(keyFile) ?? (process.env.CHANCERY_KEY?.trim() || null) };
}

function readKey(file: string | undefined): string | null {
  if (file === undefined) return null;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new CannotRun(`The key file ${file} cannot be read: ${(error as Error).message}`, 2);
  }
}

function problemOf(status: number, text: string): ProblemDocument {
  try {
    return JSON.parse(text) as ProblemDocument;
  } catch {
    return { type: 'about:blank', title: `The service answered ${status}`, status, detail: text.slice(0, 500) };
  }
}
