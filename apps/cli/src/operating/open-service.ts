import { createPool, dataSource, type OpenDatabase, type Pool } from '#libs/database';
import { EventStore } from '#libs/event-store';
import { ApiKey, KeyStore } from '#libs/http';
import { ProjectionEngine, StoreLog } from '#libs/projections';
import { model } from '../../../api/src/model.js';
import { expectMigrated, openExisting } from './open-existing.js';

/** The database with what operators work on; it needs no running service (CLI.md, verbs marked db). */
export interface OpenService { database: OpenDatabase; pool: Pool; store: EventStore; engine: ProjectionEngine; close(): Promise<void> }

export async function openService(): Promise<OpenService> {
  const database = await openMigrated();
  const pool = createPool(database, { max: 6, applicationName: 'chancery command' });
  const store = new EventStore(pool);
  const engine = new ProjectionEngine(pool, new StoreLog(store, pool), model);
  return {
    database, pool, store, engine,
    async close() {
      await store.close();
      await pool.end();
      await database.close();
    },
  };
}

async function openMigrated(): Promise<OpenDatabase> {
  const database = await openExisting();
  try {
    await expectMigrated(database.ownerUrl);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

export async function withKeys<T>(work: (keys: KeyStore) => Promise<T>): Promise<T> {
  const database = await openMigrated();
  const source = await dataSource(database.appUrl, [ApiKey]).initialize();
  try {
    return await work(new KeyStore(source));
  } finally {
    await source.destroy();
    await database.close();
  }
}
