import type { Pool } from '#libs/database';
import type { Patience } from './ask.js';
import type { StoredEvent } from './event.js';
import { Listener } from './listener.js';
import { fetchEvents, selectEvents } from './read.js';

export interface PumpLimits {
  /** Events kept for followers near the head; slower ones read pages. */
  recentEvents: number;
  /** Payload characters kept with them. */
  recentCharacters: number;
  /** Time between looks at the log when no hint comes, in milliseconds. */
  pollIntervalMs: number;
}

export interface FollowerStatus {
  followers: number;
  /** The highest position the pump has seen. */
  position: number;
  /** Whether hints arrive. Without them followers are up to one poll interval late. */
  listening: boolean;
  /** Failed looks at the log since the last good one. */
  failures: number;
  lastError: string | null;
}

const pageSize = 1000;

/**
 * The one reader of new events in a process. It knows the head and keeps the last few events for whoever is near it, so
 * a hundred followers cost one query. A hint (this process appended, or LISTEN) makes it look at once; polling makes sure.
 */
export class Pump {
  head = 0;
  closed = false;
  #recent: StoredEvent[] = [];
  #recentCharacters = 0;
  #followers = 0;
  #starting: Promise<void> | null = null;
  #running: AbortController | null = null;
  #listener: Listener | null = null;
  #wakeRequested = false;
  #wakePump: (() => void) | null = null;
  readonly #waiting = new Set<() => void>();
  #failures = 0;
  #lastError: string | null = null;

  constructor(private readonly pool: Pool, private readonly limits: PumpLimits, private readonly patience: Patience) {}

  get status(): FollowerStatus {
    return { followers: this.#followers, position: this.head, listening: this.#listener?.listening ?? false, failures: this.#failures, lastError: this.#lastError };
  }

  /** Counts a follower in; the pump runs while there is one. Call the result to count it out. */
  join(): () => void {
    if (this.#followers++ === 0 && !this.closed) this.#start();
    return () => {
      if (--this.#followers === 0) this.#stop();
    };
  }

  /** Settles when the head is known, or the signal or the store ends the wait. */
  async started(signal: AbortSignal): Promise<void> {
    while (this.#starting !== null && !signal.aborted && !this.closed) await this.#change(signal);
  }

  /** Settles when the head is beyond `position`. */
  async moved(position: number, signal: AbortSignal): Promise<void> {
    while (this.head <= position && !signal.aborted && !this.closed) await this.#change(signal);
  }

  /** Settles after a poll interval: for a follower whose own read failed. */
  async pause(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.closed) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, this.limits.pollIntervalMs);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  /** The events right after `position` if they are still at hand, else null. */
  recent(position: number, most: number): StoredEvent[] | null {
    const first = this.#recent[0];
    if (first === undefined || position + 1 < first.position || position >= this.head) return null;
    const start = position + 1 - first.position; // Positions are dense, so the place is a subtraction.
    return this.#recent.slice(start, start + most);
  }

  /** Takes events this process has just appended, from `first` on: followers here need not wait for a query. */
  offer(first: number, events: () => readonly StoredEvent[]): void {
    if (this.#running === null) return;
    if (this.#starting === null && first === this.head + 1) this.#take(events());
    else this.wake();
  }

  /** Look at the log now. */
  wake(): void {
    this.#wakeRequested = true;
    this.#wakePump?.();
  }

  failed(error: Error): void {
    this.#failures++;
    this.#lastError = error.message;
  }

  close(): void {
    this.closed = true;
    this.#stop();
    this.#announce();
  }

  #start(): void {
    const running = new AbortController();
    this.#running = running;
    this.#listener = new Listener(this.pool, () => this.wake());
    this.#listener.start();
    this.#starting = this.#run(running.signal);
  }

  #stop(): void {
    this.#running?.abort();
    this.#running = null;
    this.#starting = null;
    this.#listener?.stop();
    this.#listener = null;
    this.#recent = [];
    this.#recentCharacters = 0;
    this.#wakePump?.();
  }

  async #run(signal: AbortSignal): Promise<void> {
    let known = false;
    while (!signal.aborted) {
      this.#wakeRequested = false;
      try {
        if (known) await this.#readOn(signal);
        else {
          const [last] = await fetchEvents(this.pool, selectEvents({ order: 'desc' }, 1), this.patience);
          if (signal.aborted) return;
          known = true;
          this.head = last?.position ?? 0;
          this.#starting = null;
          this.#announce();
        }
        this.#failures = 0;
        this.#lastError = null;
      } catch (error) {
        this.failed(error as Error);
      }
      await this.#sleep(signal);
    }
  }

  async #readOn(signal: AbortSignal): Promise<void> {
    for (;;) {
      const events = await fetchEvents(this.pool, { name: 'log_after', ...selectEvents({ from: this.head + 1 }, pageSize) }, this.patience);
      if (signal.aborted) return;
      // What this process appended during the query is here already.
      this.#take(events.filter((event) => event.position > this.head));
      if (events.length < pageSize) return;
    }
  }

  #take(events: readonly StoredEvent[]): void {
    if (events.length === 0) return;
    for (const event of events) {
      this.#recent.push(event);
      this.#recentCharacters += event.dataText.length;
    }
    this.head = events[events.length - 1]!.position;
    let surplus = 0;
    while (this.#recent.length - surplus > this.limits.recentEvents || (this.#recentCharacters > this.limits.recentCharacters && this.#recent.length - surplus > 1)) {
      this.#recentCharacters -= this.#recent[surplus++]!.dataText.length;
    }
    if (surplus > 0) this.#recent.splice(0, surplus);
    this.#announce();
  }

  #announce(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  #sleep(signal: AbortSignal): Promise<void> {
    if (this.#wakeRequested || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wakePump = null;
        resolve();
      };
      const timer = setTimeout(done, this.limits.pollIntervalMs);
      timer.unref();
      this.#wakePump = done;
    });
  }
}
