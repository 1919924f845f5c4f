import { setTimeout as pause } from 'node:timers/promises';
import { createPool } from '../../dist/libs/database/src/index.js';
import { EventStore } from '../../dist/libs/event-store/src/index.js';
import { quantile, tortureCluster } from './cluster.mjs';
import { reckon, Writers } from './ledger-of-writes.mjs';

/**
 * kill -9 of the whole PostgreSQL tree under 8 writers, again and again; appends without an answer are retried by key. A
 * follower runs through all of it. Then a bug is planted: commits that are acknowledged before they are on disk must be
 * found lost, or the finding of no loss means nothing.
 */
export const name = 'crash-db';

export async function run({ minutes = 5, cycles = Infinity, tell = () => undefined } = {}) {
  const cluster = await tortureCluster();
  try {
    const honest = await crashes(cluster, { until: Date.now() + minutes * 60_000, cycles, name: 'honest', tell });
    await cluster.query('alter role chancery_app set synchronous_commit = off');
    // Give the lie time to be told: what is acknowledged stays in memory for seconds, however much it is.
    await cluster.query("alter system set wal_writer_delay = '10s'");
    await cluster.query("alter system set wal_writer_flush_after = '1GB'");
    await cluster.query('select pg_reload_conf()');
    const planted = await crashes(cluster, { until: Date.now() + 60_000, cycles: 12, name: 'planted', tell, enough: ({ lost }) => lost > 0 });
    return {
      passed: honest.lost === 0 && honest.doubled === 0 && honest.halved === 0 && honest.moved === 0 && honest.gaps === 0 && honest.others.length === 0 &&
        honest.followerMissed === 0 && honest.cycles > 0 && planted.lost > 0,
      figures: { ...honest, plantedBugLost: planted.lost },
    };
  } finally {
    await cluster.remove();
  }
}

async function crashes(cluster, { until, cycles, name: writersName, tell, enough = () => false }) {
  const pool = createPool({ appUrl: cluster.appUrl }, { max: 6 });
  const store = new EventStore(pool, { connectTimeoutMs: 1_000, replyTimeoutMs: 3_000 });
  let restarted = null;
  const recoveries = [];
  const writers = new Writers(store, {
    name: writersName,
    acknowledge: (moment) => {
      if (restarted === null) return;
      recoveries.push(moment - restarted);
      restarted = null;
    },
  });
  const { position: begin } = await store.head();
  let next = begin + 1;
  let followerMissed = 0;
  const following = store.follow({ after: begin }).subscribe((item) => {
    if (item.kind !== 'events') return;
    for (const event of item.events) {
      if (event.position !== next) followerMissed++;
      next = event.position + 1;
    }
  });
  writers.start(8);
  let done = 0;
  let reckoning = null;
  for (; done < cycles && Date.now() < until; done++) {
    await pause(150 + Math.random() * 500);
    await cluster.kill();
    restarted = performance.now();
    await cluster.start();
    while (restarted !== null) await pause(5);
    if (done % 10 === 9) tell(`${done + 1} kills, ${writers.acknowledged.size} appends acknowledged`);
    // A loss shows at once: nobody retries what was acknowledged.
    if (enough((reckoning = await reckon(cluster.query, writers.acknowledged)))) break;
  }
  await writers.stop();
  reckoning = await reckon(cluster.query, writers.acknowledged);
  const { position: head } = await store.head();
  for (let i = 0; i < 200 && next <= head; i++) await pause(25);
  followerMissed += head + 1 - next;
  following.unsubscribe();
  await store.close();
  await pool.end();
  return {
    cycles: done, acknowledged: writers.acknowledged.size, ...reckoning, followerMissed, unknownAnswers: writers.unknown, unavailableAnswers: writers.unavailable,
    others: writers.others, recoveryMsMedian: Math.round(quantile(recoveries, 0.5)), recoveryMsP99: Math.round(quantile(recoveries, 0.99)),
  };
}
