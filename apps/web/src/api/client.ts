import { signal } from '@preact/signals';
import type { Problem } from './shapes.js';

/** The service answered with a problem: what it means and what to do next are in its words. */
export class ServiceProblem extends Error {
  constructor(readonly problem: Problem, readonly retryAfterMs: number | null) {
    super(problem.title);
  }
}

/** No answer came at all. */
export class Unreachable extends Error {}

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'catching-up';
export const connection = signal<Connection>('connecting');
/** In words, when the service is behind: "catching up, 140 events". */
export const behind = signal<number | null>(null);
/** Which reads were told to wait, and until when that is news: another read that succeeds says nothing about them. */
const waitingFor = new Map<string, number>();
const caughtUp = (path: string): boolean => {
  waitingFor.delete(path);
  for (const [each, until] of waitingFor) if (until < Date.now()) waitingFor.delete(each); // its screen was left
  return waitingFor.size === 0;
};
/** The highest position seen in any answer. */
export const head = signal(0);

/** Whether the live log is being followed; a request that succeeds while it is ends a "reconnecting". */
export const following = { current: false };

/** Asked for when a 401 needs it; the dialog resolves it. Kept for this tab only, never in an address. */
export const keyWanted = signal<{ reason: string; give: (key: string | null) => void } | null>(null);
let asking: Promise<string | null> | null = null;
const KEY = 'chancery.key';
export const apiKey = (): string | null => sessionStorage.getItem(KEY);
export function setApiKey(key: string | null): void {
  if (key === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, key);
}

export type Params = Record<string, string | number | boolean | readonly string[] | null | undefined>;

/** `/stories/x` with parameters to the full API path; null and undefined members are left out. */
export function apiPath(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === null || value === undefined || value === '') continue;
    if (Array.isArray(value)) for (const each of value) query.append(name, each);
    else query.set(name, String(value));
  }
  const text = query.toString();
  return (path.startsWith('/api/') ? path : `/api/v1${path}`) + (text === '' ? '' : (path.includes('?') ? '&' : '?') + text);
}

export interface Answer<T> { data: T; position: number; head: number; etag: string | null; location: string | null; replayed: boolean }

const placeOf = (path: string): string => path.replace(/\?.*$/, '');

/** One request. Asks for a key on 401 and goes on where it stopped; throws ServiceProblem or Unreachable. */
export async function request(path: string, init: RequestInit = {}, asked = false): Promise<Response> {
  const key = apiKey();
  const headers = new Headers(init.headers);
  if (key !== null) headers.set('Authorization', `Bearer ${key}`);
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    if (connection.value !== 'connecting') connection.value = 'reconnecting';
    throw new Unreachable('The service does not answer.');
  }
  head.value = Math.max(head.value, Number(response.headers.get('Chancery-Head') ?? 0));
  if (response.ok || response.status === 304) {
    const isCurrent = caughtUp(placeOf(path));
    if ((connection.value === 'catching-up' && isCurrent) || (connection.value === 'reconnecting' && following.current)) { connection.value = 'live'; behind.value = null; }
    return response;
  }
  const problem = await problemOf(response);
  const mayAsk = !asked && (response.status === 401 || (response.status === 403 && init.method === 'POST'));
  if (mayAsk) {
    // Several requests may be refused at once: they all wait for the one answer.
    asking ??= new Promise<string | null>((give) => { keyWanted.value = { reason: problem.detail ?? problem.title, give }; }).then((given) => {
      asking = null;
      keyWanted.value = null;
      if (given !== null) setApiKey(given);
      return given;
    });
    if ((await asking) !== null) return request(path, init, response.status === 403);
    // A key that is refused stands in the way of what anyone may read: without it the read goes on.
    if (key !== null && response.status === 401 && init.method === undefined) {
      if (apiKey() === key) setApiKey(null);
      return request(path, init, true);
    }
  }
  if (problem.type === '/problems/projection-behind') {
    connection.value = 'catching-up';
    waitingFor.set(placeOf(path), Date.now() + Number(response.headers.get('Retry-After') ?? 1) * 1000 + 10_000);
    behind.value = problem.wanted !== undefined && problem.position !== undefined ? problem.wanted - problem.position : null;
  }
  const wait = response.headers.get('Retry-After');
  throw new ServiceProblem(problem, wait === null ? null : Number(wait) * 1000);
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as Problem;
    if (typeof problem.title === 'string') return { ...problem, status: response.status };
  } catch { /* not a problem document: said below in our own words */ }
  return { type: 'about:blank', title: `The service refused this (${response.status}).`, status: response.status };
}

export async function get<T>(path: string, params: Params = {}, signal_?: AbortSignal): Promise<Answer<T>> {
  const response = await request(apiPath(path, params), signal_ === undefined ? {} : { signal: signal_ });
  return answerOf<T>(response);
}

export async function post<T>(path: string, body: unknown, options: { params?: Params; headers?: Record<string, string>; signal?: AbortSignal } = {}): Promise<Answer<T>> {
  const response = await request(apiPath(path, options.params), {
    method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...options.headers }, ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return answerOf<T>(response);
}

async function answerOf<T>(response: Response): Promise<Answer<T>> {
  return {
    data: (await response.json()) as T, position: Number(response.headers.get('Chancery-Position') ?? 0), head: Number(response.headers.get('Chancery-Head') ?? 0),
    etag: response.headers.get('ETag'), location: response.headers.get('Location'), replayed: response.headers.get('Idempotency-Replayed') === 'true',
  };
}

/** Reads a list whole as NDJSON, one object a line, and hands it over in the pieces in which it arrives. */
export async function stream<T>(path: string, params: Params, take: (rows: T[]) => void, signal_?: AbortSignal): Promise<number> {
  const response = await request(apiPath(path, params), { headers: { Accept: 'application/x-ndjson' }, ...(signal_ === undefined ? {} : { signal: signal_ }) });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let since = performance.now();
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + (value ?? '')).split('\n');
    rest = done ? '' : lines.pop()!;
    const rows: T[] = [];
    for (const line of lines) {
      if (line === '') continue;
      const row = JSON.parse(line) as T & { problem?: Problem };
      if (row.problem !== undefined && Object.keys(row).length === 1) throw new ServiceProblem(row.problem, null);
      rows.push(row);
    }
    if (rows.length > 0) take(rows);
    // Reads of what has already arrived settle without the page ever getting a turn: it would stay blank until the end.
    if (performance.now() - since > 16) {
      await new Promise((resolve) => setTimeout(resolve));
      since = performance.now();
    }
    if (done) return Number(response.headers.get('Chancery-Position') ?? 0);
  }
}
