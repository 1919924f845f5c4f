import { uuidv7 } from './uuid-v7.js';
import { canonicalJson } from './canonical-json.js';
import { EventTooLarge, MalformedAppend, maxEventBytes } from './errors.js';
import type { Append, RecordedBy } from './event.js';

/** An append made ready to be written: checked, payloads in canonical text, ids given. */
export interface PreparedAppend {
  append: Append;
  ids: string[];
  texts: string[];
  recordedBy: string;
  /** About what it weighs on the wire, in characters. */
  size: number;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Checks an append and turns payloads into text, before it waits for its batch.
 * @throws MalformedAppend, EventTooLarge
 */
export function prepareAppend(append: Append): PreparedAppend {
  if (append.events.length === 0) throw new MalformedAppend('An append writes at least one event');
  requireText('correlationId', append.correlationId);
  if (append.causationId !== null) requireText('causationId', append.causationId);
  const recordedBy = authorText(append.recordedBy);
  const frame = recordedBy.length + append.correlationId.length + 36 + fixedMembers;

  const ids: string[] = [];
  const texts: string[] = [];
  let size = 0;
  for (const event of append.events) {
    requireText('stream', event.stream);
    requireText('type', event.type);
    if (event.story !== null) requireText('story', event.story);
    requireInteger('schemaVersion', event.schemaVersion, 0, 32_767);
    if (event.data === null || typeof event.data !== 'object') throw new MalformedAppend(`The data of ${event.type} is not an object`);
    const text = canonicalJson(event.data);
    // What is surely too large is refused here; the last digits of position and version are only known in the database.
    const least = Buffer.byteLength(text) + frame + event.stream.length + event.type.length + (event.story?.length ?? 2);
    if (least > maxEventBytes) throw new EventTooLarge(event.type, least);
    if (event.eventId !== undefined && !uuid.test(event.eventId)) throw new MalformedAppend(`${event.eventId} is not a lower-case UUID`);
    ids.push(event.eventId ?? uuidv7());
    texts.push(text);
    size += least;
  }
  for (const { stream, version } of append.expected ?? []) {
    requireText('expected stream', stream);
    if (typeof version === 'number') requireInteger('expected version', version, 0, 2_147_483_647);
  }
  for (const { name, version } of append.guards ?? []) {
    requireText('guard', name);
    requireInteger('guard version', version, 0, 2_147_483_647);
  }
  if (append.idempotency) {
    requireText('idempotency key', append.idempotency.key);
    requireText('request hash', append.idempotency.requestHash);
    if (append.idempotency.outcome !== null && !storable(append.idempotency.outcome)) throw new MalformedAppend('The outcome cannot be stored as text');
    size += append.idempotency.outcome?.length ?? 0;
  }
  return { append, ids, texts, recordedBy, size };
}

let lastAuthor = { id: null as string | null, kind: '', name: null as string | null, text: '' };

/** Many appends in a row have one author. */
function authorText({ id, kind, name }: RecordedBy): string {
  if (lastAuthor.id !== id || lastAuthor.kind !== kind || lastAuthor.name !== name) lastAuthor = { id, kind, name, text: canonicalJson({ id, kind, name }) };
  return lastAuthor.text;
}

/** Characters of a canonical event that are always there, with the shortest numbers and a null causation. */
const fixedMembers = '{"causationId":,"correlationId":"","data":,"eventId":"","position":1,"recordedAt":"2026-01-01T00:00:00.000000Z","recordedBy":,"schemaVersion":1,"story":"","stream":"","streamVersion":1,"type":""}'.length;

/** A page of an index holds about 2,700 bytes of a key, and a character takes up to four. */
const maxNameLength = 600;

function requireText(what: string, text: string): void {
  if (typeof text !== 'string' || text === '') throw new MalformedAppend(`The ${what} is empty`);
  if (text.length > maxNameLength) throw new MalformedAppend(`The ${what} is longer than ${maxNameLength} characters`);
  if (!storable(text)) throw new MalformedAppend(`The ${what} holds a character that cannot be stored`);
}

/** PostgreSQL keeps no zero character, UTF-8 no half surrogate pair. */
function storable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

function requireInteger(what: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) throw new MalformedAppend(`The ${what} must be a whole number from ${least} to ${most}`);
}
