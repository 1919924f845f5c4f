import { setTimeout as pause } from 'node:timers/promises';
import { Subject, type Observable } from 'rxjs';
import type { Pool } from '#libs/database';
import { readCheckpoints, type Checkpoint, type ProjectionState } from './checkpoints.js';
import type { EventLog } from './event-log.js';
import { Feed, type FeedOptions } from './feed.js';
import { checkModel, type Model, type Touched } from './model.js';
import { messageOf } from './partition.js';
import { Rebuild, RebuildRunning, sweepRebuilds, type RebuildOptions, type RebuildProgress, type RebuildResult } from './rebuild.js';
import type { RebuildThreads } from './rebuild-threads.js';
import { RowIndex, type RowIndexOptions } from './row-index.js';
import { tableOf } from './row-tables.js';
import { stateHash } from './state-hash.js';

export interface EngineOptions extends FeedOptions, RowIndexOptions {
  /** How often a process without the lease looks where the projections stand while somebody waits; default 20. */
  pollMs?: number;
  /** Where rebuilds fold: in threads of their own, so that requests of this process are not slowed down. Default: in this one. */
  threads?: RebuildThreads;
}

export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  readonly state: ProjectionState;
  readonly position: number;
  readonly lag: number;
  readonly eventsPerSecond: number;
  readonly parked: number;
  readonly stateHash: string | null;
  readonly lastError: string | null;
}

/** The answer cannot include the position asked for yet: 503 `projection-behind` (API §1.3). */
export class ProjectionBehind extends Error {
  readonly problemType = 'projection-behind';
  constructor(readonly projection: string, readonly position: number, readonly wanted: number) {
    super(`The read models stand at position ${position}; you asked to wait for ${wanted}. Ask again in a second.`);
  }
}

// Above this a hash takes longer than a status page may; then the one from the last rebuild or check is shown.
const HASHED_ON_REQUEST = 200_000;

/**
 * Keeps the rows of a model: feeds them, builds what is missing or has a new version, rebuilds and verifies on request, and
 * tells how far they are. One per process; start it where background work is wanted, else it only reads.
 */
export class ProjectionEngine<G = any, F = any, T extends Touched = any> {
  readonly rows: RowIndex;
  /** Progress of every rebuild in this process. */
  readonly progress$ = new Subject<RebuildProgress & { projections: readonly string[] }>();
  private readonly feed: Feed<G, F, T>;
  private readonly pollMs: number;
  private readonly threads: RebuildThreads | undefined;
  private readonly retryMs: number;
  private readonly declared: readonly { name: string; version: number }[];
  private known: ReadonlyMap<string, Checkpoint> = new Map();
  private stood: { checkpoints: ReadonlyMap<string, Checkpoint>; position: number } | null = null;
  private looking: Promise<ReadonlyMap<string, Checkpoint>> | null = null;
  private building: Promise<void> = Promise.resolve();
  private stopping: AbortController | null = null;
  private buildError: string | null = null;
  private readonly hashes = new Map<string, { generation: number; position: number; hash: string }>();
  private speed = { at: performance.now(), position: 0, perSecond: 0 };

  constructor(private readonly pool: Pool, private readonly log: EventLog, private readonly model: Model<G, F, T>, options: EngineOptions = {}) {
    checkModel(model);
    this.declared = [...model.projections, ...model.appendProjections].map(({ name, version }) => ({ name, version }));
    this.feed = new Feed(pool, log, model, options);
    this.rows = new RowIndex(pool, options);
    this.pollMs = options.pollMs ?? 20;
    this.threads = options.threads;
    this.retryMs = options.retryMs ?? 500;
  }

  /** Feeds and builds in the background until `stop`. Safe to start in any number of processes. */
  start(): void {
    if (this.stopping !== null) return;
    this.stopping = new AbortController();
    this.building = this.buildMissing(this.stopping.signal);
    this.feed.start();
  }

  async stop(): Promise<void> {
    this.stopping?.abort();
    await Promise.all([this.feed.stop(), this.building]);
    this.stopping = null;
  }

  /** Whether this process is the one that feeds the rows just now. */
  get isFeeding(): boolean {
    return this.feed.isHolding;
  }

  /** After every batch this process has fed: where the rows stand now. */
  get advanced$(): Observable<{ position: number; events: number }> {
    return this.feed.advanced$;
  }

  // ---- how far

