import { APPLICATION_ROLE, withoutSecrets, type DatabaseConfig, type DatabaseUrls } from './config.js';
import { reachableDataDir, startEmbedded, type EmbeddedServer } from './embedded/start-embedded.js';
import { ensureDatabase } from './migrate.js';

/** A database that answers, with the addresses to use. */
export interface OpenDatabase extends DatabaseUrls {
  /** the embedded server, when that is what answers */
  embedded: EmbeddedServer | undefined;
  /** for a log line: where it is, without secrets */
  description: string;
  /** ends the embedded server if this process started it */
  close(): Promise<void>;
}

/**
 * Makes sure there is a server and a database on it: starts or joins the embedded server, or tries the one that the
 * configuration names. Runs no migration.
 * @throws DatabaseProblem
 */
export async function openDatabase(config: DatabaseConfig): Promise<OpenDatabase> {
  if (config.source === 'server') {
    await ensureDatabase(config.ownerUrl);
    return { ownerUrl: config.ownerUrl, appUrl: config.appUrl, embedded: undefined, description: withoutSecrets(config.appUrl), close: async () => undefined };
  }

  const embedded = await startEmbedded({ dataDir: config.explicit ? config.dataDir : reachableDataDir(config.dataDir) });
  const ownerUrl = embedded.url('chancery');
  try {
    await ensureDatabase(ownerUrl);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return {
    ownerUrl,
    appUrl: embedded.url('chancery', APPLICATION_ROLE),
    embedded,
    description: `embedded PostgreSQL in ${embedded.dataDir}${embedded.owned ? '' : ' (already running)'}`,
    close: () => embedded.stop(),
  };
}
