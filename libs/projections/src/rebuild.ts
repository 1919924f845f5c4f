import type { Pool, PoolClient } from '#libs/database';
import type { StoredEvent } from '#libs/event-store';
import { foldBatch, wholeAppends } from './batch-fold.js';
import { readCheckpoints, type Checkpoint } from './checkpoints.js';
import type { EventLog } from './event-log.js';
import { FactsCache } from './facts-cache.js';
import { stopWorkers } from './lease.js';
import { REGISTERS, type Model, type Touched } from './model.js';
import { foldPartitions, partOf } from './partition-fold.js';
import { foldInThreads, type RebuildThreads } from './rebuild-threads.js';
import { EVERY_KEY, RowFold, type Parked } from './row-fold.js';
import { insertParked, TableRows, tableOf, writeBatch, type RowTable } from './row-tables.js';
import { firstDifference, stateHash, type FirstDifference, type Omitted } from './state-hash.js';
import { inTransaction } from './transaction.js';

export interface RebuildProgress {
  readonly phase: 'folding' | 'indexing' | 'catching-up' | 'comparing' | 'switching';
  /** Events. */
  readonly done: number;
  readonly total: number;
  readonly perSecond: number;
  readonly etaSeconds: number | null;
}

export interface RebuildOptions {
  /** Stops before the switch and drops what was built. */
  dryRun?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: RebuildProgress) => void;
  /** Folds stories in threads of their own, beside the requests of this process; without it, in this one. */
  threads?: RebuildThreads;
}

export interface RebuildResult {
  readonly projection: string;
  readonly version: number;
  readonly rows: number;
  /** Where both were compared. */
  readonly position: number;
  readonly stateHash: string;
  /** null when no rows of this projection were live before. */
  readonly liveHash: string | null;
  /** null when there was nothing to compare. Rows that a parked event kept from being right are left out. */
  readonly equal: boolean | null;
  readonly switched: boolean;
  readonly parked: number;
}

/** Two builds of the same version disagree: either the rows were changed by hand, or the code was and its version was not. */
export class RebuildDiffers extends Error {
  constructor(readonly result: RebuildResult, readonly difference: FirstDifference | null) {
    super(
      `Projection ${result.projection} as rebuilt differs from the live one at position ${result.position}, though both have version ${result.version}.` +
        (difference === null ? '' : ` First: story "${difference.story}", key "${difference.key}", known from ${difference.knownFrom}.`) +
        ' If its code changed, raise its version; else find out how the live rows came to differ.',
    );
  }

  problem(): object {
    return { type: 'about:blank', title: 'The rebuilt rows differ from the live ones', status: 409, detail: this.message, result: this.result, difference: this.difference };
  }
}

export class RebuildRunning extends Error {
  constructor(readonly projection: string) {
    super(`Projection ${projection} is already being rebuilt. Wait for that to end.`);
  }
}

// Any constant, as long as every version of the service uses the same one.
const REBUILD_LOCK = 721_500_400;
const FINAL_EVENTS = 2_000;

/**
 * Builds projections again beside the live ones: all of history folded in memory, partition by partition, and copied into new
 * tables; then what was appended meanwhile, batch by batch; then compared, then switched in one transaction. Readers see the
 * old rows until the switch and the new ones after it. Projections named together share one fold.
 */
export class Rebuild<G, F, T extends Touched> {
  private readonly part: Model<G, F, T>;
  private readonly fold: RowFold<F, T>;
  private readonly generations = new Map<string, number>();
  private readonly parked: Parked[] = [];
  /** Where the new tables stand. */
  private position = 0;
  private readonly startedAt = performance.now();
  private done = 0;
  private reportedAt = 0;

  constructor(
    private readonly pool: Pool,
    private readonly log: EventLog,
    model: Model<G, F, T>,
    private readonly names: readonly string[],
    private readonly options: RebuildOptions = {},
  ) {
    this.part = partOf(model, names);
    this.fold = new RowFold(this.part);
  }

