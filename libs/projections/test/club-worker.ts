import { createPool } from '#libs/database';
import { EventStore } from '#libs/event-store';
import { ProjectionEngine, StoreLog } from '../src/index.js';
import { clubs } from './clubs.js';

// A worker process of its own, for specs that kill or stop one. Tells on standard output when it holds the lease and what it fed.
const pool = createPool({ appUrl: process.env.APP_URL! }, { max: 8 });
const store = new EventStore(pool, { pollIntervalMs: 10 });
const engine = new ProjectionEngine(pool, new StoreLog(store, pool), clubs, { leaseMs: Number(process.env.LEASE_MS ?? 1_000), retryMs: 20, batchSize: Number(process.env.BATCH ?? 20) });
engine.advanced$.subscribe(({ position }) => process.stdout.write(`fed ${position}\n`));

if (process.env.REBUILD === undefined) engine.start();
else {
  for (;;) {
    process.stdout.write('rebuilding\n');
    await engine.rebuildTogether(process.env.REBUILD.split(',')).catch((error: Error) => process.stdout.write(`${error.message}\n`));
  }
}
process.once('SIGTERM', () => void engine.stop().then(() => process.exit(0)));
