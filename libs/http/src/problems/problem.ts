import type { ProblemType } from './problem-types.js';

export type Json = string | number | boolean | null | Json[] | { [member: string]: Json };

export type FaultCode =
  | 'unknown-parameter' | 'unknown-field' | 'required' | 'type' | 'range' | 'length' | 'pattern' | 'enum' | 'edtf' | 'depth' | 'combination';

/** One mistake of a request, as the entries of `errors` show it. */
export interface Fault {
  in: 'query' | 'path' | 'header' | 'body';
  /** Parameter or header name; null in a body. */
  name: string | null;
  /** RFC 6901 pointer into the body; null elsewhere. */
  pointer: string | null;
  code: FaultCode | (string & {});
  message: string;
  got: Json;
  allowed: Json[] | null;
  suggestion: string | null;
  [more: string]: Json;
}

/**
 * A refusal. `facts` become members of the problem document (only those that the table of problem types lists for
 * `problemType`), `headers` go into the reply.
 */
export class Problem extends Error {
  constructor(
    readonly problemType: ProblemType,
    detail: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = new.target.name;
  }
}

/**
 * A rule of the domain says no. Subclasses set `problemType` and carry their facts as public fields; those the table of
 * problem types lists are told to the client. The message says what happened and what to do next.
 */
export abstract class StoryRuleViolation extends Error {
  abstract readonly problemType: ProblemType;
  /** `Link` header values that lead on, for instance to what exists already. */
  readonly links?: readonly { href: string; rel: string }[];
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** 400 with one entry per mistake; at most 100 are told. */
export class InvalidRequest extends Problem {
  constructor(readonly faults: readonly Fault[]) {
    super('invalid-request', faults.length === 1 ? faults[0]!.message : `${faults.length >= 100 ? '100 or more' : faults.length} mistakes; the first: ${faults[0]?.message ?? ''}`, { errors: faults.slice(0, 100) });
  }
}

/** 404. `resource` is the noun (`story`, `report`, …, or `route`), `nearest` at most three ids that come close. */
export class NotFound extends Problem {
  constructor(resource: string, id: string, nearest: readonly string[] = []) {
    const hint = nearest.length > 0 ? ` Did you mean ${nearest.slice(0, 3).join(', ')}?` : '';
    super('not-found', `There is no ${resource} ${id}.${hint}`, { resource, id, nearest: nearest.slice(0, 3) });
  }
}

/** 409: the slug or id is taken; `existing` is the path-absolute URL of what has it. */
export class AlreadyExists extends Problem {
  constructor(what: string, existing: string) {
    super('already-exists', `${what} exists already. Use it, or choose another id.`, { existing });
  }
}

/** 422: a position or time that the log has not reached. `head` is the highest position. */
export class BeyondHead extends Problem {
  constructor(head: number, asked: string) {
    super('beyond-head', `${asked} is beyond the head of the log, which is ${head}.`, { head });
  }
}

/** 503: a read model had not reached `wanted` in time. */
export class ProjectionBehind extends Problem {
  constructor(projection: string | null, position: number, wanted: number) {
    super('projection-behind', `The views stand at position ${position}, ${wanted} was asked for. Try again in a second.`, { projection, position, wanted });
  }
}

/** A fault in one parameter, with the members that do not apply set to null. */
export function fault(where: Fault['in'], nameOrPointer: string, code: Fault['code'], message: string, more: Partial<Fault> = {}): Fault {
  return {
    in: where,
    name: where === 'body' ? null : nameOrPointer,
    pointer: where === 'body' ? nameOrPointer : null,
    code,
    message,
    got: null,
    allowed: null,
    suggestion: null,
    ...more,
  };
}
