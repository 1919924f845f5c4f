import { Observable } from 'rxjs';
import type { Pool } from '#libs/database';
import type { Patience } from './ask.js';
import type { StoredEvent } from './event.js';
import type { Pump } from './pump.js';
import { EventReader } from './event-reader.js';
import { copyEvents } from './read.js';
import type { UpcastRegistry } from './upcast.js';

export interface FollowQuery {
  /** The last position already dealt with; 0 for everything. */
  after: number;
  story?: string | readonly string[];
  types?: readonly string[];
  streams?: readonly string[];
  /** Most events in one item; default 500. */
  batchSize?: number;
  /** Events in the newest shape of their type instead of as stored. */
  upcast?: boolean;
  /**
   * Backpressure for `follow`: called with every item after it was emitted; the next one is read when the promise settles.
   * An Observable cannot wait by itself, and an operator like concatMap would queue in memory what it is handed meanwhile.
   */
  pace?: (item: FollowItem) => PromiseLike<unknown> | void;
}

/**
 * `events`: the next matching events, ascending. `examined`: everything up to this position was looked at, and nothing after
 * the last `events` matched. `caught-up`: the same, and it was the head of the log.
 */
export type FollowItem = { kind: 'events'; events: StoredEvent[] } | { kind: 'caught-up' | 'examined'; position: number };

/**
 * What comes after a position, now and later, every matching event once. Pulled: nothing is read before it is asked for, so
 * a slow consumer delays itself only. Ends when the signal aborts or the store closes; survives the loss of any connection.
 */
export async function* followPages(pool: Pool, pump: Pump, query: FollowQuery, registry: UpcastRegistry | null, patience: Patience, signal: AbortSignal): AsyncGenerator<FollowItem> {
  const batchSize = query.batchSize ?? 500;
  const matches = matcher(query);
  const items = (events: StoredEvent[]): FollowItem => ({ kind: 'events', events: registry && query.upcast ? events.map((event) => registry.apply(event)) : events });
  const reader = new EventReader();
  let at = query.after; // everything up to here was examined
  let told = query.after; // and up to here the consumer knows it
  let live = false;
  const leave = pump.join();
  try {
    await pump.started(signal);
    while (!signal.aborted && !pump.closed) {
      const head = pump.head;
      if (at >= head) {
        if (!live || told < at) {
          live = true;
          told = at;
          yield { kind: 'caught-up', position: head };
        } else await pump.moved(at, signal);
        continue;
      }
      if (told < at) {
        told = at;
        yield { kind: 'examined', position: at };
      }
      const recent = pump.recent(at, batchSize);
      let found: StoredEvent[];
      if (recent !== null) {
        found = matches === null ? recent : recent.filter(matches);
        at = recent[recent.length - 1]!.position;
      } else {
        live = false;
        try {
          found = await copyEvents(pool, { from: at + 1, to: head, story: query.story, types: query.types, streams: query.streams }, batchSize, patience, reader);
        } catch (error) {
          pump.failed(error as Error);
          await pump.pause(signal);
          continue;
        }
        at = found.length < batchSize ? head : found[found.length - 1]!.position;
      }
      if (found.length > 0) {
        told = found[found.length - 1]!.position;
        yield items(found);
      }
    }
  } finally {
    leave();
  }
}

/** `followPages` as an Observable: cold, one run a subscriber, stopped by unsubscribing, completed by closing the store. */
export function follow(pages: (signal: AbortSignal) => AsyncGenerator<FollowItem>, pace: FollowQuery['pace']): Observable<FollowItem> {
  return new Observable((subscriber) => {
    const stop = new AbortController();
    void (async () => {
      try {
        for await (const item of pages(stop.signal)) {
          subscriber.next(item);
          if (subscriber.closed) break;
          // Also without a pace the event loop gets its turn between pages, or timers and sockets would starve behind a long log.
          await (pace ? pace(item) : new Promise(setImmediate));
        }
        subscriber.complete();
      } catch (error) {
        subscriber.error(error);
      }
    })();
    return () => stop.abort();
  });
}

function matcher({ story, types, streams }: FollowQuery): ((event: StoredEvent) => boolean) | null {
  if (story === undefined && types === undefined && streams === undefined) return null;
  const stories = story === undefined ? null : new Set(typeof story === 'string' ? [story] : story);
  const typeSet = types === undefined ? null : new Set(types);
  const streamSet = streams === undefined ? null : new Set(streams);
  return (event) =>
    (stories === null || (event.story !== null && stories.has(event.story))) &&
    (typeSet === null || typeSet.has(event.type)) &&
    (streamSet === null || streamSet.has(event.stream));
}