  /** The position at which every row model (or one) can answer. */
  async reached(projection?: string): Promise<number> {
    const checkpoints = await this.look();
    return this.positionIn(checkpoints, projection).position;
  }

  /**
   * Where every row model of this process stands: the same object until one of them moves or is switched. Null where another process
   * feeds them, so that only the database could tell.
   */
  get standing(): { readonly position: number } | null {
    const own = this.feed.checkpoints;
    if (own === null || own.size !== this.declared.length) return null;
    if (this.stood?.checkpoints !== own) this.stood = { checkpoints: own, position: this.positionIn(own).position };
    return this.stood;
  }

  /**
   * Waits until the rows include a position, and tells where they stand then.
   * @throws ProjectionBehind when they do not in time
   */
  async waitFor(position: number, timeoutMs: number, projection?: string): Promise<number> {
    const slowest = await this.reach(position, timeoutMs, projection);
    if (slowest.position < position) throw new ProjectionBehind(slowest.projection, slowest.position, position);
    return slowest.position;
  }

  /** Waits for a position at most a while; tells which projection is furthest behind then, and where it stands. */
  async reach(position: number, timeoutMs: number, projection?: string): Promise<{ projection: string; position: number }> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const slowest = this.positionIn(await this.look(), projection);
      const left = deadline - performance.now();
      if (slowest.position >= position || left <= 0) return slowest;
      await this.movement(Math.min(left, this.isFeeding ? 200 : this.pollMs));
    }
  }

  /** Settles when this process has fed a batch, or after a time. */
  private movement(forMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, forMs);
      const subscription = this.feed.advanced$.subscribe(done);
      function done(): void {
        clearTimeout(timer);
        // The subject may call back while subscribing is not over yet.
        queueMicrotask(() => subscription.unsubscribe());
        resolve();
      }
    });
  }

  private positionIn(checkpoints: ReadonlyMap<string, Checkpoint>, only?: string): { projection: string; position: number } {
    let slowest: { projection: string; position: number } | null = null;
    for (const { name } of this.declared) {
      if (only !== undefined && name !== only) continue;
      const position = checkpoints.get(name)?.position ?? 0;
      if (slowest === null || position < slowest.position) slowest = { projection: name, position };
    }
    return slowest ?? { projection: only ?? '', position: 0 };
  }

  private look(): Promise<ReadonlyMap<string, Checkpoint>> {
    const own = this.feed.checkpoints;
    if (own !== null && own.size === this.declared.length) return Promise.resolve(own);
    this.looking ??= readCheckpoints(this.pool)
      .then((checkpoints) => (this.known = checkpoints))
      .finally(() => (this.looking = null));
    return this.looking;
  }

  // ---- building

  /** Settles when every projection of the model is live in its present version. */
  async whenBuilt(signal?: AbortSignal): Promise<void> {
    while ((await this.missing()).length > 0) {
      signal?.throwIfAborted();
      await pause(this.pollMs);
    }
  }

  private async missing(): Promise<string[]> {
    const checkpoints = await readCheckpoints(this.pool);
    return this.declared.filter(({ name, version }) => {
      const checkpoint = checkpoints.get(name);
      // A higher version is the work of a newer release on the same database: it must not be undone by an older one.
      return checkpoint === undefined || checkpoint.state === 'building' || checkpoint.version < version;
    }).map(({ name }) => name);
  }

  private async buildMissing(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      try {
        await sweepRebuilds(this.pool);
        await this.retireUnknown();
        const missing = await this.missing();
        if (missing.length > 0) await this.rebuildTogether(missing, { signal: stop });
        this.buildError = null;
        return;
      } catch (error) {
        if (stop.aborted) return;
        if (!(error instanceof RebuildRunning)) this.buildError = messageOf(error);
        await pause(this.retryMs, undefined, { signal: stop }).catch(() => undefined);
      }
    }
  }

  private async retireUnknown(): Promise<void> {
    await this.pool.query(`update read.checkpoint set state = 'retired' where projection <> all($1::text[]) and state <> 'retired'`, [this.declared.map(({ name }) => name)]);
  }

  /** Builds one projection beside the live one, compares, and switches unless it is a dry run. See {@link Rebuild.run} for refusals. */
  async rebuild(projection: string, options: RebuildOptions = {}): Promise<RebuildResult> {
    const [result] = await this.rebuildTogether([projection], options);
    return result!;
  }

  /** The same for several, in one fold. */
  async rebuildTogether(projections: readonly string[], options: RebuildOptions = {}): Promise<RebuildResult[]> {
    const onProgress = (progress: RebuildProgress): void => {
      options.onProgress?.(progress);
      this.progress$.next({ ...progress, projections });
    };
    const results = await new Rebuild(this.pool, this.log, this.model, projections, { threads: this.threads, ...options, onProgress }).run();
    if (results.some(({ switched }) => switched)) {
      for (const name of projections) this.rows.clear(name);
      this.feed.reload();
    }
    return results;
  }

  /** Folds all of history again and compares with the live rows; changes nothing. @throws RebuildDiffers */
  verify(projection: string, options: Omit<RebuildOptions, 'dryRun'> = {}): Promise<RebuildResult> {
    return this.rebuild(projection, { ...options, dryRun: true });
  }

  // ---- status

  /** Every projection of the model, in its order; with `hash`, the hash of each that is small enough to take at once. */
  async status({ hash = false }: { hash?: boolean } = {}): Promise<ProjectionStatus[]> {
    const [checkpoints, head, parked] = await Promise.all([readCheckpoints(this.pool), this.log.head(), this.parkedCounts()]);
    this.measure(this.positionIn(checkpoints).position);
    return Promise.all(
      this.declared.map(async ({ name, version }) => {
        const checkpoint = checkpoints.get(name);
        const position = checkpoint?.position ?? 0;
        const broken = parked.get(name);
        const isBuilding = checkpoint === undefined || checkpoint.version < version;
        return {
          name,
          version: checkpoint?.version ?? version,
          state: isBuilding ? (this.buildError === null ? 'building' : 'failed') : checkpoint.state,
          position,
          lag: Math.max(0, head - position),
          eventsPerSecond: this.speed.perSecond,
          parked: broken?.count ?? 0,
          stateHash: hash && checkpoint !== undefined ? await this.hashOf(checkpoint) : null,
          lastError: broken?.error ?? (isBuilding ? this.buildError : null) ?? this.feed.lastError ?? checkpoint?.lastError ?? null,
        };
      }),
    );
  }

  /** Parked events of one projection, oldest first. */
  async parked(projection: string, limit = 100): Promise<{ story: string; key: string; position: number; error: string }[]> {
    const { rows } = await this.pool.query<{ story: string; key: string; position: number | string; error: string }>(
      'select story, key, position, error from read.parked where projection = $1 order by position, story, key limit $2',
      [projection, limit],
    );
    return rows.map((row) => ({ ...row, position: Number(row.position) }));
  }

  /** The hash of a projection's rows as of where it stands. */
  async stateHash(projection: string): Promise<{ hash: string; rows: number; position: number }> {
    const position = (await readCheckpoints(this.pool)).get(projection)?.position ?? 0;
    return { ...(await stateHash(this.pool, tableOf({ projection, generation: null }), position)), position };
  }

  private async hashOf({ projection, generation, position }: Checkpoint): Promise<string | null> {
    const known = this.hashes.get(projection);
    if (known?.generation === generation && known.position === position) return known.hash;
    const { rows } = await this.pool.query<{ rows: number; hash: string | null }>(
      `select (select reltuples from pg_class where oid = to_regclass($1)) as rows, (select state_hash from read.checkpoint where projection = $2) as hash`,
      [tableOf({ projection, generation: null }), projection],
    );
    if ((rows[0]?.rows ?? 0) > HASHED_ON_REQUEST) return rows[0]?.hash ?? null;
    const { hash } = await stateHash(this.pool, tableOf({ projection, generation: null }), position);
    this.hashes.set(projection, { generation, position, hash });
    return hash;
  }

  private async parkedCounts(): Promise<Map<string, { count: number; error: string }>> {
    const { rows } = await this.pool.query<{ projection: string; count: number | string; error: string }>(
      `select projection, count(*) as count, (array_agg('position ' || position || ', ' || case when story = '' then '' else story || ', ' end || key || ': ' || error order by position))[1] as error
       from read.parked group by projection`,
    );
    return new Map(rows.map(({ projection, count, error }) => [projection, { count: Number(count), error }]));
  }

  private measure(position: number): void {
    const now = performance.now();
    const seconds = (now - this.speed.at) / 1000;
    if (seconds < 1) return;
    this.speed = { at: now, position, perSecond: Math.max(0, Math.round((position - this.speed.position) / seconds)) };
  }
}
