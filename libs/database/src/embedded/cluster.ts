import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseProblem } from '../database-problem.js';
import type { Account } from './account.js';
import { isAlive } from './attach.js';
import type { Binaries } from './binaries.js';

/** What the server's programs run with: their own account, no inherited environment, and a directory that exists. */
export function surroundings(account: Account | undefined, libraries: string | undefined): { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv } {
  return {
    ...(account && { uid: account.uid, gid: account.gid }),
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', ...(libraries !== undefined && { LD_LIBRARY_PATH: libraries }) },
  };
}

/**
 * Makes the data directory unless it is there. initdb works in a directory beside it that is renamed when complete:
 * a process killed half-way leaves no half cluster, only a directory that the next start removes.
 */
export async function ensureCluster(dataDir: string, { initdb, libraries }: Binaries, account: Account | undefined, durable: boolean): Promise<void> {
  const parent = path.dirname(dataDir);
  makeParent(parent);
  sweepUnfinished(parent, path.basename(dataDir));
  if (fs.existsSync(path.join(dataDir, 'PG_VERSION'))) return checkVersion(dataDir);

  const unfinished = `${dataDir}.init-${process.pid}-${randomBytes(3).toString('hex')}`;
  try {
    fs.mkdirSync(unfinished, { mode: 0o700 });
    if (account) fs.chownSync(unfinished, account.uid, account.gid);
  } catch (error) {
    throw notWritable(parent, error);
  }
  try {
    // "C.UTF-8" from PostgreSQL itself: the same order on every machine, whatever its C library thinks.
    const { code, stderr } = await run(
      initdb,
      ['-D', unfinished, '-U', 'postgres', '-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--auth=trust', ...(durable ? [] : ['--no-sync'])],
      account,
      libraries,
    );
    if (code !== 0) throw new DatabaseProblem(`The data directory ${dataDir} could not be set up: ${lastLine(stderr)}`);
    fs.renameSync(unfinished, dataDir);
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true });
    // Another process finished first; its cluster is as good as ours.
    if (!fs.existsSync(path.join(dataDir, 'PG_VERSION'))) throw error;
  }
}

const MAJOR_VERSION = '18';

function checkVersion(dataDir: string): void {
  let version: string;
  try {
    version = fs.readFileSync(path.join(dataDir, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    throw notWritable(dataDir, error);
  }
  if (version === MAJOR_VERSION) return;
  throw new DatabaseProblem(`${dataDir} was written by PostgreSQL ${version}, the embedded one is ${MAJOR_VERSION}: name another directory in CHANCERY_DATA_DIR, and bring the records over with export and import.`);
}

function makeParent(parent: string): void {
  try {
    fs.mkdirSync(parent, { recursive: true });
    fs.accessSync(parent, fs.constants.W_OK | fs.constants.X_OK);
  } catch (error) {
    throw notWritable(parent, error);
  }
}

function sweepUnfinished(parent: string, name: string): void {
  for (const entry of fs.readdirSync(parent)) {
    if (!entry.startsWith(`${name}.init-`)) continue;
    const pid = parseInt(entry.slice(`${name}.init-`.length), 10);
    if (!isAlive(pid)) fs.rmSync(path.join(parent, entry), { recursive: true, force: true });
  }
}

function notWritable(directory: string, cause: unknown): DatabaseProblem {
  const code = (cause as NodeJS.ErrnoException).code;
  return new DatabaseProblem(`The database cannot be kept in ${directory} (${code}, not writable for this user): set CHANCERY_DATA_DIR to a directory that is, or DATABASE_URL to a server of your own.`, {
    cause,
  });
}

function run(program: string, args: string[], account: Account | undefined, libraries: string | undefined): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...surroundings(account, libraries), stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', (error) => reject(cannotRun(program, account, error)));
    child.once('close', (code) => resolve({ code, stderr }));
  });
}

/** Why a program of the server did not even start. */
export function cannotRun(program: string, account: Account | undefined, error: Error): DatabaseProblem {
  const as = account ? ` as ${account.name}` : '';
  return new DatabaseProblem(`${program} cannot be run${as} (${(error as NodeJS.ErrnoException).code ?? error.message}): set DATABASE_URL to a server of your own, or report this with your system's name.`, {
    cause: error,
  });
}

export function lastLine(output: string): string {
  const lines = output.split('\n').map((line) => line.trim()).filter(Boolean);
  return (lines.find((line) => /error|fatal|panic/i.test(line)) ?? lines.at(-1) ?? 'it said nothing').replace(/^.*?(FATAL|ERROR|PANIC):\s*/, '');
}