  /**
   * @throws RebuildRunning while another process rebuilds one of them
   * @throws RebuildDiffers when versions are equal and rows are not; nothing was switched then
   */
  async run(): Promise<RebuildResult[]> {
    const holder = await this.pool.connect();
    let broken: Error | undefined;
    const onError = (error: Error): void => {
      broken = error;
    };
    holder.on('error', onError);
    try {
      // Session locks: the server drops them with the connection, so a killed rebuild blocks nobody and its tables can be told
      // from those of a living one.
      for (const name of this.names) if (!(await tryLock(holder, name))) throw new RebuildRunning(name);
      try {
        await sweepTables(holder, this.names);
        return await this.build(holder);
      } finally {
        await this.dropTables(holder).catch((error: Error) => (broken ??= error));
        for (const name of this.names) await unlock(holder, name).catch((error: Error) => (broken ??= error));
      }
    } finally {
      holder.off('error', onError);
      holder.release(broken);
    }
  }

  private async build(client: PoolClient): Promise<RebuildResult[]> {
    for (const name of this.names) {
      const { rows } = await client.query<{ generation: number | string }>(`select nextval('read.generation') as generation`);
      const generation = Number(rows[0]!.generation);
      await client.query('select read.create_rows($1, $2)', [name, generation]);
      this.generations.set(name, generation);
    }
    const upTo = await this.reachable();
    const rows = await this.foldAll(client, upTo);
    this.report('indexing', upTo);
    await inTwos([...this.generations], async ([name, generation]) => {
      const isFoundByKey = this.part.projections.find((projection) => projection.name === name)?.foundByKey ?? false;
      await this.pool.query('select read.index_rows($1, $2, $3)', [name, generation, isFoundByKey]);
    });
    this.position = upTo;
    for (let target = await this.reachable(); target - this.position > FINAL_EVENTS; target = await this.reachable()) await this.catchUpTo(target, null);
    const results = await this.compare(rows);
    if (this.options.dryRun === true) return results;
    await this.switch(results);
    return results.map((result) => ({ ...result, switched: true }));
  }

  /** How far the new tables can go: to the head, or, where others' rows are looked at, as far as these are live. */
  private async reachable(): Promise<number> {
    const checkpoints = await readCheckpoints(this.pool);
    const shadows = this.shadows();
    if (shadows.length === 0) return this.log.head();
    return Math.min(...shadows.map((name) => checkpoints.get(name)?.position ?? 0));
  }

  /** Projections that are folded here for the sake of others and not written. */
  private shadows(): string[] {
    return this.part.projections.map(({ name }) => name).filter((name) => !this.names.includes(name));
  }

  // ---- folding in memory

  private async foldAll(client: PoolClient, upTo: number): Promise<Map<string, number>> {
    const tables = new Map([...this.generations].map(([projection, generation]) => [projection, tableOf({ projection, generation })]));
    const partitions = [REGISTERS, ...(await this.log.stories())];
    const onEvents = (count: number): void => {
      this.done += count;
      this.report('folding', upTo);
    };
    const { threads } = this.options;
    const { rows, parked } =
      threads === undefined || upTo < (threads.fromEvents ?? 20_000)
        ? await foldPartitions({ pool: this.pool, log: this.log, part: this.part, tables, upTo, signal: this.options.signal, onEvents }, client, partitions)
        : await foldInThreads(threads, { pool: this.pool, names: this.names, tables, upTo, signal: this.options.signal, onEvents }, partitions);
    for (const unable of parked) this.parked.push(unable);
    return rows;
  }

  // ---- what was appended meanwhile

  /** Applies events after the new tables' position, up to `target`; in the transaction of `client`, or one for each batch. */
  private async catchUpTo(target: number, client: PoolClient | null): Promise<void> {
    const cache = new FactsCache(this.log, this.part.fold);
    let torn: readonly StoredEvent[] = [];
    for await (const page of this.log.range(this.position + 1, target)) {
      const { whole, rest } = wholeAppends([...torn, ...page]);
      torn = rest;
      if (whole.length === 0) continue;
      const tables: RowTable[] = [
        ...this.names.map((projection) => ({ projection, generation: this.generations.get(projection)!, writtenUpTo: this.position })),
        ...this.shadows().map((projection) => ({ projection, generation: null, writtenUpTo: Infinity })),
      ];
      const batch = await foldBatch(whole, this.position, this.part, this.fold, cache, new TableRows(client ?? this.pool, tables));
      const { parked, ...rows } = batch;
      this.parked.push(...parked.filter(({ projection }) => this.names.includes(projection)));
      const write = (to: PoolClient): Promise<void> => writeBatch(to, tables, { ...rows, parked: [] });
      if (client === null) await inTransaction(this.pool, write);
      else await write(client);
      this.position = whole.at(-1)!.position;
      this.done += whole.length;
      this.report('catching-up', target);
      this.options.signal?.throwIfAborted();
    }
  }

