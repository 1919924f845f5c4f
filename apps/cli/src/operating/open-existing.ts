import fs from 'node:fs';
import path from 'node:path';
import { databaseConfig, migrationStatus, openDatabase, reachableDataDir, type OpenDatabase } from '#libs/database';
import { CannotRun } from '../cannot-run.js';
import { root } from '../root.js';

/**
 * The database that is there. An operator's verb never makes one: whoever mistypes `CHANCERY_DATA_DIR` should not
 * be told that a new and empty service has no keys.
 * @throws CannotRun where there is none
 */
export async function openExisting(): Promise<OpenDatabase> {
  const config = databaseConfig(process.env, root);
  if (config.source === 'embedded') {
    const dataDir = config.explicit ? config.dataDir : reachableDataDir(config.dataDir);
    if (isUnmade(dataDir)) throw new CannotRun(`There is no database in ${dataDir} yet: run "npm start", or name another with CHANCERY_DATA_DIR or DATABASE_URL.`, 6);
  }
  return openDatabase(config);
}

/** Whether a directory holds no cluster. What we may not look into may well be one: the server will tell. */
function isUnmade(dataDir: string): boolean {
  try {
    fs.statSync(path.join(dataDir, 'PG_VERSION'));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** @throws CannotRun when this build needs migrations that have not run */
export async function expectMigrated(url: string): Promise<void> {
  const { pending } = await migrationStatus(url);
  if (pending.length > 0) throw new CannotRun(`The database lacks ${pending.length} migration${pending.length === 1 ? '' : 's'} of this version: run "chancery migrate" first.`, 6);
}
