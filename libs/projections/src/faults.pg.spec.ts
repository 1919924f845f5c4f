import { setTimeout as pause } from 'node:timers/promises';
import { allRows, clubFixture, rowsAt, type ClubFixture } from '../test/club-fixture.js';
import { happenings } from '../test/club-happenings.js';
import { tables } from '../test/clubs.js';
import { WorkerProcess } from '../test/worker-process.js';

describe('Workers that die or stop', () => {
  let fixture: ClubFixture;
  let workers: WorkerProcess[];
  let appending: boolean;
  let appended: Promise<void>;

  beforeEach(async () => {
    fixture = await clubFixture();
    workers = [];
    const engine = fixture.engine();
    await engine.rebuildTogether(tables);
    appending = true;
    appended = (async () => {
      for (let i = 0; appending; i++) {
        await fixture.append(happenings(i));
        await pause(2);
      }
    })();
  });
  afterEach(async () => {
    appending = false;
    await appended;
    for (const worker of workers) await worker.kill();
    await fixture.drop();
  });

  const start = (more: Record<string, string> = {}): WorkerProcess => {
    const worker = WorkerProcess.start({ APP_URL: fixture.appUrl, LEASE_MS: '400', ...more });
    workers.push(worker);
    return worker;
  };

  /** Rows, checkpoints and a fold of everything agree; every row has one version at a time. */
  const agrees = async (): Promise<void> => {
    appending = false;
    await appended;
    const head = (await fixture.store.head()).position;
    const engine = fixture.engine();
    await engine.waitFor(head, 60_000);
    for (const result of await engine.rebuildTogether(tables, { dryRun: true })) expect(result).toMatchObject({ equal: true, position: head });
    const all = await allRows(fixture.pool);
    const open = Object.values(all).flatMap((rows) => rows.filter(({ to }) => to === null)).length;
    expect(Object.keys(rowsAt(all, head))).toHaveLength(open);
  };

  it('leave rows and checkpoint agreeing, however often one is killed between any two statements', async () => {
    const cycles = Number(process.env.CYCLES ?? 6);
    for (let i = 0; i < cycles; i++) {
      const worker = start();
      await worker.feeds();
      await pause(Math.random() * 60);
      await worker.kill();
    }
    start();
    await agrees();
  }, 180_000);

  it('leave nothing of a rebuild that was killed, and the next one starts clean', async () => {
    start();
    for (let i = 0; i < 3; i++) {
      const rebuilding = start({ REBUILD: tables.join(',') });
      await pause(350 + Math.random() * 150);
      await rebuilding.kill();
    }
    await agrees();
    const { rowCount } = await fixture.pool.query(`select from pg_tables where schemaname = 'read' and tablename ~ '__'`);
    expect(rowCount).toBe(0);
  }, 180_000);

  it('are taken over when stopped past the lease, and apply nothing when they continue', async () => {
    const stopped = start();
    await stopped.feeds();
    const other = start();
    stopped.signal('SIGSTOP');
    await other.feeds(); // has taken over
    const fedBefore = stopped.fed.length;
    stopped.signal('SIGCONT');
    await pause(600);
    // Batches committed before it was stopped may be told of late; none may begin after the other's.
    const doubled = stopped.fed.slice(fedBefore).filter((position) => other.fed.includes(position));
    expect(doubled).toEqual([]);
    await agrees();
  }, 180_000);

  it('share the work without applying anything twice when several race', async () => {
    const racing = [start(), start(), start({ BATCH: '3' })];
    await Promise.any(racing.map((worker) => worker.feeds()));
    for (let i = 0; i < 4; i++) {
      const one = racing[i % 3]!;
      one.signal('SIGSTOP');
      await pause(500);
      one.signal('SIGCONT');
    }
    await agrees();
    const fed = racing.flatMap((worker) => worker.fed);
    expect(new Set(fed).size).toBe(fed.length);
  }, 180_000);
});

describe('Applying twice', () => {
  it('changes nothing: a batch is refused from where it does not begin', async () => {
    const fixture = await clubFixture();
    try {
      const first = fixture.engine();
      first.start();
      await first.whenBuilt();
      await fixture.append(...Array.from({ length: 20 }, (_, i) => happenings(i)));
      await first.waitFor((await fixture.store.head()).position, 20_000);
      await first.stop();
      const rows = await allRows(fixture.pool);

      // Another worker begins at the checkpoint, so there is nothing for it to do.
      const second = fixture.engine();
      second.start();
      await pause(300);
      await second.stop();
      expect(await allRows(fixture.pool)).toEqual(rows);

      // Were a checkpoint set back by hand, the rows would refuse the second application: that projection fails, the others go on.
      await fixture.pool.query(`update read.checkpoint set position = 3 where projection = 'teams'`);
      const third = fixture.engine();
      third.start();
      for (let i = 0; i < 100 && (await third.status())[1]!.state !== 'failed'; i++) await pause(20);
      expect((await third.status()).map(({ name, state }) => [name, state])).toEqual(tables.map((name) => [name, name === 'teams' ? 'failed' : 'active']));
      expect((await third.status())[1]!.lastError).toContain('Rebuild it');
      expect(await allRows(fixture.pool)).toEqual(rows);

      await fixture.append(happenings(20));
      await third.waitFor((await fixture.store.head()).position, 20_000, 'members');
      expect(await third.rebuild('teams')).toMatchObject({ switched: true });
      await third.waitFor((await fixture.store.head()).position, 20_000);
      for (const table of tables) expect(await third.verify(table)).toMatchObject({ equal: true });
      await third.stop();
    } finally {
      await fixture.drop();
    }
  }, 60_000);
});
