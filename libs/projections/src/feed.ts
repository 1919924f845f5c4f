import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Subject } from 'rxjs';
import type { Pool, PoolClient } from '#libs/database';
import type { StoredEvent } from '#libs/event-store';
import { foldBatch, wholeAppends } from './batch-fold.js';
import { advanceCheckpoints, markFailed, readCheckpoints, type Checkpoint } from './checkpoints.js';
import type { EventLog } from './event-log.js';
import { FactsCache } from './facts-cache.js';
import { Fenced, holdLease, releaseLease, takeLease, type Lease } from './lease.js';
import type { Model, Touched } from './model.js';
import { messageOf } from './partition.js';
import { RowFold } from './row-fold.js';
import { RowsDiffer, TableRows, writeBatch, type RowTable } from './row-tables.js';
import { inTransaction } from './transaction.js';

export interface FeedOptions {
  /** Most events in one transaction; default 1,000. A larger append is one batch by itself. */
  batchSize?: number;
  /** How long a worker that falls silent keeps the others waiting; default 5,000. */
  leaseMs?: number;
  /** Pause before asking for the lease again while another worker has it, or after a failure; default 500. */
  retryMs?: number;
  /** Most events whose facts are kept in memory; default 100,000. */
  factsEvents?: number;
}

/**
 * The live feed: one loop a process that follows the log while it holds the lease, and moves all active projections of the
 * model on together. Rows, checkpoints and the proof of the lease are one transaction, so effects are exactly once.
 */
export class Feed<G, F, T extends Touched> {
  /** After every committed batch: where the projections stand now. */
  readonly advanced$ = new Subject<{ position: number; events: number }>();
  readonly holder = `${process.pid}.${randomUUID()}`;

  private readonly batchSize: number;
  private readonly leaseMs: number;
  private readonly retryMs: number;
  private readonly cache: FactsCache<G, F, T>;
  private readonly fold: RowFold<F, T>;
  private stopping: AbortController | null = null;
  private running: Promise<void> = Promise.resolve();
  /** Ends the present pass over the log; the next one reads the checkpoints anew. */
  private pass = new AbortController();
  private current: { lease: Lease; checkpoints: ReadonlyMap<string, Checkpoint> } | null = null;
  private error: string | null = null;

  constructor(private readonly pool: Pool, private readonly log: EventLog, private readonly model: Model<G, F, T>, options: FeedOptions = {}) {
    this.batchSize = options.batchSize ?? 1_000;
    this.leaseMs = options.leaseMs ?? 5_000;
    this.retryMs = options.retryMs ?? 500;
    this.cache = new FactsCache(log, model.fold, { maxEvents: options.factsEvents });
    this.fold = new RowFold(model);
  }

  start(): void {
    if (this.stopping !== null) return;
    this.stopping = new AbortController();
    this.running = this.run(this.stopping.signal);
  }

  /** Ends after the batch in hand; the lease is given back. */
  async stop(): Promise<void> {
    this.stopping?.abort();
    await this.running;
    this.stopping = null;
  }

  /** Reads the checkpoints anew, as after a rebuild. */
  reload(): void {
    this.pass.abort();
  }

  get isHolding(): boolean {
    return this.current !== null;
  }

  get lastError(): string | null {
    return this.error;
  }

  /** The checkpoints as this worker last committed them; null while it does not hold the lease. */
  get checkpoints(): ReadonlyMap<string, Checkpoint> | null {
    return this.current?.checkpoints ?? null;
  }