  // ---- comparing and switching

  private async compare(rows: ReadonlyMap<string, number>): Promise<RebuildResult[]> {
    const checkpoints = await readCheckpoints(this.pool);
    this.report('comparing', this.done);
    return inTwos(this.names, (name) => this.compareOne(name, checkpoints.get(name), rows.get(name) ?? 0));
  }

  private async compareOne(name: string, checkpoint: Checkpoint | undefined, rows: number): Promise<RebuildResult> {
    const declared = [...this.part.projections, ...this.part.appendProjections].find((projection) => projection.name === name)!;
    const rebuilt = tableOf({ projection: name, generation: this.generations.get(name)! });
    const live = isLive(checkpoint) ? checkpoint : null;
    const position = live === null ? this.position : Math.min(this.position, live.position);
    const table = tableOf({ projection: name, generation: null });
    const ours = await stateHash(this.pool, rebuilt, position);
    const theirs = live === null ? null : await stateHash(this.pool, table, position);
    const omitted = live === null ? null : await this.omitted(name);
    let equal = theirs === null ? null : theirs.hash === ours.hash;
    if (equal === false && omitted !== null && omitted.stories.length + omitted.keys.length > 0) {
      equal = (await stateHash(this.pool, rebuilt, position, omitted)).hash === (await stateHash(this.pool, table, position, omitted)).hash;
    }
    const result: RebuildResult = {
      projection: name, version: declared.version, rows, position, stateHash: ours.hash, liveHash: theirs?.hash ?? null, equal,
      switched: false, parked: this.parked.filter(({ projection }) => projection === name).length,
    };
    // Rows known to be wrong are no measure for the new ones.
    if (equal === false && live?.state !== 'failed' && live?.version === declared.version) throw new RebuildDiffers(result, await firstDifference(this.pool, table, rebuilt, position, omitted ?? undefined));
    return result;
  }

  /** What the live rows cannot be blamed for: keys whose event was parked, and stories where it cannot be told which keys. */
  private async omitted(name: string): Promise<Omitted> {
    const isAppendProjection = this.part.appendProjections.some((projection) => projection.name === name);
    const { rows } = await this.pool.query<{ projection: string; story: string; key: string }>('select distinct projection, story, key from read.parked');
    const relevant = isAppendProjection ? rows : rows.filter(({ projection }) => projection === name);
    const stories = relevant.filter(({ key }) => isAppendProjection || key === EVERY_KEY).map(({ story }) => story);
    return { stories: [...new Set(stories)], keys: relevant.map(({ story, key }) => ({ story, key })) };
  }

  private async switch(results: readonly RebuildResult[]): Promise<void> {
    this.report('switching', this.done);
    const position = this.position;
    for (let attempt = 1; ; attempt++) {
      try {
        await inTransaction(this.pool, (client) => this.switchIn(client, results));
        this.generations.clear();
        return;
      } catch (error) {
        // A long read of the old table is in the way. Waiting on would make every new reader queue behind us.
        if ((error as { code?: string }).code !== '55P03' || attempt === 60) throw error;
        this.position = position;
        this.options.signal?.throwIfAborted();
        await new Promise((resolve) => setTimeout(resolve, Math.min(100 * attempt, 2_000)));
      }
    }
  }

