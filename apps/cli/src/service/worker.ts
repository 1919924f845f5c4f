import { databaseConfig, openDatabase } from '#libs/database';
import { startWorker, type Worker } from '../../../worker/src/main.js';
import { root } from '../root.js';
import { endOnSignal, outliveReaders, portNumber, tryToListen } from './life.js';
import { expectMigrated } from '../operating/open-existing.js';

/** `chancery worker`: background work alone. `HEALTH_PORT` makes it answer whoever watches it. */
export async function worker(): Promise<void> {
  outliveReaders();
  const given = process.env.HEALTH_PORT?.trim();
  const host = process.env.HOST?.trim() || '127.0.0.1';
  const healthPort = given ? portNumber('HEALTH_PORT', given) : undefined;
  if (healthPort !== undefined) await tryToListen({ port: healthPort, host });

  const database = await openDatabase(databaseConfig(process.env, root));
  let running: Worker | undefined;
  endOnSignal(async () => {
    await running?.stop();
    await database.close();
  });
  try {
    await expectMigrated(database.ownerUrl);
    running = await startWorker(database, { healthPort, host });
  } catch (error) {
    await database.close();
    throw error;
  }
  process.stdout.write(`Chancery works in the background (${database.description})${running.healthPort === undefined ? '' : `, health on port ${running.healthPort}`}\n`);
}
