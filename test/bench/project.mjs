import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { model } from '../../dist/apps/api/src/model.js';
import { ensureDatabase } from '../../dist/libs/database/src/index.js';
import { ProjectionEngine } from '../../dist/libs/projections/src/index.js';
import { fullSize, generatedAffairs, quickSize } from '../../dist/test/generated-affairs.js';
import { copyOutRate, generatedLog, median, quantile, watchingMemory } from './generated-log.mjs';
import { model as sheetModel } from './report-sheets.mjs';
import { rowByRow } from './row-by-row.mjs';
import { runAlone } from './run-alone.mjs';

/**
 * Projecting (QUALITY §1): rebuilds against what COPY can read out in the same minute, the feed catching up in batches and one
 * append at a time, and the time from an append's acknowledgement until its rows can be read.
 */
export const name = 'project';

export async function run({ quick = false, tell = () => undefined } = {}) {
  const world = await generatedLog(quick ? quickSize : fullSize, tell);
  const results = [];
  const result = (measure, value, unit, target = null, met = null) => {
    results.push({ measure, value: Number(value.toPrecision(4)), unit, target, met });
    tell(`${measure}: ${Number(value.toPrecision(4))} ${unit}${target === null ? '' : ` (target ${target})`}`);
  };
  try {
    const { pool, log, events } = world;
    const names = [...model.projections, ...model.appendProjections].map((projection) => projection.name);
    const rounds = quick ? 1 : 2;
    const rates = { copy: [], timeline: [], all: [] };
    let memory = 0;
    for (let round = 0; round < rounds; round++) {
      for (const [set, projections] of [['timeline', ['timeline']], ['all', names]]) {
        rates.copy.push(await copyOutRate(pool, events));
        const engine = new ProjectionEngine(pool, log, model, { threads: { module: new URL('../../dist/apps/api/src/model.js', import.meta.url), count: availableParallelism(), fromEvents: 0 } });
        const started = performance.now();
        const { megabytes } = await watchingMemory(() => engine.rebuildTogether(projections, { onProgress: ({ phase, done, total, perSecond }) => tell(`${set}: ${phase} ${done}/${total}, ${Math.round(perSecond)}/s`, true) }));
        memory = Math.max(memory, megabytes);
        rates[set].push(events / ((performance.now() - started) / 1000));
      }
    }
    const limit = median(rates.copy);
    const share = (rate, target) => [rate / limit, 'of COPY OUT', `≥ ${target}`, rate / limit >= target];
    result('COPY OUT of the log', limit, 'events/s');
    result('rebuild of the timeline', median(rates.timeline), 'events/s');
    result('rebuild of the timeline', ...share(median(rates.timeline), 0.45));
    result('rebuild of all read models', median(rates.all), 'events/s');
    result('rebuild of all read models', ...share(median(rates.all), 0.25));
    result('memory of a rebuild', memory, 'MB', '≤ 1500', memory <= 1500);

    const byHand = await rowByRow(world, model, quick ? 1_500 : 4_000);
    result('row by row, a transaction an event, heads only', byHand, 'events/s');
    result('rebuild against row by row', median(rates.all) / byHand, 'times', '≥ 10', median(rates.all) / byHand >= 10);
    const sheets = await sheetsRate(world);
    const emmett = await emmettRate(world, quick ? 6_000 : 20_000);
    result('rebuild of report sheets', sheets, 'events/s');
    result('rebuild of the same sheets by Emmett, heads only', emmett, 'events/s');
    result('rebuild against Emmett', sheets / emmett, 'times', '≥ 3', sheets / emmett >= 3);

    // The same last events by the feed: one append in one transaction, and many.
    const tail = quick ? 1_000 : 5_000;
    result('feed, one append a transaction', await catchUp(world, names, tail, 1), 'events/s');
    result('feed, batches of 1000', await catchUp(world, names, tail, 1_000), 'events/s');

    const live = await liveLag(world, quick ? 5 : 20, 1_000);
    result('append to readable, median', live.median, 'ms');
    result('append to readable, p99', live.p99, 'ms', '≤ 50', live.p99 <= 50);
    result('appended meanwhile', live.perSecond, 'events/s');
    const worker = await workerMemory(world, quick ? 5 : 20, 1_000);
    result('memory of the live worker', worker, 'MB', '≤ 300', worker <= 300);
    return results;
  } finally {
    await world.drop();
  }
}

/** Rebuilds a read model that Emmett can keep alike. */
async function sheetsRate({ pool, log, events }) {
  const threads = { module: new URL('./report-sheets.mjs', import.meta.url), count: availableParallelism(), fromEvents: 0 };
  const started = performance.now();
  await new ProjectionEngine(pool, log, sheetModel, { threads }).rebuild('report_sheets');
  return events / ((performance.now() - started) / 1000);
}

