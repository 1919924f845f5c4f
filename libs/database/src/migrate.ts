import pg from 'pg';
import { migrations } from '../../../migrations/index.js';
import { databaseName, inDatabase, withoutSecrets } from './config.js';
import { dataSource, MIGRATIONS_TABLE } from './data-source.js';
import { DatabaseProblem } from './database-problem.js';

// Any constant will do, as long as every version of the service uses the same one.
const MIGRATION_LOCK = '7215001846520';

export interface MigrateOptions {
  /** runs after the migrations, still under the lock: what must not happen twice when two processes start at once */
  afterwards?: () => Promise<unknown>;
}

/**
 * Brings the database up to date and returns the names of the migrations that ran, in order; none when it already was.
 *
 * TypeORM takes no lock of its own: two processes that start together both see an empty database, and one dies on
 * "already exists". Here the second waits for the first and then finds nothing left to do.
 *
 * @throws DatabaseProblem when the server cannot be reached or the address is not the owner's.
 */
export async function migrate(ownerUrl: string, { afterwards }: MigrateOptions = {}): Promise<string[]> {
  const source = dataSource(ownerUrl);
  await source.initialize().catch((error: unknown) => {
    throw unreachable(ownerUrl, error);
  });
  const holder = source.createQueryRunner();
  try {
    await holder.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const ran = await source.runMigrations().catch((error: { code?: string; message?: string }) => {
      if (error.code !== '42501') throw error;
      throw new DatabaseProblem(
        `${withoutSecrets(ownerUrl)} may not migrate this database (${error.message}). Set DATABASE_OWNER_URL to the address of its owner.`,
        { cause: error },
      );
    });
    await afterwards?.();
    return ran.map((migration) => migration.name);
  } finally {
    await holder.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await holder.release();
    await source.destroy();
  }
}

export interface MigrationStatus {
  applied: string[];
  /** known to this build, not yet run on the database */
  pending: string[];
  /** run on the database, unknown to this build: a newer version has been here */
  unknown: string[];
}

/** Compares the migrations of this build with those that ran, without changing anything. */
export async function migrationStatus(url: string): Promise<MigrationStatus> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    const table = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [MIGRATIONS_TABLE]);
    const rows = table.rows[0]?.there ? (await client.query<{ name: string }>(`select name from ${MIGRATIONS_TABLE} order by timestamp, name`)).rows : [];
    const applied = rows.map((row) => row.name);
    const known = migrations.map((migration) => migration.name);
    return {
      applied,
      pending: known.filter((name) => !applied.includes(name)),
      unknown: applied.filter((name) => !known.includes(name)),
    };
  } catch (error) {
    throw unreachable(url, error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Creates the database that the address names, unless it is there. Safe to run from two processes at once. */
export async function ensureDatabase(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  try {
    await client.connect();
    return;
  } catch (error) {
    const missing = (error as { code?: string }).code === '3D000';
    if (!missing) throw unreachable(ownerUrl, error);
  } finally {
    await client.end().catch(() => undefined);
  }

  const admin = new pg.Client({ connectionString: inDatabase('postgres', ownerUrl) });
  try {
    await admin.connect();
    await admin.query(`create database ${admin.escapeIdentifier(databaseName(ownerUrl))}`);
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    // 42P04 and, when two creations overlap, 23505: somebody else has just created it.
    if (code === '42P04' || code === '23505') return;
    throw new DatabaseProblem(
      `The database "${databaseName(ownerUrl)}" does not exist and could not be created (${message}). Create it, or name an existing one in DATABASE_URL.`,
      { cause: error },
    );
  } finally {
    await admin.end().catch(() => undefined);
  }
}

function unreachable(url: string, error: unknown): Error {
  if (error instanceof DatabaseProblem) return error;
  const { code, message } = error as { code?: string; message?: string };
  if (code === '3D000') return new DatabaseProblem(`The database "${databaseName(url)}" does not exist. Create it, or run: npm start`, { cause: error });
  if (code?.startsWith('28')) return new DatabaseProblem(`The database refused the login of ${withoutSecrets(url)} (${message}). Check user and password in DATABASE_URL.`, { cause: error });
  if (code && /^(E[A-Z]+|08...|57P..)$/.test(code)) {
    return new DatabaseProblem(`No database answers at ${withoutSecrets(url)} (${code}). Start it, or correct DATABASE_URL, or unset it to use the embedded one.`, { cause: error });
  }
  return error as Error;
}
