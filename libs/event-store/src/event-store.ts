import type { Pool } from '#libs/database';
import type { Observable } from 'rxjs';
import { Appender, type AppenderLimits } from './appender.js';
import { ask, type Patience } from './ask.js';
import type { Append, AppendOutcome, StoredEvent } from './event.js';
import type { EventOutline } from './event-reader.js';
import { follow, followPages, type FollowItem, type FollowQuery } from './follow.js';
import { Pump, type FollowerStatus, type PumpLimits } from './pump.js';
import { defaultLimit, eventPages, fetchEvents, selectEvents, selectStream, outlinePages, type ReadQuery, type Selection, type StreamQuery, countEvents } from './read.js';
import { UpcastRegistry } from './upcast.js';

export interface EventStoreOptions extends Partial<AppenderLimits>, Partial<PumpLimits> {
  /** The schema versions `{ upcast: true }` reads go by. */
  upcasts?: UpcastRegistry;
  /** Longest wait for the reply to a read, in milliseconds; default 30,000. */
  readTimeoutMs?: number;
}

export interface StoreStatus {
  follower: FollowerStatus;
  appender: { waiting: number; batches: number; appends: number };
  /** Events that could not be brought to the newest shape of their type since the start. */
  upcastProblems: number;
}

/**
 * The log: append, read, follow. One per process is meant, since the appends of a process share their batches.
 * It borrows connections of the pool and keeps one of its own for LISTEN while somebody follows.
 */
export class EventStore {
  readonly #pool: Pool;
  readonly #appender: Appender;
  readonly #pump: Pump;
  readonly #upcasts: UpcastRegistry;
  readonly #reading: Patience;

  constructor(pool: Pool, options: EventStoreOptions = {}) {
    this.#pool = pool;
    const connectTimeoutMs = options.connectTimeoutMs ?? 5_000;
    this.#reading = { connectTimeoutMs, replyTimeoutMs: options.readTimeoutMs ?? 30_000 };
    this.#upcasts = options.upcasts ?? new UpcastRegistry();
    this.#pump = new Pump(
      pool,
      { recentEvents: options.recentEvents ?? 4_096, recentCharacters: options.recentCharacters ?? 8 * 1024 * 1024, pollIntervalMs: options.pollIntervalMs ?? 200 },
      { connectTimeoutMs, replyTimeoutMs: Math.min(5_000, this.#reading.replyTimeoutMs) },
    );
    this.#appender = new Appender(
      pool,
      {
        batchEvents: options.batchEvents ?? 1_000,
        batchCharacters: options.batchCharacters ?? 4 * 1024 * 1024,
        waitingAppends: options.waitingAppends ?? 10_000,
        connectTimeoutMs,
        replyTimeoutMs: options.replyTimeoutMs ?? 15_000,
      },
      (first, events) => this.#pump.offer(first, events),
    );
  }

  /**
   * Writes all events or none, at consecutive positions, durably before it answers. Concurrent calls share a transaction,
   * yet each has its own outcome.
   * @throws MalformedAppend, EventTooLarge, EventIdTaken: what can never be stored, whoever asks
   */
  append(append: Append): Promise<AppendOutcome> {
    return this.#appender.append(append);
  }

