import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { ensureDatabase, migrate, startEmbedded, type EmbeddedServer } from '#libs/database';

export interface TestCluster {
  server: EmbeddedServer;
  directory: string;
}

/**
 * One throw-away server for the whole run. Its database `tpl` is migrated once and then closed; every test file
 * that asks for a database gets a copy of it, which costs about 20 ms.
 */
export default async function setup(): Promise<void> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-test-'));
  fs.chmodSync(directory, 0o711); // run as root, the server has an account of its own and must get in
  const server = await startEmbedded({ dataDir: path.join(directory, 'pg'), throwAway: true, settings: { max_connections: '500' } });
  (globalThis as { chanceryTestCluster?: TestCluster }).chanceryTestCluster = { server, directory };

  await ensureDatabase(server.url('tpl'));
  await migrate(server.url('tpl'));
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  await client.query('alter database tpl with is_template true allow_connections false');
  await client.end();
  process.env.CHANCERY_TEST_SERVER = server.url('postgres');
}
