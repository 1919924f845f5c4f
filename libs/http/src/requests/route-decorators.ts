import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ListRequest } from '../answers/answer.js';
import type { Caller as CallerOf } from '../access/caller.js';
import type { ClockOptions, Moment } from '../clocks/moment.js';
import type { IfMatch as IfMatchOf } from '../preconditions/precondition.js';
import { note, type Description, type ListForm, type Role as RoleOf } from './plan.js';
import { stateOf, traceIdOf, type RequestState } from './request-state.js';

function reading<T>(read: (state: RequestState, request: FastifyRequest) => T): () => ParameterDecorator {
  return createParamDecorator((_data: unknown, context: ExecutionContext): T => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return read(stateOf(request), request);
  });
}

const readList = reading((state): ListRequest & { form: ListForm } => state.list!);
const readMoment = reading((state): Moment => state.moment!);
const readDryRun = reading((state): boolean => state.dryRun);
const readCaller = reading((state): CallerOf => state.caller!);
const readIfMatch = reading((state): IfMatchOf | null => state.ifMatch);
const readIdempotencyKey = reading((state): string | null => state.idempotencyKey);
const readTraceId = reading((_state, request): string => traceIdOf(request));

/**
 * Parameter: what of the list is asked for. Accepts `limit`, `cursor`, `format` and the headers `Accept` and `Prefer`.
 * With `cloudEvents` the list also answers in that form (`form` tells which was chosen).
 */
export function List(options: { cloudEvents?: boolean } = {}): ParameterDecorator {
  return (target, method, index) => {
    note(target.constructor, method, { list: { forms: options.cloudEvents ? ['json', 'csv', 'ndjson', 'cloudevents'] : ['json', 'csv', 'ndjson'] } });
    readList()(target, method, index);
  };
}

/** Parameter: the moment to answer at. Accepts `knownAt`, `minPosition`, `publishedBy` (unless switched off) and, on request, `versions`. */
export function At(options: ClockOptions = {}): ParameterDecorator {
  return (target, method, index) => {
    note(target.constructor, method, { clocks: options });
    readMoment()(target, method, index);
  };
}

/** Parameter: whether `dryRun=true` was sent; the route accepts it. */
export function DryRun(): ParameterDecorator {
  return (target, method, index) => {
    note(target.constructor, method, { dryRun: true });
    readDryRun()(target, method, index);
  };
}

/** Parameter: who is calling. */
export const Caller = readCaller;

/** Parameter: the parsed `If-Match`, or null; give it to `precondition`. */
export function IfMatch(): ParameterDecorator {
  return (target, method, index) => {
    note(target.constructor, method, { ifMatch: true });
    readIfMatch()(target, method, index);
  };
}

/**
 * Parameter: the `Idempotency-Key` in its scope (caller, method, path and query) as one opaque text, or null without the
 * header or in a dry run. A second request with the same scope is refused while the first runs.
 */
export function IdempotencyKey(): ParameterDecorator {
  return (target, method, index) => {
    note(target.constructor, method, { idempotencyKey: true });
    readIdempotencyKey()(target, method, index);
  };
}

/** Parameter: the trace id of the request, 32 hex digits. */
export const TraceId = readTraceId;

/** What a write is asked for with, beside its path and body. */
export interface Writing {
  caller: CallerOf;
  dryRun: boolean;
  ifMatch: IfMatchOf | null;
  idempotencyKey: string | null;
  /** The JSON body as sent, to compare with an earlier one under the same key. */
  sentBody: unknown;
  traceId: string;
}

const readWriting = reading((state, request): Writing => ({
  caller: state.caller!, dryRun: state.dryRun, ifMatch: state.ifMatch, idempotencyKey: state.idempotencyKey, sentBody: state.sentBody ?? null, traceId: traceIdOf(request),
}));

/** Parameter: everything of {@link Writing} at once; the route accepts `dryRun=true`. */
export function Written(): ParameterDecorator {
  return (target, method, index) => {
    note(target.constructor, method, { dryRun: true, ifMatch: true, idempotencyKey: true });
    readWriting()(target, method, index);
  };
}

type ForRoutes = MethodDecorator & ClassDecorator;

function noting(notes: Parameters<typeof note>[2]): ForRoutes {
  return ((target: object, method?: string | symbol) => {
    if (method === undefined) note(target, undefined, notes);
    else note(target.constructor, method, notes);
  }) as ForRoutes;
}

/** The least role that may call: R reader, P reporter, E editor, A admin. */
export function Role(role: RoleOf): ForRoutes {
  return noting({ role });
}

/** Open to everybody, with or without a key; `unlimited` routes are not counted against a rate. */
export function Open(options: { unlimited?: boolean } = {}): ForRoutes {
  return noting({ role: null, unlimited: options.unlimited ?? false });
}

/** Media types of the body instead of JSON. Other than JSON they arrive as a stream: `@Body() body: Readable`. */
export function Consumes(...types: string[]): ForRoutes {
  return noting({ consumes: types });
}

/** Media types a GET can answer with, the default first. `@Chosen()` tells which one the client gets. */
export function Produces(...types: string[]): ForRoutes {
  return noting({ produces: types });
}

/** Parameter: the media type chosen among those of `@Produces(…)`. */
export const Chosen = reading((state): string => state.produces);

/**
 * Announces the end of a route one release ahead: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) headers on every answer.
 * Both are RFC 3339 times.
 */
export function Deprecated(since: string, sunset: string): ForRoutes {
  return noting({ deprecation: { since, sunset } });
}

/** What the OpenAPI document says of the route: a summary, an example of the answer and of the body. */
export function Describe(summary: string, more: Omit<Description, 'summary'> = {}): MethodDecorator {
  return noting({ description: { summary, ...more } });
}
