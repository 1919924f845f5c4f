import { databaseConfig, migrate, openDatabase, type OpenDatabase } from '#libs/database';
import { KeyStore } from '#libs/http';
import { createApi } from '../../../api/src/main.js';
import { apiSettings } from '../../../api/src/settings.js';
import { root } from '../root.js';
import { editorKey, firstAdminKey } from './editor-key.js';
import { addressOf, closeApi, endOnSignal, listening, outliveReaders, tryToListen } from './life.js';
import { fileSeedStories } from './seeding.js';
import { welcome } from './welcome.js';

type Api = Awaited<ReturnType<typeof createApi>>;

/** `chancery up [--no-seed]` (or `SEED=off`): database, migrations, seed stories, service and workers in this process, until a signal ends it. */
export async function up({ isSeeding }: { isSeeding: boolean }): Promise<void> {
  outliveReaders();
  const where = listening(process.env);
  const settings = apiSettings(process.env);
  const config = databaseConfig(process.env, root);
  await tryToListen(where);

  const database = await openDatabase(config);
  let api: Api | undefined;
  endOnSignal(() => close(api, database));
  try {
    const isSeeded = isSeeding && process.env.SEED?.trim().toLowerCase() !== 'off';
    const seed = !isSeeded ? undefined : (): Promise<void> => seeding(() => fileSeedStories(database, settings));
    const ran = await migrate(database.ownerUrl, { afterwards: seed });
    if (ran.length > 0) say(`database: ${ran.length} migration${ran.length === 1 ? '' : 's'} applied`);
    api = await createApi(database, settings);
    await api.listen(where.port, where.host);
    const keys = api.get(KeyStore);
    const admin = settings.http.adminKey ? undefined : await firstAdminKey(keys);
    say(welcome({
      url: addressOf(api.getHttpServer(), where.host), database: database.description, key: await editorKey(config, keys), admin, isSeeded,
      isAnonymous: settings.http.anonymousRead ?? true, isKeyFound: config.source === 'embedded' && !config.explicit,
    }));
  } catch (error) {
    await close(api, database);
    throw error;
  }
}

/** A seed story that cannot be filed is told, and the service starts without it. */
async function seeding(file: () => ReturnType<typeof fileSeedStories>): Promise<void> {
  try {
    for (const { outcome, story, sent } of await file()) if (outcome === 'filed') say(`seed story ${story}: ${sent} requests filed`);
  } catch (error) {
    process.stderr.write(`chancery: the seed stories could not be filed: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The service first, so that requests under way still find the database; then the database, if nobody else uses it. */
async function close(api: Api | undefined, database: OpenDatabase): Promise<void> {
  if (api) await closeApi(api);
  await database.close();
}
