import { parentPort, workerData } from 'node:worker_threads';
import { createPool } from '#libs/database';
import { EventStore, type UpcastRegistry } from '#libs/event-store';
import type { AnyModel } from './model.js';
import { foldPartitions, partOf } from './partition-fold.js';
import type { FromThread, ThreadData, ToThread } from './rebuild-threads.js';
import { StoreLog } from './store-log.js';

// One thread of a rebuild: folds partitions handed to it one by one, with connections of its own.
const port = parentPort!;
const { module, connectionString, names, tables, upTo } = workerData as ThreadData;
const tell = (message: FromThread): void => port.postMessage(message);

async function* partitions(): AsyncGenerator<string> {
  for (;;) {
    const answer = new Promise<ToThread>((resolve) => port.once('message', resolve));
    tell({ kind: 'next' });
    const { partition } = await answer;
    if (partition === null) return;
    yield partition;
  }
}

const { model, upcasts } = (await import(module)) as { model: AnyModel; upcasts?: UpcastRegistry };
const pool = createPool({ appUrl: connectionString }, { max: 3, applicationName: 'chancery rebuild' });
const store = new EventStore(pool, { upcasts });
const client = await pool.connect();
try {
  const task = { pool, log: new StoreLog(store, pool), part: partOf(model, names), tables: new Map(tables), upTo, onEvents: (count: number) => tell({ kind: 'events', count }) };
  const { rows, parked } = await foldPartitions(task, client, partitions());
  tell({ kind: 'done', rows: [...rows], parked });
} finally {
  client.release();
  await store.close();
  await pool.end();
}
