import { databaseConfig, migrate, migrationStatus, openDatabase } from '#libs/database';
import { root } from '../root.js';

/** `chancery migrate [--dry-run]`: brings the database up to date, or says what that would run. */
export async function migrateVerb({ dryRun }: { dryRun: boolean }): Promise<void> {
  const database = await openDatabase(databaseConfig(process.env, root));
  try {
    const names = dryRun ? (await migrationStatus(database.ownerUrl)).pending : await migrate(database.ownerUrl);
    for (const name of names) process.stdout.write(`${dryRun ? 'would run' : 'ran'} ${name}\n`);
    if (names.length === 0) process.stderr.write('Nothing to migrate.\n');
  } finally {
    await database.close();
  }
}