  private async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      let lease: Lease | null = null;
      try {
        lease = await takeLease(this.pool, this.holder, this.leaseMs);
        if (lease !== null) await this.hold(lease, stop);
        else await pause(this.retryMs, undefined, { signal: stop }).catch(() => undefined);
      } catch (error) {
        // Facts in memory may have taken in a batch that was never committed.
        this.cache.clear();
        if (error instanceof RowsDiffer) await markFailed(this.pool, error.projection, error.message).catch(() => undefined);
        else if (!(error instanceof Fenced)) {
          this.error = messageOf(error);
          await pause(this.retryMs, undefined, { signal: stop }).catch(() => undefined);
        }
      } finally {
        this.current = null;
        if (lease !== null) await releaseLease(this.pool, lease).catch(() => undefined);
      }
    }
  }

  private async hold(lease: Lease, stop: AbortSignal): Promise<void> {
    const lost: Error[] = [];
    const renewal = setInterval(() => {
      this.renew(lease).catch((error: Error) => {
        lost.push(error);
        this.pass.abort();
      });
    }, this.leaseMs / 3);
    try {
      while (!stop.aborted && lost.length === 0) {
        this.pass = new AbortController();
        await this.advance(lease, AbortSignal.any([stop, this.pass.signal]));
      }
    } finally {
      clearInterval(renewal);
    }
    if (lost[0] !== undefined) throw lost[0];
  }

  private async renew(lease: Lease): Promise<void> {
    await holdLease(this.pool, lease, this.leaseMs);
    const known = this.current?.checkpoints;
    if (known === undefined) return;
    const active = this.activeOnes(await readCheckpoints(this.pool));
    if (active.length !== known.size || active.some(({ projection, generation }) => known.get(projection)?.generation !== generation)) this.reload();
  }

  private activeOnes(checkpoints: ReadonlyMap<string, Checkpoint>): Checkpoint[] {
    const activeOf = (declared: readonly { name: string; version: number }[]): Checkpoint[] =>
      declared.flatMap(({ name, version }) => {
        const checkpoint = checkpoints.get(name);
        return checkpoint?.state === 'active' && checkpoint.version === version ? [checkpoint] : [];
      });
    const active = activeOf(this.model.projections);
    // What one append changed is only known where every row before it is: while a projection is being built, lists of changes wait.
    return active.length < this.model.projections.length ? active : [...active, ...activeOf(this.model.appendProjections)];
  }

  /** Follows the log until told to look at the checkpoints again. */
  private async advance(lease: Lease, signal: AbortSignal): Promise<void> {
    // A projection that joins may stand further back than the others: facts that went on with these are of no use to it.
    this.cache.clear();
    let active = this.activeOnes(await readCheckpoints(this.pool));
    this.current = { lease, checkpoints: byName(active) };
    if (active.length === 0) {
      await pause(this.retryMs, undefined, { signal }).catch(() => undefined);
      return;
    }
    let from = Math.min(...active.map(({ position }) => position));
    let torn: readonly StoredEvent[] = [];
    for await (const page of this.log.follow(from, this.batchSize, signal)) {
      const { whole, rest } = wholeAppends(torn.length === 0 ? page : [...torn, ...page]);
      torn = rest;
      if (whole.length === 0) continue;
      active = await this.apply(lease, whole, from, active);
      from = whole.at(-1)!.position;
      this.current = { lease, checkpoints: byName(active) };
      this.error = null;
      this.advanced$.next({ position: from, events: whole.length });
      if (signal.aborted) break;
    }
  }

  /** Applies whole appends that follow `from`, as one transaction, and gives the checkpoints after it. */
  private async apply(lease: Lease, events: readonly StoredEvent[], from: number, active: readonly Checkpoint[]): Promise<Checkpoint[]> {
    const tables: RowTable[] = active.map(({ projection, position }) => ({ projection, generation: null, writtenUpTo: position }));
    const result = await foldBatch(events, from, this.model, this.fold, this.cache, new TableRows(this.pool, tables));
    const last = events.at(-1)!.position;
    const moved = active.filter(({ position }) => position < last);
    await inTransaction(this.pool, async (client: PoolClient) => {
      // Should this process be stopped here, the server ends the session, and with it the locks, when the lease is over.
      await client.query(`set local idle_in_transaction_session_timeout = ${Math.ceil(this.leaseMs)}`);
      await holdLease(client, lease, this.leaseMs);
      // Before the rows: a table that a rebuild has just switched is not the one this batch was folded for.
      await advanceCheckpoints(client, moved, last);
      await writeBatch(client, tables, result);
    });
    return active.map((checkpoint) => (checkpoint.position < last ? { ...checkpoint, position: last } : checkpoint));
  }
}

const byName = (checkpoints: readonly Checkpoint[]): Map<string, Checkpoint> => new Map(checkpoints.map((checkpoint) => [checkpoint.projection, checkpoint]));
