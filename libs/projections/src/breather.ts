import { setImmediate as nextTurn } from 'node:timers/promises';

const BUSY_MS = 10;

/** Lets other work of the process have its turn: a request must not wait for a batch of a thousand events. */
export class Breather {
  private since = performance.now();

  /** Cheap while little time has passed. */
  async breathe(): Promise<void> {
    if (performance.now() - this.since < BUSY_MS) return;
    await nextTurn();
    this.since = performance.now();
  }
}
