export type Json = null | boolean | number | string | Json[] | { [k: string]: Json };

export interface RecordedBy { id: string | null; name: string | null; kind: 'key' | 'jwt' | 'anonymous' | 'system' }

export interface EventToAppend {
  stream: string;
  type: string;
  schemaVersion: number;
  story: string | null;
  data: object;
  /** A UUID of version 7; made when absent. Random version 4 ids halve the append rate. */
  eventId?: string;
}

/** The exact current version (0 = the stream has no events), or a weaker demand. */
export type ExpectedVersion = number | 'none' | 'exists' | 'any';

export interface Append {
  /** Written in this order at consecutive positions, all or none; may touch several streams. */
  events: readonly EventToAppend[];
  /** Streams not listed are `any`. A listed stream needs no event here: then it is a demand that nothing happened to it. */
  expected?: readonly { stream: string; version: ExpectedVersion }[];
  /** Named guard keys: each version must be the current one (0 = never used); success raises each by one. */
  guards?: readonly { name: string; version: number }[];
  /** Kept for seven days with the append; `outcome` is opaque text handed back when the same request comes again. */
  idempotency?: { key: string; requestHash: string; outcome: string | null };
  recordedBy: RecordedBy;
  correlationId: string;
  causationId: string | null;
}

export interface StreamConflict { stream: string; expected: ExpectedVersion; actual: number }
export interface GuardConflict { name: string; expected: number; actual: number }

export type AppendOutcome =
  | { kind: 'appended'; first: number; last: number; recordedAt: string; events: StoredEvent[] }
  /** The same request was stored before, as these positions. */
  | { kind: 'replayed'; first: number; last: number; outcome: string | null }
  /** The key was used for another request. */
  | { kind: 'key-reused' }
  /** Every stream and guard that did not stand where the caller thought. */
  | { kind: 'conflict'; streams: StreamConflict[]; guards: GuardConflict[] }
  /** Certainly not stored; safe to retry. */
  | { kind: 'unavailable'; cause: Error }
  /** Perhaps stored: retry with the same idempotency key. */
  | { kind: 'unknown'; cause: Error };

export interface StoredEvent {
  position: number;
  eventId: string;
  type: string;
  schemaVersion: number;
  stream: string;
  streamVersion: number;
  story: string | null;
  /** RFC 3339, UTC, six fractional digits. Never decreases with position. */
  recordedAt: string;
  recordedBy: RecordedBy;
  correlationId: string;
  causationId: string | null;
  // What an event means is its reader's business; the store only keeps it.
  data: any;
  /** The payload exactly as stored. */
  dataText: string;
  /** Base64 of SHA-256(0x00 ‖ RFC 8785 text of the event without this member) (API §8.2). */
  leafHash: string;
  /** The append this event belongs to: its first position and its number of events. */
  append: { first: number; size: number };
}
