import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { model } from '../../dist/apps/api/src/model.js';
import { ProjectionEngine } from '../../dist/libs/projections/src/index.js';
import { fullSize, generatedAffairs, quickSize } from '../../dist/test/generated-affairs.js';
import { copyOutRate, generatedLog, median, quantile, watchingMemory } from './generated-log.mjs';
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

    // One append in one transaction, as a projector without batches does it, over the same last events.
    const tail = quick ? 1_000 : 5_000;
    const oneByOne = await catchUp(world, names, tail, 1);
    const batched = await catchUp(world, names, tail, 1_000);
    result('feed, one append a transaction', oneByOne, 'events/s');
    result('feed, batches of 1000', batched, 'events/s');
    result('rebuild against row by row', median(rates.all) / oneByOne, 'times', '≥ 10', median(rates.all) / oneByOne >= 10);

    const live = await liveLag(world, quick ? 5 : 30, 1_000);
    result('append to readable, median', live.median, 'ms');
    result('append to readable, p99', live.p99, 'ms', '≤ 50', live.p99 <= 50);
    result('appended meanwhile', live.perSecond, 'events/s');
    result('memory of the live worker', live.megabytes, 'MB', '≤ 300', live.megabytes <= 300);
    return results;
  } finally {
    await world.drop();
  }
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

/** Appends made-up reports at a steady rate and waits for each to be readable. */
async function liveLag({ pool, store, log }, seconds, perSecond) {
  const engine = new ProjectionEngine(pool, log, model);
  engine.start();
  await engine.waitFor((await store.head()).position, 60_000);
  const lags = [];
  const pending = [];
  const source = generatedAffairs({ ...quickSize, events: Infinity, stories: 500, largestStoryClaims: 0, seed: 7 });
  // Registers are there already, and the ids of this world are its own.
  const fresh = () => {
    for (;;) {
      const { value } = source.next();
      if (value.events.every(({ story }) => story !== null)) return { ...value, events: value.events.map((event) => relabelled(event)) };
    }
  };
  const started = performance.now();
  let sent = 0;
  const { megabytes } = await watchingMemory(async () => {
    while (performance.now() - started < seconds * 1000) {
      const due = ((performance.now() - started) / 1000) * perSecond;
      while (sent < due) {
        const append = fresh();
        sent += append.events.length;
        pending.push(
          store.append(append).then(async ({ last }) => {
            const acknowledged = performance.now();
            await engine.waitFor(last, 60_000);
            lags.push(performance.now() - acknowledged);
          }),
        );
      }
      await pause(2);
    }
    await Promise.all(pending);
  });
  const elapsed = (performance.now() - started) / 1000;
  await engine.stop();
  return { median: median(lags), p99: quantile(lags, 0.99), perSecond: sent / elapsed, megabytes };
}

const relabelled = (event) => JSON.parse(JSON.stringify(event).replaceAll(/\b(rpt|clm|occ)_0/g, '$1_9').replaceAll(/\bstory-/g, 'live-'));

await runAlone(import.meta, name, run);
