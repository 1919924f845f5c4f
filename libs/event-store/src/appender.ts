import type { Pool } from '#libs/database';
import { appendStatement, batchOutcomes, batchParameters, type AppendRow } from './append-batch.js';
import { contentError, readFailure } from './append-failure.js';
import { ask, type Patience } from './ask.js';
import { StoreClosed } from './errors.js';
import type { Append, AppendOutcome, StoredEvent } from './event.js';
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

/**
 * Group commit: appends that arrive while a batch is being written wait and go together in the next one, in one call, one
 * transaction, one flush to disk. An idle appender writes at once; nothing lingers in the hope of company.
 */
export class Appender {
  readonly #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;
  #closed = false;
  batches = 0;
  appends = 0;

  constructor(
    private readonly pool: Pool,
    private readonly limits: AppenderLimits,
    /** Told of every batch's events in order of position, before their callers are. */
    private readonly written: (events: StoredEvent[]) => void,
  ) {}

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
      this.#writing ??= this.#write();
    });
  }

  /** Writes what is waiting, then takes no more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
  }

  async #write(): Promise<void> {
    // Appends made in one turn of the event loop share the first batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch();
      if (batch.length > 0) await this.#writeBatch(batch);
    }
    this.#writing = null;
  }

  #nextBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const expired = performance.now() - this.limits.connectTimeoutMs - this.limits.replyTimeoutMs;
    let events = 0;
    let characters = 0;
    let taken = 0;
    for (const waiting of this.#waiting) {
      events += waiting.prepared.texts.length;
      characters += waiting.prepared.size;
      if (batch.length > 0 && (events > this.limits.batchEvents || characters > this.limits.batchCharacters)) break;
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
    let outcomes: AppendOutcome[];
    try {
      const [row] = await ask<AppendRow>(this.pool, { ...appendStatement, values: batchParameters(prepared) }, this.limits);
      outcomes = batchOutcomes(prepared, row!);
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
    const events = outcomes.flatMap((outcome) => (outcome.kind === 'appended' ? outcome.events : []));
    if (events.length > 0) this.written(events);
    outcomes.forEach((outcome, i) => batch[i]!.resolve(outcome));
  }
}
