import pg from 'pg';
import type { Pool } from '#libs/database';
import { ask, type Patience } from './ask.js';
import { copyRows, own } from './copy-out.js';
import type { RecordedBy, StoredEvent } from './event.js';

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

/** Neither a story nor a causation is ever the empty text, so that may stand for null. */
type EventRow = [
  position: string, recordedAt: string, streamVersion: string, appendOffset: string, appendSize: string, schemaVersion: string, eventId: string,
  leafHash: string, stream: string, type: string, story: string | null, correlationId: string, causationId: string | null, recordedBy: string, data: string,
];

/** With a name it is prepared once a connection: for what is asked again and again. */
export interface Statement { name?: string; text: string; values: unknown[] }

/** The statement for a selection, in order of position. */
export function selectEvents(selection: Selection, limit: number): Statement {
  const values: unknown[] = [];
  return { text: selectionText(selection, limit, (value) => `$${values.push(value)}`), values };
}

/** The same with its values written out, since COPY takes no parameters. */
function copyableSelect(selection: Selection, limit: number, what = columns): string {
  const literal = (value: unknown): string =>
    Array.isArray(value) ? `array[${value.map(literal).join(',')}]` : typeof value === 'number' ? String(value) : pg.escapeLiteral(String(value));
  return selectionText(selection, limit, literal, what);
}

/** How many events a selection holds. */
export function countEvents(selection: Selection): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  return { text: `select count(*) from log.event${whereText(selection, (value) => `$${values.push(value)}`)}`, values };
}

function selectionText(selection: Selection, limit: number, bind: (value: unknown) => string, what = columns): string {
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

/**
 * Turns rows into events. What neighbours share (the moment, the author, the stream) is turned once, and few texts are
 * made for the types and stories of a million events.
 */
export class EventReader {
  #instant = '';
  #recordedAt = '';
  #byText = '';
  #by: RecordedBy | null = null;
  #stream = '';
  #correlation = '';
  readonly #names = new Map<string, string>();

  event(row: EventRow): StoredEvent {
    if (row[1] !== this.#instant) {
      this.#instant = row[1];
      this.#recordedAt = timeOf(row[1]);
    }
    if (row[13] !== this.#byText || this.#by === null) {
      this.#byText = row[13];
      this.#by = Object.freeze(JSON.parse(row[13]) as RecordedBy);
    }
    if (row[8] !== this.#stream) this.#stream = own(row[8]);
    if (row[11] !== this.#correlation) this.#correlation = own(row[11]);
    const position = Number(row[0]);
    return {
      position, eventId: own(row[6]), type: this.#name(row[9]), schemaVersion: Number(row[5]), stream: this.#stream, streamVersion: Number(row[2]),
      story: row[10] ? this.#name(row[10]) : null, recordedAt: this.#recordedAt, recordedBy: this.#by, correlationId: this.#correlation,
      causationId: row[12] ? own(row[12]) : null, data: JSON.parse(row[14]), dataText: row[14], leafHash: own(row[7]),
      append: { first: position - Number(row[3]), size: Number(row[4]) },
    };
  }

  #name(text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const name = own(text);
    if (this.#names.size < 10_000) this.#names.set(name, name);
    return name;
  }
}

/** Runs one statement and gives its events. */
export async function fetchEvents(pool: Pool, statement: Statement, patience: Patience): Promise<StoredEvent[]> {
  const rows = await ask<EventRow>(pool, statement, patience);
  const reader = new EventReader();
  return rows.map((row) => reader.event(row));
}

/** The first events of a selection by COPY: for long pages. A short one is sooner there as prepared rows (`fetchEvents`). */
export function copyEvents(pool: Pool, selection: Selection, limit: number, patience: Patience, reader: EventReader): Promise<StoredEvent[]> {
  return copyRows(pool, copyableSelect(selection, limit), patience, (row) => reader.event(row as unknown as EventRow));
}

/** What an event is without what it says. */
export type EventOutline = Pick<StoredEvent, 'position' | 'type' | 'recordedAt' | 'append'>;

/**
 * The selected events without their data, which is most of an event and of the work of reading one. In pages by key, ascending.
 */
export async function* outlinePages(pool: Pool, selection: Selection, pageSize: number, patience: Patience): AsyncGenerator<EventOutline[]> {
  const rest: Selection = { ...selection, order: 'asc' };
  let instant = '';
  let recordedAt = '';
  const types = new Map<string, string>();
  const outline = ([position, at, offset, size, type]: string[]): EventOutline => {
    if (at !== instant) {
      instant = at!;
      recordedAt = timeOf(at!);
    }
    if (!types.has(type!)) types.set(type!, own(type!));
    return { position: Number(position), type: types.get(type!)!, recordedAt, append: { first: Number(position) - Number(offset), size: Number(size) } };
  };
  for (;;) {
    const page: EventOutline[] = await copyRows(pool, copyableSelect(rest, pageSize, "position, (recorded_at at time zone 'UTC')::text, append_offset, append_size, type"), patience, outline);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    rest.from = page.at(-1)!.position + 1;
  }
}

/** PostgreSQL's text of a UTC time as RFC 3339 with six digits. */
const timeOf = (text: string): string => own(`${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20).padEnd(6, '0')}Z`);

/**
 * All selected events in pages by key: each page asks for what comes after the last one, so no transaction stays open
 * between pages and a reader may take as long as it likes. The next page is on its way while one is being used; memory
 * holds those two. Pages come by COPY, at twice the rate of a query's rows.
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
