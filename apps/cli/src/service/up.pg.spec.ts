import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// The command as people run it, in processes of its own; only the build step before it is left out.
const entry = new URL('../main.js', import.meta.url).href;
let directory: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-up-'));
  fs.chmodSync(directory, 0o711);
});
afterEach(async () => {
  await Promise.all(
    children.splice(0).map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }),
  );
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

interface Run {
  child: ChildProcess;
  /** what it has written so far, both streams */
  output(): string;
  ended: Promise<number | null>;
}

function chancery(args: string[], env: Record<string, string> = {}): Run {
  const { DATABASE_URL: _, DATABASE_OWNER_URL: __, npm_lifecycle_event: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, ['-e', `import(${JSON.stringify(entry)}).then(({ main }) => main(${JSON.stringify(args)}))`], {
    env: { ...inherited, PORT: '0', CHANCERY_DATA_DIR: path.join(directory, 'pg'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, output: () => text, ended: once(child, 'exit').then(([code]) => code as number | null) };
}

async function addressOf(run: Run): Promise<string> {
  for (let i = 0; i < 1000; i++) {
    const address = /running at (http:\S+)/.exec(run.output())?.[1];
    if (address) return address;
    if (run.child.exitCode !== null) break;
    await sleep(20);
  }
  throw new Error(`no address in: ${run.output()}`);
}

const serverRuns = (): boolean => fs.existsSync(path.join(directory, 'pg', 'postmaster.pid'));

describe('chancery up', () => {
  it('serves on an empty directory and leaves no server behind after SIGTERM, even with an event stream open', async () => {
    const run = chancery(['up', '--no-seed']);
    const address = await addressOf(run);
    expect((await fetch(`${address}/health`)).status).toBe(200);
    const stream = await fetch(`${address}/api/v1/log/stream`, { headers: { accept: 'text/event-stream' } });
    expect(stream.status).toBe(200);

    run.child.kill('SIGTERM');

    expect(await run.ended).toBe(0);
    expect(serverRuns()).toBe(false);
    await stream.body?.cancel().catch(() => undefined);
  });

  it('keeps its editor key from one start to the next, for its owner only', async () => {
    const keyOf = async (): Promise<string | undefined> => {
      const run = chancery(['up', '--no-seed']);
      await addressOf(run);
      run.child.kill('SIGINT');
      await run.ended;
      return /chy_\w+/.exec(run.output())?.[0];
    };

    const first = await keyOf();

    expect(first).toMatch(/^chy_[a-z0-9]{12}_[A-Za-z0-9]{43}$/);
    expect(await keyOf()).toBe(first);
    expect(fs.statSync(path.join(directory, 'pg.editor-key')).mode & 0o077).toBe(0);
  });

  it('runs twice on one database, and the second goes on when the first ends', async () => {
    const first = chancery(['up', '--no-seed']);
    await addressOf(first);
    const second = chancery(['up', '--no-seed']);
    const address = await addressOf(second);

    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);

    expect((await fetch(`${address}/ready`)).status).toBe(200);
  });

  it('goes on serving when nobody reads what it prints', async () => {
    const run = chancery(['up', '--no-seed']);
    const address = await addressOf(run);
    run.child.stdout?.destroy();
    run.child.stderr?.destroy();

    expect((await fetch(`${address}/health`)).status).toBe(200);
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
  });
});

describe('what a person has to change is one line', () => {
  it('a taken port, before a database is set up', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const run = chancery(['up'], { PORT: String(port), CHANCERY_DATA_DIR: path.join(directory, 'never-made') });

    expect(await run.ended).toBe(1);
    other.close();
    expect(run.output()).toBe(`chancery: Port ${port} is taken, perhaps by another Chancery: stop that, or choose another port, like PORT=${port + 1} npm start\n`);
    expect(fs.existsSync(path.join(directory, 'never-made'))).toBe(false);
  });

  it('a database that does not answer', async () => {
    const run = chancery(['up'], { DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/chancery' });

    expect(await run.ended).toBe(6);
    expect(run.output()).toMatch(/^chancery: No database answers at me@127\.0\.0\.1:1\/chancery [^\n]*\n$/);
  });

  it('an admin key that is none', async () => {
    const run = chancery(['up', '--no-seed'], { ADMIN_KEY: 'secret' });

    expect(await run.ended).toBe(2);
    expect(run.output()).toMatch(/^chancery: Setting ADMIN_KEY: it must have the form chy_[^\n]*\n$/);
  });

  it('a verb for a database that is not there, which it does not make', async () => {
    const nowhere = path.join(directory, 'nowhere');
    const run = chancery(['keys', 'list'], { CHANCERY_DATA_DIR: nowhere });

    expect(await run.ended).toBe(6);
    expect(run.output()).toBe(`chancery: There is no database in ${nowhere} yet: run "npm start", or name another with CHANCERY_DATA_DIR or DATABASE_URL.\n`);
    expect(fs.existsSync(nowhere)).toBe(false);
  });

  it('a service started before its migrations', async () => {
    const run = chancery(['serve'], { CHANCERY_DATA_DIR: path.join(directory, 'fresh') });

    expect(await run.ended).toBe(6);
    expect(run.output()).toMatch(/^chancery: The database lacks \d+ migrations? of this version: run "chancery migrate" first\.\n$/);
  });
});
