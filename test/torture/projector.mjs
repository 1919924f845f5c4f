import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createPool, ensureDatabase, migrate, startEmbedded } from '../../dist/libs/database/src/index.js';
import { EventStore } from '../../dist/libs/event-store/src/index.js';
import { ProjectionEngine, StoreLog } from '../../dist/libs/projections/src/index.js';
import { appendTo } from '../../dist/libs/projections/test/club-fixture.js';
import { happenings } from '../../dist/libs/projections/test/club-happenings.js';
import { clubs, tables } from '../../dist/libs/projections/test/clubs.js';
import { WorkerProcess } from '../../dist/libs/projections/test/worker-process.js';

/**
 * Workers killed with SIGKILL at random moments, every fifth stopped past its lease instead and continued beside its
 * successor, every seventh in the middle of a rebuild, while appends go on. Afterwards rows, checkpoints and a fold of the
 * whole log must agree. Then a checkpoint is moved without its rows, as a worker that commits them apart would leave it:
 * that must be found, or the finding of nothing means nothing.
 */
export const name = 'projector';

export async function run({ cycles = 200, minutes = null, tell = () => undefined } = {}) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-torture-'));
  fs.chmodSync(directory, 0o711);
  const server = await startEmbedded({ dataDir: path.join(directory, 'pg') });
  const workers = [];
  let appending = true;
  try {
    await ensureDatabase(server.url('torture'));
    await migrate(server.url('torture'));
    const appUrl = server.url('torture', 'chancery_app');
    const pool = createPool({ appUrl }, { max: 10 });
    const store = new EventStore(pool);
    const log = new StoreLog(store, pool);
    const engine = new ProjectionEngine(pool, log, clubs);
    await engine.rebuildTogether(tables);
    const appended = (async () => {
      for (let i = 0; appending; i++) {
        await appendTo(store, [happenings(i)]);
        await pause(3);
      }
    })();
    const start = (more = {}) => {
      const worker = WorkerProcess.start({ APP_URL: appUrl, LEASE_MS: '400', ...more });
      workers.push(worker);
      return worker;
    };
    const counts = { kills: 0, stops: 0, rebuildsKilled: 0, takeovers: [] };
    const deadline = minutes === null ? Infinity : Date.now() + minutes * 60_000;
    let done = 0;
    for (; done < (minutes === null ? cycles : Infinity) && Date.now() < deadline; done++) {
      const worker = start();
      const begun = performance.now();
      await worker.feeds(30_000);
      counts.takeovers.push(performance.now() - begun);
      if (done % 7 === 6) {
        const rebuilding = start({ REBUILD: tables.join(',') });
        await pause(300 + Math.random() * 300);
        await rebuilding.kill();
        counts.rebuildsKilled++;
      }
      if (done % 5 === 4) {
        worker.signal('SIGSTOP');
        const successor = start();
        await successor.feeds(30_000);
        worker.signal('SIGCONT');
        await pause(100);
        await successor.kill();
        counts.stops++;
      }
      await pause(Math.random() * 80);
      await worker.kill();
      counts.kills++;
      if (done % 20 === 19) tell(`${done + 1} cycles, head ${(await store.head()).position}`);
    }
    appending = false;
    await appended;

    const { position: head } = await store.head();
    const last = start();
    await engine.waitFor(head, 120_000);
    await last.kill();
    const differing = await differences(engine);
    const fed = workers.flatMap((worker) => worker.fed);
    const doubled = fed.length - new Set(fed).size;
    const left = (await pool.query(`select from pg_tables where schemaname = 'read' and tablename ~ '__'`)).rowCount;
    await new ProjectionEngine(pool, log, clubs).rebuildTogether(tables, { dryRun: true }); // sweeps its own
    const leftAfterSweep = (await pool.query(`select from pg_tables where schemaname = 'read' and tablename ~ '__'`)).rowCount;

    // The negative control: three events whose rows are never written.
    await pool.query('update read.checkpoint set position = position + 4');
    await appendTo(store, [[{ club: 'club0', type: 'Joined', data: { person: 'zoe', team: 'red' } }, { club: 'club0', type: 'Scored', data: { person: 'zoe', points: 2 } }], [{ club: 'club0', type: 'Joined', data: { person: 'yul', team: 'red' } }, { club: 'club1', type: 'Joined', data: { person: 'zoe', team: 'blue' } }]]);
    const planted = await differences(new ProjectionEngine(pool, log, clubs));

    await store.close();
    await pool.end();
    const sorted = counts.takeovers.sort((a, b) => a - b);
    return {
      passed: differing.length === 0 && doubled === 0 && leftAfterSweep === 0 && planted.length > 0,
      figures: {
        cycles: done, kills: counts.kills, stopsPastLease: counts.stops, rebuildsKilled: counts.rebuildsKilled, events: head,
        batchesCommitted: fed.length, batchesCommittedTwice: doubled, projectionsDiffering: differing, tablesLeftByKilledRebuilds: left, afterSweep: leftAfterSweep,
        takeoverMsMedian: Math.round(sorted[Math.floor(sorted.length / 2)]), takeoverMsWorst: Math.round(sorted.at(-1)), plantedBugFoundIn: planted,
      },
    };
  } finally {
    appending = false;
    for (const worker of workers) await worker.kill();
    await server.stop();
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

async function differences(engine) {
  const differing = [];
  for (const table of tables) await engine.verify(table).catch((error) => differing.push(`${table}: ${error.message}`));
  return differing;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (flag, otherwise) => (process.argv.includes(flag) ? Number(process.argv[process.argv.indexOf(flag) + 1]) : otherwise);
  const { passed, figures } = await run({ cycles: option('--cycles', 200), minutes: option('--minutes', null), tell: (line) => process.stderr.write(`projector: ${line}\n`) });
  process.stdout.write(`${JSON.stringify({ torture: name, passed, ...figures }, null, 1)}\n`);
  process.exitCode = passed ? 0 : 1;
}
