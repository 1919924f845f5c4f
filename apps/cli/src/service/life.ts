import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:net';
import { CannotRun } from '../cannot-run.js';

/** Where to listen: `PORT` (default 3000; 0 lets the system choose) and `HOST` (default this machine only). */
export interface Listening {
  port: number;
  host: string;
}

/** @throws CannotRun when PORT is no port number */
export function listening(env: NodeJS.ProcessEnv): Listening {
  return { port: portNumber('PORT', env.PORT?.trim() || '3000'), host: env.HOST?.trim() || '127.0.0.1' };
}

/** @throws CannotRun naming the setting */
export function portNumber(setting: string, text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new CannotRun(`${setting} is "${text}", but a port is a number from 1 to 65535.`, 2);
}

/**
 * Fails before anything is started when the port cannot be had; a first start would set up a database for nothing.
 * @throws CannotRun that says what to do
 */
export async function tryToListen({ port, host }: Listening): Promise<void> {
  const probe = createServer().listen(port, host);
  try {
    await once(probe, 'listening');
  } catch (error) {
    const reason = whyNotListening(error, port, host);
    throw reason === undefined ? error : new CannotRun(reason, 1);
  }
  probe.close();
  await once(probe, 'close');
}

function whyNotListening(error: unknown, port: number, host: string): string | undefined {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken, perhaps by another Chancery: stop that, or choose another port, like PORT=${port + 1} npm start`;
    case 'EACCES':
      return `Port ${port} is reserved for root: choose one above 1023, like PORT=3000 npm start`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST is "${host}", which is no address of this machine: use 127.0.0.1 (only this machine) or 0.0.0.0 (the network).`;
    default:
      return undefined;
  }
}

/** The address to tell people. */
export function addressOf(server: { address(): unknown }, host: string): string {
  const { port } = server.address() as { port: number };
  const local = ['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost'].includes(host);
  return `http://${local ? 'localhost' : host}:${port}`;
}

/** Whoever reads our output may leave (`npm start | head`); a service goes on. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** Runs `close` once, on the first signal or when npm has gone, and ends the process: 0 after a clean end. */
export function endOnSignal(close: () => Promise<void>): void {
  let since: number | undefined;
  const end = (): void => {
    // A terminal sends Ctrl-C to npm and to us, and npm passes it on: the echo is not a second wish.
    if (since !== undefined && Date.now() - since < 1_000) return;
    if (since !== undefined) process.exit(130);
    since = Date.now();
    void close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`chancery: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);

  // npm runs us through a shell: a signal sent to npm alone ends npm or the shell and would leave us behind, holding
  // the port and the database.
  if (process.env.npm_lifecycle_event === undefined) return;
  const ancestors = shellAndNpm();
  const watch = setInterval(() => {
    if (shellAndNpm() === ancestors) return;
    clearInterval(watch);
    end();
  }, 250);
  watch.unref();
}

/** Our parent and, where the system tells, its parent; they change when one of the two has died. */
function shellAndNpm(): string {
  try {
    // After the name, which may hold anything but ends with the last bracket, come the state and the parent.
    const [, parent] = fs.readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return `${process.ppid} of ${parent}`;
  } catch {
    return String(process.ppid);
  }
}

interface Closable {
  close(): Promise<unknown>;
  getHttpServer(): { closeAllConnections(): void };
}

/** Closes an API process; a client that never finishes is cut off after five seconds. */
export async function closeApi(api: Closable): Promise<void> {
  const deadline = setTimeout(() => api.getHttpServer().closeAllConnections(), 5_000);
  await api.close().catch((error: unknown) => process.stderr.write(`chancery: closing failed: ${String(error)}\n`));
  clearTimeout(deadline);
}
