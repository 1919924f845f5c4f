import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { answers, isAlive } from './attach.js';
import { startEmbedded, type EmbeddedServer } from './start-embedded.js';

let directory: string;
let dataDir: string;
const running: EmbeddedServer[] = [];

beforeAll(() => {
  directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-embedded-')));
  fs.chmodSync(directory, 0o711);
  dataDir = path.join(directory, 'pg');
});
afterEach(async () => {
  for (const server of running.splice(0).reverse()) await server.stop();
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

const start = async (where = dataDir): Promise<EmbeddedServer> => {
  const server = await startEmbedded({ dataDir: where, throwAway: true });
  running.push(server);
  return server;
};
const query = async (server: EmbeddedServer, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};
const pidFile = (): string => path.join(dataDir, 'postmaster.pid');

describe('the embedded server', () => {
  it('is PostgreSQL 18 on a socket, with no network port, and removes what a killed set-up left', async () => {
    const leftover = `${dataDir}.init-999999999-abc`;
    fs.mkdirSync(leftover);

    const server = await start();

    expect(await query(server, "select current_setting('server_version_num')::int / 10000 as major, current_setting('listen_addresses') as addresses")).toEqual([{ major: 18, addresses: '' }]);
    expect(fs.existsSync(leftover)).toBe(false);
  });

  it('never runs as root, and keeps its data to its own account', async () => {
    const server = await start();

    const account = fs.statSync(`/proc/${server.pid}`).uid;
    expect(account).not.toBe(0);
    expect(fs.statSync(dataDir)).toMatchObject({ uid: account });
    expect(fs.statSync(dataDir).mode & 0o077).toBe(0);
  });

  it('keeps its data from one run to the next', async () => {
    await query(await start(), 'create table kept as select 7 as n');
    await running.pop()!.stop();

    expect(await query(await start(), 'select n from kept')).toEqual([{ n: 7 }]);
  });

  it('is shared by a second start, which does not end it, whatever path leads there', async () => {
    const first = await start();
    const link = path.join(directory, 'link');
    fs.symlinkSync(directory, link);

    const second = await startEmbedded({ dataDir: path.join(link, 'pg') });
    await second.stop();

    expect(second).toMatchObject({ pid: first.pid, owned: false });
    expect(await query(first, 'select 1 as alive')).toEqual([{ alive: 1 }]);
  });

  it('outlives the process that started it while another one uses it, and no longer', async () => {
    const starter = await start();
    const joined = await startEmbedded({ dataDir });

    running.length = 0;
    await starter.stop();
    expect(await query(joined, 'select 1 as alive')).toEqual([{ alive: 1 }]);

    await joined.stop();
    for (let i = 0; i < 500 && isAlive(joined.pid); i++) await sleep(10);
    expect(isAlive(joined.pid)).toBe(false);
  });

  it('starts although a crash left a pid file whose number now belongs to another program', async () => {
    await (await start()).stop();
    running.length = 0;
    fs.writeFileSync(pidFile(), `${process.pid}\n${dataDir}\n1\n5432\n${dataDir}\n\n0\nready\n`);

    expect(await start()).toMatchObject({ owned: true });
  });

  it('recovers after the server itself was killed', async () => {
    const killed = await start();
    await query(killed, 'create table if not exists survivor as select 1 as n');
    await query(killed, 'checkpoint');
    process.kill(killed.pid, 'SIGKILL');
    while (isAlive(killed.pid)) await sleep(10);
    running.length = 0;

    expect(await query(await start(), 'select n from survivor')).toEqual([{ n: 1 }]);
  });

  it('ends with the process that started it, even when that is killed', async () => {
    const script = `
      const { startEmbedded } = await import(${JSON.stringify(new URL('./start-embedded.js', import.meta.url).href)});
      const server = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, throwAway: true });
      console.log(server.pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(output.toString());
    expect(isAlive(pid)).toBe(true);

    parent.kill('SIGKILL');
    for (let i = 0; i < 500 && (isAlive(pid) || fs.existsSync(pidFile())); i++) await sleep(10);

    expect(isAlive(pid)).toBe(false);
    expect(fs.existsSync(pidFile())).toBe(false);
  });

  it('is made once when two start on an empty directory at the same moment', async () => {
    const fresh = path.join(directory, 'race');

    const [one, two] = await Promise.all([start(fresh), start(fresh)]);

    expect([one.owned, two.owned].filter(Boolean)).toHaveLength(1);
    expect(one.pid).toBe(two.pid);
  });

  it('works where the path is too long for a socket', async () => {
    const long = path.join(directory, 'a'.repeat(60), 'b'.repeat(60), 'pg');

    const server = await start(long);

    expect(server.socketDir.length).toBeLessThan(86);
    expect(fs.statSync(server.socketDir).mode & 0o077).toBe(0);
    expect(await answers(server.socketDir, 5432)).toBe(true);
    await running.pop()!.stop();
    fs.rmSync(server.socketDir, { recursive: true, force: true });
  });
});

describe('what a person has to solve is one line', () => {
  it('a directory that cannot be written', async () => {
    fs.writeFileSync(path.join(directory, 'a-file'), '');

    await expect(startEmbedded({ dataDir: path.join(directory, 'a-file', 'pg') })).rejects.toThrow(/^The database cannot be kept in .*a-file \([A-Z]+, not writable .*CHANCERY_DATA_DIR.*DATABASE_URL[^\n]*$/);
  });

  it('data of another PostgreSQL', async () => {
    const old = path.join(directory, 'old');
    fs.mkdirSync(old);
    fs.writeFileSync(path.join(old, 'PG_VERSION'), '15\n');

    await expect(startEmbedded({ dataDir: old })).rejects.toThrow(/written by PostgreSQL 15.*export and import/);
  });
});