  private async switchIn(client: PoolClient, results: readonly RebuildResult[]): Promise<void> {
    await client.query(`set local lock_timeout = '2s'`);
    await stopWorkers(client);
    const checkpoints = await readCheckpoints(client);
    const shadows = this.shadows().map((name) => checkpoints.get(name)?.position ?? 0);
    const live = this.names.map((name) => checkpoints.get(name)).filter(isLive).map(({ position }) => position);
    // Readers who have seen a position must not be led back behind it.
    const target = Math.min(Math.max(this.position, ...live), ...shadows);
    if (target > this.position) await this.catchUpTo(target, client);
    for (const { projection, version, stateHash: hash, position } of results) {
      const generation = this.generations.get(projection)!;
      await client.query('select read.switch_rows($1, $2)', [projection, generation]);
      await client.query(
        `insert into read.checkpoint (projection, version, generation, position, state, state_hash, state_position) values ($1, $2, $3, $4, 'active', $5, $6)
         on conflict (projection) do update set version = $2, generation = $3, position = $4, state = 'active', state_hash = $5, state_position = $6, last_error = null`,
        [projection, version, generation, this.position, hash, position],
      );
      await client.query('delete from read.parked where projection = $1', [projection]);
      const unable = this.parked.filter((parked) => parked.projection === projection);
      if (unable.length > 0) await insertParked(client, unable);
    }
  }

  private async dropTables(client: PoolClient): Promise<void> {
    for (const [name, generation] of this.generations) await client.query('select read.drop_rows($1, $2)', [name, generation]);
    this.generations.clear();
  }

  private report(phase: RebuildProgress['phase'], total: number): void {
    const now = performance.now();
    if (phase === 'folding' && now - this.reportedAt < 200) return;
    this.reportedAt = now;
    const perSecond = this.done / Math.max((now - this.startedAt) / 1000, 0.001);
    this.options.onProgress?.({ phase, done: this.done, total: Math.max(total, this.done), perSecond, etaSeconds: perSecond > 0 && this.done > 0 ? Math.max(0, total - this.done) / perSecond : null });
  }
}

/**
 * Runs the work for all items, two at a time, and gives the results in their order: sorting and hashing a table keeps one process of
 * the server busy, and the largest tables are as large as all others together. After a failure nothing more is begun; what runs is waited for.
 */
async function inTwos<I, R>(items: readonly I[], work: (item: I) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    try {
      while (next < items.length && !failed) {
        const at = next++;
        results[at] = await work(items[at]!);
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const lanes = await Promise.allSettled([lane(), lane()]);
  for (const one of lanes) if (one.status === 'rejected') throw one.reason;
  return results;
}

const isLive = (checkpoint: Checkpoint | undefined): checkpoint is Checkpoint => checkpoint !== undefined && checkpoint.state !== 'building' && checkpoint.generation > 0;

const tryLock = async (client: PoolClient, name: string): Promise<boolean> =>
  (await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as taken', [REBUILD_LOCK, name])).rows[0]!.taken;

const unlock = async (client: PoolClient, name: string): Promise<unknown> => client.query('select pg_advisory_unlock($1, hashtext($2))', [REBUILD_LOCK, name]);

/** Drops the tables that a killed rebuild of these projections left. The caller holds their locks. */
async function sweepTables(client: PoolClient, names: readonly string[]): Promise<void> {
  for (const { name, generation } of await generationTables(client)) if (names.includes(name)) await client.query('select read.drop_rows($1, $2)', [name, generation]);
}

/** Drops what killed rebuilds left, of any projection; a table whose rebuild still runs is left alone. */
export async function sweepRebuilds(pool: Pool): Promise<number> {
  const client = await pool.connect();
  let swept = 0;
  try {
    for (const { name, generation } of await generationTables(client)) {
      if (!(await tryLock(client, name))) continue;
      try {
        await client.query('select read.drop_rows($1, $2)', [name, generation]);
        swept++;
      } finally {
        await unlock(client, name);
      }
    }
    return swept;
  } finally {
    client.release();
  }
}

async function generationTables(client: PoolClient): Promise<{ name: string; generation: number }[]> {
  const { rows } = await client.query<{ tablename: string }>(`select tablename from pg_tables where schemaname = 'read' and tablename ~ '__[0-9]+$' order by 1`);
  return rows.map(({ tablename }) => ({ name: tablename.slice(0, tablename.lastIndexOf('__')), generation: Number(tablename.slice(tablename.lastIndexOf('__') + 2)) }));
}
