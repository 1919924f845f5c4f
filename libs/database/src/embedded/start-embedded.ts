import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseProblem } from '../database-problem.js';
import { reachableBy, serverAccount, type Account } from './account.js';
import { answers, findRunning, readPidFile } from './attach.js';
import { findBinaries, stateDirectory } from './binaries.js';
import { ensureCluster, lastLine } from './cluster.js';
import { join, startWatched } from './watchdog.js';

export interface EmbeddedOptions {
  /** where the data is kept; see {@link reachableDataDir} */
  dataDir: string;
  /** for throw-away clusters: no fsync anywhere, data may be lost with the machine */
  throwAway?: boolean;
  /** more server settings, like { max_connections: '200' } */
  settings?: Record<string, string>;
  /** hears what the server writes to its log */
  log?: (line: string) => void;
}

export interface EmbeddedServer {
  dataDir: string;
  /** the directory of the server's Unix socket; it listens on no network port */
  socketDir: string;
  /** process id of the server */
  pid: number;
  /** false when another process had started it; it then runs until the last of the processes that use it has ended */
  owned: boolean;
  /** the address of a database; the user is the cluster's superuser unless another is named */
  url(database: string, user?: string): string;
  /** lets go of the server; it ends when no other process uses it */
  stop(): Promise<void>;
}

// A number in the socket's file name, not a port: nothing listens on the network.
const PORT = 5432;

/**
 * Starts a real PostgreSQL from the npm package on a data directory, making it first if needed, or attaches to the
 * server that already runs there. The server ends with the last process that uses it, however that process ends.
 * @throws DatabaseProblem with one line that says what to change.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  if (process.platform === 'win32') {
    throw new DatabaseProblem('The embedded PostgreSQL does not run on Windows yet: use WSL, or set DATABASE_URL to a PostgreSQL 15 or newer.');
  }
  const account = serverAccount();
  const dataDir = withoutLinks(path.resolve(options.dataDir));
  if (account && !reachableBy(account, dataDir)) {
    throw new DatabaseProblem(`${dataDir} lies below a directory that only root can enter, and PostgreSQL runs as ${account.name}: set CHANCERY_DATA_DIR to a directory others can enter.`);
  }
  const binaries = await findBinaries(account, `${dataDir}.lib`);
  await ensureCluster(dataDir, binaries, account, !options.throwAway);

  const socketDir = socketDirectory(dataDir);
  const server = (pid: number, owned: boolean, stop: () => Promise<void>): EmbeddedServer => ({
    dataDir,
    socketDir,
    pid,
    owned,
    stop,
    // "localhost" is overruled by the parameter; without it JavaScript does not take the text for an address.
    url: (database, user = 'postgres') => `postgres://${user}@localhost/${encodeURIComponent(database)}?host=${encodeURIComponent(socketDir)}`,
  });

  const joined = async (): Promise<EmbeddedServer | undefined> => {
    const pid = await findRunning(dataDir, socketDir, PORT);
    if (pid === undefined) return undefined;
    const leave = join(socketDir, pid);
    return server(pid, false, async () => leave?.());
  };
  const running = await joined();
  if (running) return running;

  if (socketDir !== dataDir) makePrivate(socketDir, account);
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    port: String(PORT),
    ...(options.throwAway && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...options.settings,
  };
  const args = ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const watched = startWatched(binaries, args, socketDir, account, options.log ?? (() => undefined));

  const patienceMs = 60_000; // recovery after a crash replays the log first
  for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(10)) {
    const reason = watched.ended();
    if (reason !== undefined) {
      // Two first starts at once: the other one has the directory, so use that server.
      const other = await joined();
      if (other) return other;
      throw new DatabaseProblem(`The embedded PostgreSQL did not start on ${dataDir}: ${lastLine(reason)}`);
    }
    const file = readPidFile(dataDir);
    if (file?.status === 'ready' && (await answers(socketDir, PORT)) && watched.ended() === undefined) {
      return server(file.pid, true, () => watched.stop(() => answers(socketDir, PORT)));
    }
  }
  await watched.stop(async () => false);
  throw new DatabaseProblem(`The embedded PostgreSQL on ${dataDir} was not ready after ${patienceMs / 1000} s.`);
}

/**
 * The data directory to use: the preferred one, unless root's checkout lies in a directory the server's account
 * cannot enter; then one in the system's state directory, the same for the same checkout every time.
 */
export function reachableDataDir(preferred: string): string {
  const account = serverAccount();
  if (!account || reachableBy(account, preferred)) return preferred;
  const checkout = createHash('sha256').update(preferred).digest('hex').slice(0, 12);
  return path.join(stateDirectory(), `data-${checkout}`, 'pg');
}

/** One data directory, one name: the socket and the search for a running server go by it. */
function withoutLinks(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(withoutLinks(parent), path.basename(file));
  }
}

/** The socket lies in the data directory, unless its path would not fit into the 104 bytes that a socket address has. */
function socketDirectory(dataDir: string): string {
  if (Buffer.byteLength(dataDir) <= 85) return dataDir;
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  return path.join(os.tmpdir(), `chancery-${name}`);
}

function makePrivate(directory: string, account: Account | undefined): void {
  const owner = account?.uid ?? process.getuid?.();
  try {
    fs.mkdirSync(directory, { mode: 0o700 });
    if (account) fs.chownSync(directory, account.uid, account.gid);
  } catch (cause) {
    // The temporary directory is everybody's: take what is there only if it is ours and closed to others.
    const stat = fs.lstatSync(directory, { throwIfNoEntry: false });
    if (!stat?.isDirectory() || stat.uid !== owner || (stat.mode & 0o077) !== 0) {
      throw new DatabaseProblem(`${directory}, needed for the database's socket, belongs to somebody else: remove it, or use a shorter data directory.`, { cause });
    }
  }
}
