import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { ensureDatabase, migrate, startEmbedded } from '../../dist/libs/database/src/index.js';

/** A durable cluster of its own with a migrated database `torture`, which can be killed and started again. */
export async function tortureCluster(settings = {}) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-torture-'));
  fs.chmodSync(directory, 0o711);
  const start = () => startEmbedded({ dataDir: path.join(directory, 'pg'), settings: { max_connections: '200', ...settings } });
  let server = await start();
  await ensureDatabase(server.url('torture'));
  await migrate(server.url('torture'));
  return {
    ownerUrl: server.url('torture'),
    appUrl: server.url('torture', 'chancery_app'),
    url: (database, user) => server.url(database, user),
    /** kill -9 of the server and everything it has started, all at once. */
    async kill() {
      for (const pid of [server.pid, ...childrenOf(server.pid)]) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // Ended by itself meanwhile.
        }
      }
      await server.stop().catch(() => undefined);
    },
    async start() {
      server = await start();
    },
    async query(text, values = [], database = 'torture') {
      const client = new pg.Client({ connectionString: server.url(database) });
      await client.connect();
      try {
        return (await client.query(text, values)).rows;
      } finally {
        await client.end();
      }
    },
    async remove() {
      await server.stop();
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}

function childrenOf(pid) {
  return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((candidate) => {
    try {
      return Number(fs.readFileSync(`/proc/${candidate}/stat`, 'utf8').split(') ')[1].split(' ')[1]) === pid;
    } catch {
      return false;
    }
  });
}

export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