  /** The last event's position and time; 0 and null while the log is empty. */
  async head(): Promise<{ position: number; recordedAt: string | null }> {
    const [last] = await fetchEvents(this.#pool, selectEvents({ order: 'desc' }, 1), this.#reading);
    return { position: last?.position ?? 0, recordedAt: last?.recordedAt ?? null };
  }

  /** The highest position recorded at or before an RFC 3339 time; 0 if there is none. */
  async positionAt(time: string): Promise<number> {
    const [row] = await this.#ask<[string]>(positionAtTime, [time]);
    return Number(row![0]);
  }

  /** At most `limit` (default 1000) selected events in order of position. */
  async read({ limit, upcast, ...selection }: ReadQuery & { upcast?: boolean }): Promise<StoredEvent[]> {
    return this.#shaped(await fetchEvents(this.#pool, selectEvents(selection, limit ?? defaultLimit), this.#reading), upcast);
  }

  /** How many events a selection holds, whatever its order. */
  async count(selection: Selection): Promise<number> {
    const { text, values } = countEvents(selection);
    const [row] = await this.#ask<[string]>(text, values);
    return Number(row?.[0] ?? 0);
  }

  /** All selected events up to the head at the start, in pages, in constant memory: one page in use, one on its way. */
  async *iterate({ upcast, ...selection }: Selection & { upcast?: boolean }, { batchSize = 1_000 }: { batchSize?: number } = {}): AsyncGenerator<StoredEvent[]> {
    const to = selection.to ?? (await this.head()).position;
    for await (const events of eventPages(this.#pool, { ...selection, to }, batchSize, this.#reading)) yield this.#shaped(events, upcast);
  }

  /**
   * The same without what the events say, ascending: for who only counts or places them. Pages are long, because for a short one of a
   * large story the server walks through the whole log instead of the story's index (0.8 s instead of 0.1 s at a million events).
   */
  async *outline(selection: Omit<Selection, 'order'>, { batchSize = 100_000 }: { batchSize?: number } = {}): AsyncGenerator<EventOutline[]> {
    const to = selection.to ?? (await this.head()).position;
    yield* outlinePages(this.#pool, { ...selection, to }, batchSize, this.#reading);
  }

  /** At most `limit` (default 1000) events of one stream in order of version. */
  async readStream(stream: string, { upcast, ...query }: StreamQuery & { upcast?: boolean } = {}): Promise<StoredEvent[]> {
    return this.#shaped(await fetchEvents(this.#pool, selectStream(stream, query), this.#reading), upcast);
  }

  /** The version of a stream's last event; 0 if it has none. */
  async streamVersion(stream: string): Promise<number> {
    const [row] = await this.#ask<[string]>('select stream_version from log.event where stream = $1 order by stream_version desc limit 1', [stream]);
    return row === undefined ? 0 : Number(row[0]);
  }

  /** The current version of each guard; 0 for one never used. */
  async guardVersions(names: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.#ask<[string, string]>('select name, version from log.guard where name = any($1::text[])', [names]);
    const used = new Map(rows.map(([name, version]) => [name, Number(version)]));
    return new Map(names.map((name) => [name, used.get(name) ?? 0]));
  }

  /** What was stored under an idempotency key in the last seven days. */
  async idempotent(key: string): Promise<{ requestHash: string; first: number; last: number; outcome: string | null } | null> {
    const [row] = await this.#ask<[string, string, string, string | null]>(
      "select request_hash, first_position, last_position, outcome from log.append_key where key = $1 and recorded_at >= now() - interval '7 days'",
      [key],
    );
    return row === undefined ? null : { requestHash: row[0], first: Number(row[1]), last: Number(row[2]), outcome: row[3] };
  }

  /**
   * Every matching event after a position, those to come included, once, ascending. Give `pace` when handling an item takes
   * time (an Observable alone cannot hold back), or use `followPages`.
   */
  follow(query: FollowQuery): Observable<FollowItem> {
    return follow((signal) => this.followPages(query, signal), query.pace);
  }

  /** `follow` as a pulled sequence: the next item is read when it is asked for. Ends when the signal aborts or the store closes. */
  followPages(query: FollowQuery, signal: AbortSignal): AsyncGenerator<FollowItem> {
    return followPages(this.#pool, this.#pump, query, this.#upcasts, this.#reading, signal);
  }

  status(): StoreStatus {
    const { waiting, batches, appends } = this.#appender;
    return { follower: this.#pump.status, appender: { waiting, batches, appends }, upcastProblems: this.#upcasts.problems };
  }

  /** Writes what is waiting, ends all followers. The pool belongs to whoever made it. */
  async close(): Promise<void> {
    this.#pump.close();
    await this.#appender.close();
  }

  #ask<Row extends unknown[]>(text: string, values: unknown[]): Promise<Row[]> {
    return ask<Row>(this.#pool, { text, values }, this.#reading);
  }

  #shaped(events: StoredEvent[], upcast: boolean | undefined): StoredEvent[] {
    return upcast ? events.map((event) => this.#upcasts.apply(event)) : events;
  }
}

// Times never decrease with position, so halving finds the place in twenty looks at a million events; an index on the time
// would cost every append.
const positionAtTime = `
  with recursive search(low, high) as (
    select 0::bigint, coalesce((select max(position) from log.event), 0)
    union all
    select case when e.recorded_at <= $1::timestamptz then m.middle else s.low end,
           case when e.recorded_at <= $1::timestamptz then s.high else m.middle - 1 end
    from search s
    cross join lateral (select (s.low + s.high + 1) / 2 as middle) m
    cross join lateral (select v.recorded_at from log.event v where v.position = m.middle) e
    where s.low < s.high
  )
  select low from search where low = high`;
