import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { APPLICATION_ROLE, ensureDatabase, migrate, startEmbedded, type DatabaseUrls } from '#libs/database';

/** Gives a migrated, empty database to `use`, on a server that is gone afterwards. */
export async function withThrowAwayDatabase<T>(use: (database: DatabaseUrls) => Promise<T>): Promise<T> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-check-'));
  fs.chmodSync(directory, 0o711); // run as root, the server has an account of its own and must get in
  const server = await startEmbedded({ dataDir: path.join(directory, 'pg'), throwAway: true });
  try {
    const ownerUrl = server.url('check');
    await ensureDatabase(ownerUrl);
    await migrate(ownerUrl);
    return await use({ ownerUrl, appUrl: server.url('check', APPLICATION_ROLE) });
  } finally {
    await server.stop();
    fs.rmSync(directory, { recursive: true, force: true });
  }
}
