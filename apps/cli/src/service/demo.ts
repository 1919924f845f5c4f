import { databaseConfig } from '#libs/database';
import { httpTransport, seedDemo } from '../../../../seeds/index.js';
import { CannotRun } from '../cannot-run.js';
import { addressAndKey } from '../client/api-client.js';
import { root } from '../root.js';
import { readEditorKey } from './editor-key.js';

/** `chancery demo`: three synthetic follow-ups to the seed story, filed at the running service. */
export async function demo(options: { url?: string; keyFile?: string }): Promise<void> {
  const { base: url, key: given } = addressAndKey(options);
  const key = given ?? (await readEditorKey(databaseConfig(process.env, root)));
  if (!key) throw new CannotRun('No key: set CHANCERY_KEY to an editor key ("chancery up" prints one).', 5);
  const outcome = await seedDemo(httpTransport(url, key)).catch((error: unknown) => {
    if (error instanceof TypeError) throw new CannotRun(`No service answers at ${url}: start it with "npm start", or name it with --url or CHANCERY_URL.`, 6);
    throw error;
  });
  process.stdout.write(outcome.outcome === 'filed' ? `Three synthetic follow-ups filed to ${outcome.story}.\n` : `Nothing to file: the follow-ups are in ${outcome.story} already.\n`);
}
