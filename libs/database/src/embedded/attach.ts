import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface PidFile {
  pid: number;
  status: string;
}

/** What the running server wrote about itself, or undefined when there is none. */
export function readPidFile(dataDir: string): PidFile | undefined {
  try {
    const lines = fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), status: (lines[7] ?? '').trim() };
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export async function answers(socketDir: string, port: number): Promise<boolean> {
  const client = new pg.Client({ host: socketDir, port, user: 'postgres', database: 'postgres', connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * The pid of a server that already runs on this data directory, once it answers; undefined when one must be started.
 * A server that is going down is waited for. A pid file left by a crash may name a process that is not PostgreSQL
 * at all: PostgreSQL would then refuse to start, so the file is removed here.
 */
export async function findRunning(dataDir: string, socketDir: string, port: number): Promise<number | undefined> {
  const patienceMs = 30_000;
  for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(50)) {
    const file = readPidFile(dataDir);
    if (!file || !isAlive(file.pid)) return undefined;
    if (isForeign(file.pid, dataDir)) {
      fs.rmSync(path.join(dataDir, 'postmaster.pid'), { force: true });
      return undefined;
    }
    if (await answers(socketDir, port)) return file.pid;
  }
  return undefined;
}

/** Certain only when it says yes: taking a live server's file away would let a second one onto the same data. */
function isForeign(pid: number, dataDir: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    if (!fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')) return true;
    return fs.readlinkSync(`/proc/${pid}/cwd`) !== fs.realpathSync(dataDir); // a server works in its data directory
  } catch {
    return false; // gone, or hidden from us: the caller looks again
  }
}
