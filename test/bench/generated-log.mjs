import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import copyStreams from 'pg-copy-streams';
import { createPool, ensureDatabase, migrate, startEmbedded } from '../../dist/libs/database/src/index.js';
import { EventStore } from '../../dist/libs/event-store/src/index.js';
import { StoreLog } from '../../dist/libs/projections/src/index.js';
import { generatedAffairs } from '../../dist/test/generated-affairs.js';

/** A server of its own with fsync on, and a generated log in it. Ends both with `drop`. */
export async function generatedLog(settings, tell) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-bench-'));
  fs.chmodSync(directory, 0o711); // run as root, the server has an account of its own and must get in
  // As the other suites have it: no checkpoint of the server in the middle of somebody's turn.
  const server = await startEmbedded({ dataDir: path.join(directory, 'pg'), settings: { shared_buffers: '512MB', max_wal_size: '8GB', checkpoint_timeout: '30min' } });
  await ensureDatabase(server.url('bench'));
  await migrate(server.url('bench'));
  const pool = createPool({ appUrl: server.url('bench', 'chancery_app') }, { max: 12 });
  const store = new EventStore(pool);
  const started = performance.now();
  let waiting = [];
  const written = async () => {
    for (const outcome of await Promise.all(waiting)) if (outcome.kind !== 'appended') throw new Error(`An append was not stored: ${outcome.kind}`);
    waiting = [];
  };
  let told = 0;
  for (const append of generatedAffairs(settings)) {
    waiting.push(store.append(append));
    if (waiting.length === 400) await written();
    if (performance.now() - told > 5_000) {
      told = performance.now();
      tell(`appending, ${(await store.head()).position} of ${settings.events} events`);
    }
  }
  await written();
  const { position: events } = await store.head();
  tell(`${events} events in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  await ownerDoes(server.url('bench'), 'vacuum analyze');
  return {
    pool, store, events, log: new StoreLog(store, pool), ownerUrl: server.url('bench'), appUrl: server.url('bench', 'chancery_app'),
    async drop() {
      await store.close();
      await pool.end();
      await server.stop();
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function ownerDoes(ownerUrl, statement) {
  const pool = createPool({ appUrl: ownerUrl }, { max: 1 });
  await pool.query(statement);
  await pool.end();
}

/** Events a second that COPY reads out through the same driver: nothing that reads the log can be faster. */
export async function copyOutRate(pool, events) {
  const client = await pool.connect();
  try {
    const started = performance.now();
    for await (const chunk of client.query(copyStreams.to('copy log.event to stdout'))) if (chunk === null) break;
    return events / ((performance.now() - started) / 1000);
  } finally {
    client.release();
  }
}

export const median = (values) => quantile(values, 0.5);
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Highest resident memory while `work` runs, in megabytes. */
export async function watchingMemory(work) {
  let highest = process.memoryUsage.rss();
  const timer = setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), 100);
  try {
    return { result: await work(), megabytes: Math.round(highest / 1e6) };
  } finally {
    clearInterval(timer);
  }
}
