import type { StoredEvent } from '#libs/event-store';

/** What the engine asks of the log. Ranges include both ends; pages come in order of position and are never empty. */
export interface EventLog {
  /** The highest position; 0 for an empty log. */
  head(): Promise<number>;
  /** The events of one partition ('' = those that belong to no story). */
  partition(partition: string, from: number, to: number): AsyncIterable<readonly StoredEvent[]>;
  /** All events. */
  range(from: number, to: number): AsyncIterable<readonly StoredEvent[]>;
  /** Every story that has an event, in code point order. */
  stories(): Promise<string[]>;
  /** What comes after a position, now and later, until the signal aborts. Nothing is read before it is asked for. */
  follow(after: number, batchSize: number, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]>;
}
