import 'reflect-metadata';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { ClockOptions } from '../clocks/moment.js';
import { shapeOf, type Shape } from './checker.js';
import { ClockListQuery, ClockQuery, ListQuery } from './queries.js';

export type Role = 'R' | 'P' | 'E' | 'A';
export type ListForm = 'json' | 'csv' | 'ndjson' | 'cloudevents';

/** What the conventions must know of one route, gathered from its decorators once. */
export interface Plan {
  /** Least role; null for routes open to everybody (`@Open()`). */
  readonly role: Role | null;
  /** Never counted against a rate. */
  readonly unlimited: boolean;
  readonly query: Shape | null;
  /** Query parameters read one by one (`@Query('name')`). */
  readonly singleQueries: readonly string[];
  readonly path: Shape | null;
  readonly body: Shape | null;
  /** Media types of the body; the first is what the OpenAPI document shows. */
  readonly consumes: readonly string[];
  readonly list: { readonly forms: readonly ListForm[] } | null;
  readonly clocks: ClockOptions | null;
  readonly dryRun: boolean;
  /** Request headers that the handler reads. */
  readonly headers: { readonly ifMatch: boolean; readonly idempotencyKey: boolean };
  /** Media types a GET can answer with, the default first; lists add theirs. */
  readonly produces: readonly string[];
  readonly description: Description | null;
  /** Headers that announce the end of the route. */
  readonly deprecation: Readonly<Record<string, string>>;
}

/** What the OpenAPI document tells of a route beside what its classes say. */
export interface Description {
  readonly summary: string;
  /** An answer as clients get it. */
  readonly example?: unknown;
  /** A body as clients send it. */
  readonly request?: unknown;
  /** Problem types this route may answer with, beside those every route may. */
  readonly problems?: readonly string[];
  /** Other examples of query parameters. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

const key = Symbol('chancery:route');
interface Notes { role?: Role | null; unlimited?: boolean; list?: Plan['list']; clocks?: ClockOptions; dryRun?: boolean; produces?: string[]; consumes?: string[]; description?: Description; ifMatch?: boolean; idempotencyKey?: boolean; deprecation?: { since: string; sunset: string } }

/** Adds to the notes of a route (or of all routes of a controller when `method` is absent). */
export function note(controller: object, method: string | symbol | undefined, notes: Notes): void {
  const own = (method === undefined ? Reflect.getOwnMetadata(key, controller) : Reflect.getOwnMetadata(key, controller, method)) as Notes | undefined;
  const merged = { ...own, ...notes };
  if (method === undefined) Reflect.defineMetadata(key, merged, controller);
  else Reflect.defineMetadata(key, merged, controller, method);
}

const plans = new WeakMap<Function, Map<string, Plan>>();

/** The plan of a controller's method. Throws at first use when a route forgot to say who may call it. */
export function planOf(controller: Function, method: string): Plan {
  const known = plans.get(controller)?.get(method);
  if (known !== undefined) return known;
  const plan = makePlan(controller, method);
  plans.set(controller, (plans.get(controller) ?? new Map<string, Plan>()).set(method, plan));
  return plan;
}

const BODY = '3';
const QUERY = '4';
const PARAM = '5';

function makePlan(controller: Function, method: string): Plan {
  const notes: Notes = { ...(Reflect.getMetadata(key, controller) as Notes | undefined), ...(Reflect.getMetadata(key, controller, method) as Notes | undefined) };
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<string, { index: number; data?: unknown }>;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, method) ?? []) as Function[];
  let query: Function | null = null;
  let path: Function | null = null;
  let body: Function | null = null;
  const singleQueries: string[] = [];
  for (const [name, { index, data }] of Object.entries(args)) {
    const [kind] = name.split(':');
    const type = types[index];
    const named = typeof data === 'string' ? data : null;
    const isClass = type !== undefined && ![Object, String, Number, Boolean, Array].includes(type as never);
    if (kind === QUERY && named !== null) singleQueries.push(named);
    if (kind === QUERY && named === null && isClass) query = type;
    if (kind === PARAM && named === null && isClass) path = type;
    if (kind === BODY && named === null && isClass && !isStreamType(type)) body = type;
  }
  if (notes.role === undefined) throw new Error(`${controller.name}.${method} does not say who may call it: add @Role(…) or @Open().`);
  const clockQuery = query !== null && (query.prototype instanceof ClockQuery || query.prototype instanceof ClockListQuery || query === ClockQuery || query === ClockListQuery);
  const listQuery = query !== null && (query.prototype instanceof ListQuery || query === ListQuery);
  return {
    role: notes.role,
    unlimited: notes.unlimited ?? false,
    query: query === null ? null : shapeOf(query),
    singleQueries,
    path: path === null ? null : shapeOf(path),
    body: body === null ? null : shapeOf(body),
    consumes: notes.consumes ?? ['application/json'],
    list: notes.list ?? (listQuery ? { forms: ['json', 'csv', 'ndjson'] } : null),
    clocks: notes.clocks ?? (clockQuery ? {} : null),
    dryRun: notes.dryRun ?? false,
    headers: { ifMatch: notes.ifMatch ?? false, idempotencyKey: notes.idempotencyKey ?? false },
    produces: notes.produces ?? ['application/json'],
    description: notes.description ?? null,
    deprecation: notes.deprecation === undefined ? {} : { Deprecation: `@${Math.floor(Date.parse(notes.deprecation.since) / 1000)}`, Sunset: new Date(notes.deprecation.sunset).toUTCString() },
  };
}

function isStreamType(type: Function): boolean {
  return type.name === 'Readable' || type.name === 'Buffer';
}
