import type { StoredEvent } from '#libs/event-store';

/** An event as API §8.1 shows it, as JSON text. The payload goes through as it was stored, unparsed. */
export function eventText(event: StoredEvent): string {
  return `{"position":${event.position},"eventId":"${event.eventId}","type":${JSON.stringify(event.type)},"schemaVersion":${event.schemaVersion}` +
    `,"stream":${JSON.stringify(event.stream)},"streamVersion":${event.streamVersion},"story":${JSON.stringify(event.story)},"recordedAt":"${event.recordedAt}"` +
    `,"recordedBy":${recordedBy(event)},"correlationId":${JSON.stringify(event.correlationId)},"causationId":${JSON.stringify(event.causationId)}` +
    `,"data":${event.dataText},"leafHash":"${event.leafHash}"}`;
}

function recordedBy({ recordedBy: { id, name, kind } }: StoredEvent): string {
  return JSON.stringify({ id, name, kind });
}

/** The same event as a structured CloudEvent 1.0 (API §1.8). Extensions that are null are left out, as the format asks. */
export function cloudEventText(event: StoredEvent): string {
  const attributes = {
    specversion: '1.0',
    id: event.eventId,
    source: `/api/v1/streams/${event.stream}`,
    type: `chancery.${event.type}`,
    subject: event.stream,
    time: event.recordedAt,
    datacontenttype: 'application/json',
    position: event.position,
    streamversion: event.streamVersion,
    schemaversion: event.schemaVersion,
    correlationid: event.correlationId,
    ...(event.causationId === null ? {} : { causationid: event.causationId }),
    ...(event.story === null ? {} : { story: event.story }),
  };
  return `${JSON.stringify(attributes).slice(0, -1)},"data":${event.dataText}}`;
}

/** The columns of an event in CSV. */
export const eventColumns = [
  'position', 'eventId', 'type', 'schemaVersion', 'stream', 'streamVersion', 'story', 'recordedAt', 'recordedBy.id', 'recordedBy.name', 'recordedBy.kind',
  'correlationId', 'causationId', 'data', 'leafHash',
] as const;
