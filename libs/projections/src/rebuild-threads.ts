import { Worker } from 'node:worker_threads';
import type { Pool } from '#libs/database';
import type { Parked } from './row-fold.js';

export interface RebuildThreads {
  /** A module that exports `model`, the same that the engine has, and `upcasts` where the store has any: functions cannot be handed to a thread. */
  readonly module: URL;
  readonly count: number;
  /** Fewer events than this are folded here: starting a thread costs more. Default 20,000. */
  readonly fromEvents?: number;
}

/** What a thread is started with. */
export interface ThreadData {
  readonly module: string;
  readonly connectionString: string;
  readonly names: readonly string[];
  readonly tables: readonly (readonly [projection: string, table: string])[];
  readonly upTo: number;
}

export type FromThread = { kind: 'next' } | { kind: 'events'; count: number } | { kind: 'done'; rows: [string, number][]; parked: Parked[] };
/** The next partition to fold, or null when there is none left. */
export type ToThread = { partition: string | null };

export interface ThreadedFold {
  readonly pool: Pool;
  readonly names: readonly string[];
  readonly tables: ReadonlyMap<string, string>;
  readonly upTo: number;
  readonly signal?: AbortSignal;
  onEvents(count: number): void;
}

/** `foldPartitions` in several threads, each of which takes the next partition when it has done one. */
export async function foldInThreads(threads: RebuildThreads, task: ThreadedFold, partitions: readonly string[]): Promise<{ rows: Map<string, number>; parked: Parked[] }> {
  const { connectionString } = task.pool.options;
  if (connectionString === undefined) throw new Error('Threads need a pool that was made from an address');
  const rows = new Map<string, number>([...task.tables.keys()].map((projection) => [projection, 0]));
  const parked: Parked[] = [];
  const rest = partitions.values();
  const data: ThreadData = { module: threads.module.href, connectionString, names: task.names, tables: [...task.tables], upTo: task.upTo };
  const running: Worker[] = [];

  const run = (): Promise<void> =>
    new Promise<void>((resolve, reject) => {
      // Rows live for an append or two: with room for some thousand of them young ones are dropped where they stand, not copied about.
      const worker = new Worker(new URL('./rebuild-thread.js', import.meta.url), { workerData: data, resourceLimits: { maxYoungGenerationSizeMb: 192 } });
      running.push(worker);
      worker.on('message', (message: FromThread) => {
        if (message.kind === 'next') worker.postMessage({ partition: rest.next().value ?? null } satisfies ToThread);
        else if (message.kind === 'events') task.onEvents(message.count);
        else {
          for (const [projection, count] of message.rows) rows.set(projection, (rows.get(projection) ?? 0) + count);
          parked.push(...message.parked);
          resolve();
        }
      });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`A thread of the rebuild ended with code ${code}`)));
    });

  const stop = (): void => {
    for (const worker of running) void worker.terminate();
  };
  task.signal?.addEventListener('abort', stop, { once: true });
  try {
    task.signal?.throwIfAborted();
    await Promise.all(Array.from({ length: Math.min(threads.count, partitions.length) }, run));
    return { rows, parked };
  } catch (error) {
    task.signal?.throwIfAborted();
    throw error;
  } finally {
    task.signal?.removeEventListener('abort', stop);
    // Those that still run after one has failed, and those that have done their part and wait for nothing.
    await Promise.all(running.map((worker) => worker.terminate()));
  }
}
