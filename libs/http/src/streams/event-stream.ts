import type { DataSink } from './chunk-writer.js';

/** A message of many: its data is written where it is wanted, without being one text first. */
export interface WrittenMessage {
  readonly id: number | null;
  readonly event: string;
  /** Writes one JSON value on one line. */
  readonly write: (sink: DataSink) => void;
}

/** One message of an event stream, several that are ready at once, or word of how far the log was looked through without finding one. */
export type StreamItem =
  | { readonly kind: 'message'; /** Position; becomes the `id:` line. */ readonly id: number | null; readonly event: string; /** One JSON value on one line. */ readonly data: string }
  | { readonly kind: 'messages'; readonly messages: readonly WrittenMessage[] }
  | { readonly kind: 'examined'; readonly position: number };

/**
 * A stream of messages as Server-Sent Events or NDJSON lines, whichever the route produces and the client chose.
 * The source is pulled: its next item is asked for when the client has taken the ones before, so memory stays flat however
 * slow the client is. It should end when the signal aborts (client gone, shutdown, key revoked).
 */
export class EventStream {
  constructor(
    readonly source: (signal: AbortSignal) => AsyncIterable<StreamItem>,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** The same stream with more headers. */
  with(headers: Readonly<Record<string, string>>): EventStream {
    return new EventStream(this.source, { ...headers, ...this.headers });
  }
}
