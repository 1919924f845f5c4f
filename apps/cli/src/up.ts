import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:net';
import { databaseConfig, migrate, openDatabase, type OpenDatabase } from '#libs/database';
import { createApi } from '../../api/src/main.js';
import { root } from './root.js';

type Api = Awaited<ReturnType<typeof createApi>>;

/** `chancery up`: database, migrations, seed stories, service and workers in this process, until a signal ends it. */
export async function up(_args: string[]): Promise<void> {
  // Whoever reads our output may leave (`npm start | head`); the service goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

  const port = listeningPort(process.env.PORT);
  const host = process.env.HOST?.trim() || '127.0.0.1';
  await tryToListen(port, host);
  const database = await openDatabase(databaseConfig(process.env, root));
  let api: Api | undefined;
  endOnSignal(() => close(api, database));
  try {
    const ran = await migrate(database.ownerUrl);
    if (ran.length > 0) say(`database: ${ran.length} migration${ran.length === 1 ? '' : 's'} applied`);
    api = await createApi(database);
    await api.listen(port, host);
  } catch (error) {
    await close(api, database);
    throw error;
  }
  say(welcome(addressOf(api, host), database.description));
}

/** @throws RangeError for anything but a port number; 0 lets the system choose */
function listeningPort(text: string | undefined): number {
  const port = Number(text?.trim() || '3000');
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  process.stderr.write(`chancery: PORT is "${text}", but a port is a number from 1 to 65535.\n`);
  return process.exit(2);
}

/** Ends the command before anything is started when the port cannot be had; a first start would set up a database for nothing. */
async function tryToListen(port: number, host: string): Promise<void> {
  const probe = createServer().listen(port, host);
  try {
    await once(probe, 'listening');
  } catch (error) {
    const reason = whyNotListening(error, port, host);
    if (reason === undefined) throw error;
    process.stderr.write(`chancery: ${reason}\n`);
    process.exit(1);
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

function addressOf(api: Api, host: string): string {
  const address = api.getHttpServer().address() as { port: number };
  const local = ['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost'].includes(host);
  return `http://${local ? 'localhost' : host}:${address.port}`;
}

function welcome(url: string, database: string): string {
  return `
Chancery is running at ${url}
  database   ${database}
  stop       Ctrl-C

Next, in another terminal:
  curl '${url}/api/v1/stories/rafah-first-reconstruction/timeline?limit=3'
  npx chancery timeline rafah-first-reconstruction
  npx chancery demo
`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The service first, so that requests under way still find the database; then the database, if it is ours. */
async function close(api: Api | undefined, database: OpenDatabase): Promise<void> {
  if (api) {
    const server = api.getHttpServer();
    // A client that never finishes must not keep us: the deadline cuts what is left.
    const deadline = setTimeout(() => server.closeAllConnections(), 5_000);
    await api.close().catch((error: unknown) => process.stderr.write(`chancery: closing failed: ${String(error)}\n`));
    clearTimeout(deadline);
  }
  await database.close();
}

function endOnSignal(close: () => Promise<void>): void {
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
