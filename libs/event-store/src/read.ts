import pg from 'pg';
import type { Pool } from '#libs/database';
import { ask, type Patience } from './ask.js';
import { copyRows } from './copy-out.js';
import type { RecordedBy, StoredEvent } from './event.js';
import { EventReader, type EventOutline } from './event-reader.js';

/** Which events: filters of one kind are alternatives, different kinds must all hold. Both ends of a range belong to it. */
export interface Selection {
  /** Lowest position. */
  from?: number;
  /** Highest position. */
  to?: number;
  /** null: the events that belong to no story. */
  story?: string | readonly string[] | null;
  types?: readonly string[];
  streams?: readonly string[];
  /** RFC 3339 time; only events recorded at or after it. */
  recordedFrom?: string;
  order?: 'asc' | 'desc';
}

export interface ReadQuery extends Selection { limit?: number }

export const defaultLimit = 1000;

const columns = `position, (recorded_at at time zone 'UTC')::text, stream_version, append_offset, append_size, schema_version, event_id,
  encode(leaf_hash, 'base64'), stream, type, story, correlation_id, causation_id, recorded_by, data`;

/** The same for COPY's binary format: what is shorter or made sooner here comes as it is kept. */
const copiedColumns = `position, recorded_at, stream_version, append_offset, append_size, schema_version, event_id::text,
  leaf_hash, stream, type, story, correlation_id, causation_id, recorded_by, data`;

type EventRow = [
  position: string, recordedAt: string, streamVersion: string, appendOffset: string, appendSize: string, schemaVersion: string, eventId: string,
  leafHash: string, stream: string, type: string, story: string | null, correlationId: string, causationId: string | null, recordedBy: string, data: string,
];

/** With a name it is prepared once a connection: for what is asked again and again. */
export interface Statement { name?: string; text: string; values: unknown[] }

/** The statement for a selection, in order of position. */
export function selectEvents(selection: Selection, limit: number): Statement {
  const values: unknown[] = [];
  return { text: selectionText(columns, selection, limit, (value) => `$${values.push(value)}`), values };
}

/** The same with its values written out, since COPY takes no parameters. */
function copyableSelect(selection: Selection, limit: number, what = copiedColumns): string {
  const literal = (value: unknown): string =>
    Array.isArray(value) ? `array[${value.map(literal).join(',')}]` : typeof value === 'number' ? String(value) : pg.escapeLiteral(String(value));
  return selectionText(what, selection, limit, literal);
}

/** How many events a selection holds. */
export function countEvents(selection: Selection): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  return { text: `select count(*) from log.event${whereText(selection, (value) => `$${values.push(value)}`)}`, values };
}

function selectionText(what: string, selection: Selection, limit: number, bind: (value: unknown) => string): string {
  return `select ${what} from log.event${whereText(selection, bind)} order by position ${selection.order === 'desc' ? 'desc' : 'asc'} limit ${bind(limit)}::bigint`;
}

function whereText(selection: Selection, bind: (value: unknown) => string): string {
  const where: string[] = [];
  const anyOf = (column: string, wanted: string | readonly string[] | null | undefined): void => {
    if (wanted === undefined) return;
    if (wanted === null) where.push(`${column} is null`);
    else if (typeof wanted === 'string') where.push(`${column} = ${bind(wanted)}`);
    else if (wanted.length === 1) where.push(`${column} = ${bind(wanted[0])}`);
    else where.push(`${column} = any(${bind(wanted)}::text[])`);
  };
  if (selection.from !== undefined) where.push(`position >= ${bind(selection.from)}::bigint`);
  if (selection.to !== undefined) where.push(`position <= ${bind(selection.to)}::bigint`);
  anyOf('story', selection.story);
  anyOf('type', selection.types);
  anyOf('stream', selection.streams);
  if (selection.recordedFrom !== undefined) where.push(`recorded_at >= ${bind(selection.recordedFrom)}::timestamptz`);
  return where.length > 0 ? ` where ${where.join(' and ')}` : '';
}

/** One row of texts as an event. */
function eventOf(row: EventRow): StoredEvent {
  const position = Number(row[0]);
  return {
    position, eventId: row[6], type: row[9], schemaVersion: Number(row[5]), stream: row[8], streamVersion: Number(row[2]), story: row[10],
    recordedAt: `${row[1].slice(0, 10)}T${row[1].slice(11, 19)}.${row[1].slice(20).padEnd(6, '0')}Z`, recordedBy: Object.freeze(JSON.parse(row[13]) as RecordedBy),
    correlationId: row[11], causationId: row[12], data: JSON.parse(row[14]), dataText: row[14], leafHash: row[7], append: { first: position - Number(row[3]), size: Number(row[4]) },
  };
}

/** Runs one statement and gives its events. */
export async function fetchEvents(pool: Pool, statement: Statement, patience: Patience): Promise<StoredEvent[]> {
  const rows = await ask<EventRow>(pool, statement, patience);
  return rows.map(eventOf);
}

/** The first events of a selection by COPY: for long pages. A short one is sooner there as prepared rows (`fetchEvents`). */
export function copyEvents(pool: Pool, selection: Selection, limit: number, patience: Patience, reader: EventReader): Promise<StoredEvent[]> {
  return copyRows(pool, copyableSelect(selection, limit), patience, (bytes, at) => reader.event(bytes, at));
}

/**
 * The selected events without their data, which is most of an event and of the work of reading one. In pages by key, ascending.
 */
export async function* outlinePages(pool: Pool, selection: Selection, pageSize: number, patience: Patience): AsyncGenerator<EventOutline[]> {
  const rest: Selection = { ...selection, order: 'asc' };
  const reader = new EventReader();
  for (;;) {
    const page: EventOutline[] = await copyRows(pool, copyableSelect(rest, pageSize, 'position, recorded_at, append_offset, append_size, type'), patience, (bytes, at) => reader.outline(bytes, at));
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    rest.from = page.at(-1)!.position + 1;
  }
}

/**
 * All selected events in pages by key: each page asks for what comes after the last one, so no transaction stays open
 * between pages and a reader may take as long as it likes. The next page is on its way while one is being used; memory
 * holds those two. Pages come by COPY, at several times the rate of a query's rows.
 */
export async function* eventPages(pool: Pool, selection: Selection, pageSize: number, patience: Patience): AsyncGenerator<StoredEvent[]> {
  const reader = new EventReader();
  const rest: Selection = { ...selection };
  const fetchPage = (): Promise<StoredEvent[]> => {
    const page = copyEvents(pool, rest, pageSize, patience, reader);
    page.catch(() => undefined); // Whoever stopped asking does not hear of a page that failed.
    return page;
  };
  for (let coming: Promise<StoredEvent[]> | null = fetchPage(); coming !== null;) {
    const events: StoredEvent[] = await coming;
    coming = null;
    if (events.length === pageSize) {
      const last = events[events.length - 1]!.position;
      if (rest.order === 'desc') rest.to = last - 1;
      else rest.from = last + 1;
      coming = fetchPage();
    }
    if (events.length > 0) yield events;
  }
}

export interface StreamQuery { fromVersion?: number; limit?: number; order?: 'asc' | 'desc' }

/** The statement for one stream, in order of version. */
export function selectStream(stream: string, { fromVersion, limit, order }: StreamQuery): Statement {
  return {
    text: `select ${columns} from log.event where stream = $1 and stream_version >= $2::int order by stream_version ${order === 'desc' ? 'desc' : 'asc'} limit $3::bigint`,
    values: [stream, fromVersion ?? 1, limit ?? defaultLimit],
  };
}
