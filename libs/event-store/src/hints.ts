import type { Pool } from '#libs/database';
import { ask, type Patience } from './ask.js';

/** Shortest time between two hints, in milliseconds. */
const intervalMs = 2;

/**
 * Tells followers in other processes that something was appended. The first append after a pause carries the hint in its own
 * transaction, so it is out the moment the append is; under load one batch in so many milliseconds does, and the end of a
 * burst is told by a statement of its own. Followers poll as well: a hint that is lost costs them time, never an event.
 *
 * A hint in every transaction would cost a single appender a tenth of its rate, and wake every follower for every batch.
 */
export class Hints {
  #last = 0;
  #owed = false;
  #timer: NodeJS.Timeout | null = null;
  #telling: Promise<unknown> | null = null;

  constructor(private readonly pool: Pool, private readonly patience: Patience) {}

  /** Whether the batch about to be sent carries a hint. */
  due(): boolean {
    const now = performance.now();
    if (now - this.#last < intervalMs) return false;
    this.#last = now;
    return true;
  }

  /** A batch was written. Batches are committed in order, so a hint covers all that came before it. */
  written(hinted: boolean): void {
    this.#owed = !hinted;
    if (hinted || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#tell();
    // One interval more than need be: in a steady stream the next batch carries it for nothing.
    }, Math.max(0, this.#last + 2 * intervalMs - performance.now())).unref();
  }

  /** Tells what is owed, before the process may end. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#telling;
    this.#tell();
    await this.#telling;
  }

  #tell(): void {
    if (!this.#owed || this.#telling !== null) return;
    this.#owed = false;
    this.#last = performance.now();
    this.#telling = ask(this.pool, { name: 'log_hint', text: "select pg_notify('log_appended', '')", values: [] }, this.patience)
      .catch(() => undefined)
      .finally(() => {
        this.#telling = null;
        if (this.#owed) this.written(false);
      });
  }
}
