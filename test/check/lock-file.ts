import fs from 'node:fs/promises';
import path from 'node:path';
import { refuse, root, type Check } from './check.js';

export interface LockFile {
  packages: Record<string, { version?: string; resolved?: string; integrity?: string; link?: boolean; optionalDependencies?: Record<string, string> }>;
}

/**
 * npm leaves optional platform packages that it could not find out of the lock without a word, and `npm ci` on another
 * machine then refuses the lock. So every name in any `optionalDependencies` must be locked itself.
 */
export function missingFromLock({ packages }: LockFile): string[] {
  const locked = new Set(Object.keys(packages).map((location) => location.split('node_modules/').at(-1)));
  return Object.entries(packages).flatMap(([location, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !locked.has(name))
      .map((name) => `${name}, optional for ${location || 'this package'}, is not in package-lock.json`),
  );
}

/** Packages that could change under the same name (no hash), or that name a host: the lock is to work with whatever registry npm is set to. */
export function unpinned({ packages }: LockFile): string[] {
  return Object.entries(packages)
    .filter(([location, entry]) => location.startsWith('node_modules/') && !entry.link)
    .filter(([, { resolved, integrity }]) => !integrity || resolved?.startsWith('http') === true)
    .map(([location]) => `${location} has no integrity hash, or names the host it came from: run npm install with --omit-lockfile-registry-resolved`);
}

export const lockFile: Check = {
  name: 'lock file',
  async run() {
    const lock = JSON.parse(await fs.readFile(path.join(root, 'package-lock.json'), 'utf8')) as LockFile;
    refuse([...missingFromLock(lock), ...unpinned(lock)]);
    return `${Object.keys(lock.packages).length - 1} packages, every optional one locked`;
  },
};
