import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { ListRequest } from '../answers/answer.js';
import type { Moment } from '../clocks/moment.js';
import type { Fault } from '../problems/problem.js';
import type { IfMatch } from '../preconditions/precondition.js';
import type { Caller } from '../access/caller.js';
import type { ListForm, Plan } from './plan.js';

/** What the conventions found out about one request, for the decorators and the rendering to read. */
export interface RequestState {
  readonly startedAt: number;
  traceId: string | null;
  plan: Plan | null;
  caller: Caller | null;
  /** The body as it was sent, before defaults were filled in. */
  sentBody: unknown;
  /** Mistakes the JSON reader found; told with the others. */
  bodyFaults: Fault[];
  moment: Moment | null;
  list: (ListRequest & { form: ListForm }) | null;
  ifMatch: IfMatch | null;
  dryRun: boolean;
  idempotencyKey: string | null;
  /** Media type chosen by negotiation. */
  produces: string;
  /** Headers of the rate limit, for every reply. */
  limitHeaders: Record<string, string>;
  /** Gives the place of an open stream back. */
  giveBackStream: () => void;
}

const states = new WeakMap<FastifyRequest, RequestState>();

export function stateOf(request: FastifyRequest): RequestState {
  let state = states.get(request);
  if (state === undefined) {
    state = { startedAt: performance.now(), traceId: null, plan: null, caller: null, sentBody: null, bodyFaults: [], moment: null, list: null, ifMatch: null, dryRun: false, idempotencyKey: null, produces: 'application/json', limitHeaders: {}, giveBackStream: () => undefined };
    states.set(request, state);
  }
  return state;
}

/** The trace of a request: that of a valid `traceparent` header (W3C), else a new one. 32 hex digits. */
export function traceIdOf(request: FastifyRequest): string {
  const state = stateOf(request);
  return (state.traceId ??= /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/.exec(String(request.headers.traceparent ?? ''))?.[1] ?? randomBytes(16).toString('hex'));
}

/** The path of a request without its query. */
export function pathOf(request: FastifyRequest): string {
  const end = request.url.indexOf('?');
  return end === -1 ? request.url : request.url.slice(0, end);
}

/** Query parameters in the order sent, each with all its values. */
export type Parameters = ReadonlyMap<string, readonly string[]>;

export interface QueryReading {
  readonly parameters: Parameters;
  /** Names or values that are not percent-encoded UTF-8, or contain NUL. */
  readonly broken: readonly { name: string; raw: string }[];
}

/**
 * Reads a query string. Written here because the usual parsers replace what they cannot decode without a word; this one
 * tells it.
 */
export function readQuery(url: string): QueryReading {
  const parameters = new Map<string, string[]>();
  const broken: { name: string; raw: string }[] = [];
  const start = url.indexOf('?');
  if (start === -1) return { parameters, broken };
  for (const pair of url.slice(start + 1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const rawName = equals === -1 ? pair : pair.slice(0, equals);
    const raw = equals === -1 ? '' : pair.slice(equals + 1);
    const name = decode(rawName);
    const value = decode(raw);
    if (name === null || value === null) {
      broken.push({ name: name ?? rawName, raw });
      continue;
    }
    const values = parameters.get(name);
    if (values === undefined) parameters.set(name, [value]);
    else values.push(value);
  }
  return { parameters, broken };
}

function decode(text: string): string | null {
  if (!text.includes('%') && !text.includes('+')) return text.includes('\0') ? null : text;
  try {
    const decoded = decodeURIComponent(text.replaceAll('+', ' '));
    return decoded.includes('\0') ? null : decoded;
  } catch {
    return null;
  }
}