/** Emmett's rebuild of it in a process of its own, over its own store on the same server; only the rebuild is timed. */
async function emmettRate({ ownerUrl }, events) {
  const url = ownerUrl.replace(/\/bench\b/, '/bench_emmett');
  await ensureDatabase(url);
  const settings = { events, stories: Math.max(10, events / 500), largestStoryClaims: events / 10 };
  const child = fork(fileURLToPath(new URL('./emmett-rebuild.mjs', import.meta.url)), [url, JSON.stringify(settings)]);
  const [told] = await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => { throw new Error(`Emmett's rebuild ended with ${code}`); })]);
  return told.events / told.seconds;
}

/** Sets the checkpoints and rows back by `tail` events, feeds them again, and tells the rate. */
async function catchUp({ pool, log, events }, names, tail, batchSize) {
  const from = events - tail;
  const { rows } = await pool.query('select position - append_offset - 1 as first from log.event where position = $1', [from + 1]);
  const start = rows[0].first; // never within an append
  for (const projection of names) {
    await pool.query(`delete from read.${projection} where known_from > $1`, [start]);
    await pool.query(`update read.${projection} set known_to = null where known_to > $1`, [start]);
  }
  await pool.query('update read.checkpoint set position = $1', [start]);
  const engine = new ProjectionEngine(pool, log, model, { batchSize });
  const started = performance.now();
  engine.start();
  await engine.waitFor(events, 3_600_000);
  const seconds = (performance.now() - started) / 1000;
  await engine.stop();
  return (events - start) / seconds;
}

/** Appends made-up reports at a steady rate and waits for each to be readable; after five seconds in which the code gets warm, it is measured. */
async function liveLag({ pool, store, log }, seconds, perSecond) {
  const engine = new ProjectionEngine(pool, log, model);
  engine.start();
  await engine.waitFor((await store.head()).position, 60_000);
  await appendSteadily(store, 5, perSecond, (last) => engine.waitFor(last, 60_000));
  const lags = [];
  const started = performance.now();
  const sent = await appendSteadily(store, seconds, perSecond, async (last) => {
    const acknowledged = performance.now();
    await engine.waitFor(last, 60_000);
    lags.push(performance.now() - acknowledged);
  });
  const elapsed = (performance.now() - started) / 1000;
  await engine.stop();
  return { median: median(lags), p99: quantile(lags, 0.99), perSecond: sent / elapsed };
}

/** The highest memory of a process that keeps the read models of this log while events come. */
async function workerMemory({ store, appUrl, pool }, seconds, perSecond) {
  const worker = fork(fileURLToPath(new URL('./live-worker.mjs', import.meta.url)), [appUrl]);
  const gone = once(worker, 'exit');
  let highest = 0;
  const timer = setInterval(() => (highest = Math.max(highest, residentBytes(worker.pid))), 100);
  const caughtUp = async () => {
    const { position } = await store.head();
    for (;;) {
      const { rows } = await pool.query(`select min(position) as position from read.checkpoint where state = 'active'`);
      if (Number(rows[0].position) >= position) return;
      if (worker.exitCode !== null) throw new Error(`The worker ended with ${worker.exitCode}`);
      await pause(50);
    }
  };
  try {
    await appendSteadily(store, seconds, perSecond, () => undefined);
    await caughtUp();
  } finally {
    clearInterval(timer);
    worker.kill();
    await gone;
  }
  return Math.round(highest / 1e6);
}

const residentBytes = (pid) => {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // gone already
  }
};

let worlds = 0;
/** Appends reports of a made-up world of its own; gives the number of events once all are stored and handled. */
async function appendSteadily(store, seconds, perSecond, stored) {
  const world = ++worlds;
  const source = generatedAffairs({ ...quickSize, events: Infinity, stories: 500, largestStoryClaims: 0, seed: 6 + world });
  const next = () => {
    for (;;) {
      const { value } = source.next();
      if (value.events.every(({ story }) => story !== null)) return { ...value, events: value.events.map((event) => relabelled(event, world)) };
    }
  };
  const pending = [];
  const started = performance.now();
  let sent = 0;
  while (performance.now() - started < seconds * 1000) {
    const due = ((performance.now() - started) / 1000) * perSecond;
    while (sent < due) {
      const append = next();
      sent += append.events.length;
      pending.push(store.append(append).then(({ last }) => stored(last)));
    }
    await pause(2);
  }
  await Promise.all(pending);
  return sent;
}

/** Registers are there already, and the ids of such a world are its own. */
const relabelled = (event, world) => JSON.parse(JSON.stringify(event).replaceAll(/\b(rpt|clm|occ)_00/g, `$1_9${world}`).replaceAll(/\bstory-/g, `live${world}-`));

await runAlone(import.meta, name, run);
