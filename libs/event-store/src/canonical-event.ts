import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import type { StoredEvent } from './event.js';

/**
 * The canonical bytes of an event (API §8.2): RFC 8785 text of the event object of the API without `leafHash`. The payload
 * goes in as stored, so what is hashed is what is kept. The append function in the database builds the same text.
 */
export function canonicalEvent(event: Omit<StoredEvent, 'data' | 'leafHash' | 'append'>): string {
  return `{"causationId":${canonicalJson(event.causationId)},"correlationId":${canonicalJson(event.correlationId)},"data":${event.dataText}` +
    `,"eventId":${canonicalJson(event.eventId)},"position":${event.position},"recordedAt":"${event.recordedAt}"` +
    `,"recordedBy":${canonicalJson(event.recordedBy)},"schemaVersion":${event.schemaVersion},"story":${canonicalJson(event.story)}` +
    `,"stream":${canonicalJson(event.stream)},"streamVersion":${event.streamVersion},"type":${canonicalJson(event.type)}}`;
}

/** Base64 of the RFC 9162 leaf hash: SHA-256 of a zero byte and the canonical event. */
export function leafHash(canonical: string): string {
  return createHash('sha256').update('\0').update(canonical).digest('base64');
}
