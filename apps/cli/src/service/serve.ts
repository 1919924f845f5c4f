import { databaseConfig, openDatabase } from '#libs/database';
import { createApi } from '../../../api/src/main.js';
import { apiSettings } from '../../../api/src/settings.js';
import { expectMigrated } from '../operating/open-existing.js';
import { root } from '../root.js';
import { addressOf, closeApi, endOnSignal, listening, outliveReaders, tryToListen } from './life.js';

/** `chancery serve`: the HTTP process alone, on a database that is already migrated. */
export async function serve(): Promise<void> {
  outliveReaders();
  const where = listening(process.env);
  const settings = apiSettings(process.env);
  await tryToListen(where);

  const database = await openDatabase(databaseConfig(process.env, root));
  let api: Awaited<ReturnType<typeof createApi>> | undefined;
  endOnSignal(async () => {
    if (api) await closeApi(api);
    await database.close();
  });
  try {
    await expectMigrated(database.ownerUrl);
    api = await createApi(database, settings);
    await api.listen(where.port, where.host);
  } catch (error) {
    await database.close();
    throw error;
  }
  process.stdout.write(`Chancery is serving at ${addressOf(api.getHttpServer(), where.host)} (${database.description})\n`);
}
