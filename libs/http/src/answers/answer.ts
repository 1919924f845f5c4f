import type { Json } from '../problems/problem.js';

/** An already serialized JSON value. It is copied into the reply as it is: never parsed, never re-encoded. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** What a controller answers for one resource or one act. The rendering interceptor makes the reply of it. */
export interface Answer {
  body: object | JsonText;
  /** The position the answer stands at; after a write the last position written (the head for a dry run). */
  position: number;
  /** Newest position whose event changed what this address shows: the first half of the ETag. */
  changedAt: number;
  /** Version of the projection that serves it: the second half of the ETag. */
  rev: number;
  /** 200 by default. */
  status?: 200 | 201 | 202;
  /** Path-absolute URL of what was made or changed. */
  location?: string;
  links?: { href: string; rel: string }[];
  /** No ETag, `Cache-Control: no-store`: dry runs and answers that depend on the time of day. */
  noStore?: boolean;
  /** It can never change: cached for a year, as `/log/{position}` is. */
  immutable?: boolean;
  /** The stored reply of an earlier request with the same Idempotency-Key. */
  replayed?: boolean;
}

/** What a controller answers for a list. */
export interface ListAnswer {
  /** Objects or ready JSON texts; for a whole stream usually an async iterable that reads as it is consumed. */
  items: Iterable<object | JsonText> | AsyncIterable<object | JsonText>;
  /** Key of the last item when more follow, else null. It comes back as `ListRequest.after`. */
  after: Json | null;
  position: number;
  changedAt: number;
  rev: number;
  /** Number of all items; only when `ListRequest.count` asked. */
  total?: number;
  /** Columns of the CSV form, dotted member names; without them they follow from the first rows. */
  columns?: readonly string[];
  /** More members of the body, beside `items`, `next` and `position`. */
  extra?: object;
  links?: { href: string; rel: string }[];
  noStore?: boolean;
}

/** What a list is asked for. */
export interface ListRequest {
  /** Items of this page, 1..1000; meaningless when `whole`. */
  limit: number;
  /** Key after which the page begins; null for the first page. */
  after: Json | null;
  /** The position of the first page, pinned by the cursor; `@At()` answers at it already. */
  position: number | null;
  /** Everything, as one stream (CSV, NDJSON): no limit. */
  whole: boolean;
  /** `Prefer: count=exact` was sent: fill `total`. */
  count: boolean;
}

/** An answer in text or bytes of its own media type, with the headers of any other GET. */
export class Representation {
  constructor(
    readonly content: string | Buffer,
    readonly type: string,
    readonly about: { position?: number; changedAt?: number; form?: 'csv' | 'ndjson' | 'cloudevents'; rev?: number; immutable?: boolean; status?: number; headers?: Record<string, string>; noStore?: boolean; /** Not of the log: no positions in the headers, and the log is not asked. */ outside?: boolean } = {},
  ) {}
}

export function isListAnswer(value: unknown): value is ListAnswer {
  return typeof value === 'object' && value !== null && 'items' in value && 'after' in value;
}

export function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'body' in value && 'changedAt' in value;
}

/** The strong ETag of a representation: `"26.1"`, for other media types `"26.1.csv"`. */
export function etagOf(changedAt: number, rev: number, form: '' | 'csv' | 'ndjson' | 'cloudevents' = ''): string {
  return `"${changedAt}.${rev}${form === '' ? '' : `.${form}`}"`;
}

/** The JSON text of a value that may be ready already. */
export function jsonTextOf(value: object | JsonText): string {
  return value instanceof JsonText ? value.text : JSON.stringify(value);
}

/**
 * Cuts a page out of rows that were read with `limit + 1`: the extra row only tells that more follow.
 * `keyOf` gives the key of the last item shown.
 */
export function listPage<T>(rows: readonly T[], limit: number, keyOf: (row: T) => Json): { items: T[]; after: Json | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, after: rows.length > limit && last !== undefined ? keyOf(last) : null };
}
