import type { Pool } from '#libs/database';
import { batchCall, batchOutcomes } from './append-batch.js';
import { AppendConnection } from './append-connection.js';
import { contentError, readFailure } from './append-failure.js';
import type { Patience } from './ask.js';
import { StoreClosed } from './errors.js';
import type { Append, AppendOutcome, StoredEvent } from './event.js';
import { Hints } from './hints.js';
import { prepareAppend, type PreparedAppend } from './prepared-append.js';

export interface AppenderLimits extends Patience {
  /** Most events in one batch. A single append may be larger and then goes alone. */
  batchEvents: number;
  /** Most payload characters in one batch. */
  batchCharacters: number;
  /** Most appends waiting; further ones are answered `unavailable` at once. */
  waitingAppends: number;
}

interface Waiting {
  prepared: PreparedAppend;
  since: number;
  resolve(outcome: AppendOutcome): void;
  reject(error: Error): void;
}

/** Batches on their way at once: one being written, one waiting for it at the server. More would only be smaller. */
const mostBatches = 2;

/**
 * Appends waiting from which on they go in two batches rather than one, so that this process works on the one while the server
 * works on the other. Fewer are not worth a second flush to disk.
 */
const worthTwoBatches = 12;

/**
 * Group commit: appends that arrive while batches are being written wait and go together in the next one, in one call, one
 * transaction, one flush to disk. An idle appender writes at once; nothing lingers in the hope of company.
 */
export class Appender {
  readonly #waiting: Waiting[] = [];
  readonly #connection: AppendConnection;
  readonly #hints: Hints;
  #writing = 0;
  #scheduled = false;
  #closed = false;
  #settled: (() => void) | null = null;
  batches = 0;
  appends = 0;

  constructor(
    pool: Pool,
    private readonly limits: AppenderLimits,
    /** Told of every batch in order of position, before its callers are: its first position and, when asked, its events. */
    private readonly written: (first: number, events: () => StoredEvent[]) => void,
  ) {
    this.#connection = new AppendConnection(pool, limits);
    this.#hints = new Hints(pool, limits);
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** @throws MalformedAppend, EventTooLarge, EventIdTaken; everything that may pass is an outcome */
  append(append: Append): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      const prepared = prepareAppend(append);
      if (this.#closed) return resolve({ kind: 'unavailable', cause: new StoreClosed() });
      if (this.#waiting.length >= this.limits.waitingAppends) {
        return resolve({ kind: 'unavailable', cause: new Error(`${this.#waiting.length} appends are waiting already`) });
      }
      this.#waiting.push({ prepared, since: performance.now(), resolve, reject });
      this.#schedule();
    });
  }

  /** Writes what is waiting, then takes no more. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#writing > 0 || this.#waiting.length > 0) await new Promise<void>((resolve) => { this.#settled = resolve; });
    await this.#hints.close();
    this.#connection.close();
  }

  /** Appends made in one turn of the event loop share a batch. */
  #schedule(): void {
    if (this.#scheduled || this.#writing >= mostBatches) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#write();
    });
  }

  #write(): void {
    while (this.#waiting.length > 0 && this.#writing < mostBatches) {
      const all = this.#waiting.length;
      const batch = this.#nextBatch(this.#writing === 0 && all >= worthTwoBatches ? Math.ceil(all / 2) : all);
      if (batch.length === 0) continue;
      this.#writing++;
      void this.#writeBatch(batch).finally(() => {
        this.#writing--;
        if (this.#waiting.length > 0) this.#schedule();
        else if (this.#writing === 0) this.#settled?.();
      });
    }
  }

  #nextBatch(most: number): Waiting[] {
    const batch: Waiting[] = [];
    const expired = performance.now() - this.limits.connectTimeoutMs - this.limits.replyTimeoutMs;
    let events = 0;
    let characters = 0;
    let taken = 0;
    for (const waiting of this.#waiting) {
      events += waiting.prepared.texts.length;
      characters += waiting.prepared.size;
      if (batch.length > 0 && (batch.length >= most || events > this.limits.batchEvents || characters > this.limits.batchCharacters)) break;
      taken++;
      // While the database is away, callers wait for one failed batch and not for all that came before them.
      if (waiting.since < expired) waiting.resolve({ kind: 'unavailable', cause: new Error('The append waited too long for its batch') });
      else batch.push(waiting);
    }
    this.#waiting.splice(0, taken);
    return batch;
  }

  async #writeBatch(batch: Waiting[]): Promise<void> {
    const prepared = batch.map((waiting) => waiting.prepared);
    const hinted = this.#hints.due();
    let outcomes: AppendOutcome[];
    try {
      outcomes = batchOutcomes(prepared, await this.#connection.ask(batchCall(prepared, hinted)));
    } catch (error) {
      const failure = readFailure(error);
      if (failure.kind !== 'content') for (const { resolve } of batch) resolve({ kind: failure.kind, cause: failure.cause });
      else if (batch.length === 1) batch[0]!.reject(contentError(prepared[0]!, failure.cause));
      // One append of many is at fault: each goes alone, so that only its own caller hears of it.
      else for (const waiting of batch) await this.#writeBatch([waiting]);
      return;
    }
    this.batches++;
    this.appends += batch.length;
    const first = outcomes.find((outcome) => outcome.kind === 'appended');
    if (first !== undefined) {
      this.#hints.written(hinted);
      this.written(first.first, () => outcomes.flatMap((outcome) => (outcome.kind === 'appended' ? outcome.events : [])));
    }
    outcomes.forEach((outcome, i) => batch[i]!.resolve(outcome));
  }
}
