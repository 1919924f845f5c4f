import fs from 'node:fs/promises';
import type { KeyStore } from '#libs/http';
import type { DatabaseConfig } from '#libs/database';
import { reachableDataDir } from '#libs/database';

/**
 * The file that keeps the key of the person at this machine, beside the embedded database that knows it. With a
 * database server there is none: keys are made by `chancery keys create`.
 */
export function editorKeyFile(config: DatabaseConfig): string | undefined {
  if (config.source === 'server') return undefined;
  return `${config.explicit ? config.dataDir : reachableDataDir(config.dataDir)}.editor-key`;
}

/** The key in the file, or undefined when there is none. */
export async function readEditorKey(config: DatabaseConfig): Promise<string | undefined> {
  const file = editorKeyFile(config);
  if (file === undefined) return undefined;
  return fs.readFile(file, 'utf8').then((text) => text.trim() || undefined, () => undefined);
}

/** The kept key if the database still accepts it, else a new one, kept for next time. */
export async function editorKey(config: DatabaseConfig, keys: KeyStore): Promise<string | undefined> {
  const file = editorKeyFile(config);
  if (file === undefined) return undefined;
  const kept = await readEditorKey(config);
  const id = kept?.split('_')[1];
  const known = (await keys.listKeys()).find((key) => key.id === id);
  if (kept !== undefined && known !== undefined && known.revokedAt === null) return kept;

  const { key } = await keys.createKey({ name: 'this machine', role: 'editor', expiresAt: null });
  await fs.writeFile(file, `${key}\n`, { mode: 0o600 });
  return key;
}

/** An administrator's key for a database that never had one; undefined afterwards. It is kept nowhere. */
export async function firstAdminKey(keys: KeyStore): Promise<string | undefined> {
  if ((await keys.listKeys()).some((key) => key.role === 'admin')) return undefined;
  return (await keys.createKey({ name: 'first administrator', role: 'admin', expiresAt: null })).key;
}
