import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { ensureDatabase, migrate, startEmbedded } from '../../dist/libs/database/src/index.js';

/**
 * A PostgreSQL of its own for one run, with fsync on: what is measured is durable. Set BENCH_DATABASE_URL to measure on
 * another server (as a superuser; databases named bench_… are dropped and made again).
 */
export async function openBenchCluster() {
  const given = process.env.BENCH_DATABASE_URL;
  const directory = given ? null : fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-bench-'));
  if (directory) fs.chmodSync(directory, 0o711);
  // The same for everybody: room for connections, and no checkpoint in the middle of somebody's turn.
  const settings = { max_connections: '600', shared_buffers: '512MB', max_wal_size: '8GB', checkpoint_timeout: '30min', max_prepared_transactions: '10' };
  const server = given ? null : await startEmbedded({ dataDir: path.join(directory, 'pg'), settings });
  const address = (database, role) => {
    if (server) return server.url(database, role);
    const url = new URL(given);
    url.pathname = `/${database}`;
    return url.href;
  };
  const query = async (text, database = 'postgres') => {
    const client = new pg.Client({ connectionString: address(database) });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  const [{ version }] = await query("select current_setting('server_version') as version");
  const [{ fsync }] = await query("select current_setting('fsync') as fsync");
  if (fsync !== 'on') throw new Error('fsync is off: nothing measured here would be durable');
  return {
    version,
    query,
    address,
    /** An empty database; with `migrated`, one with Chancery's tables. Gives the owner's and the application's address. */
    async database(name, { migrated = false } = {}) {
      await query(`drop database if exists ${name} with (force)`);
      await ensureDatabase(address(name));
      if (migrated) await migrate(address(name));
      return { ownerUrl: address(name), appUrl: server ? address(name, migrated ? 'chancery_app' : 'postgres') : address(name) };
    },
    /** Written pages go out now and not in the next one's turn. */
    settle: () => query('checkpoint'),
    async close() {
      await server?.stop();
      if (directory) fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}
