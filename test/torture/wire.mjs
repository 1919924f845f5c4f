import { setTimeout as pause } from 'node:timers/promises';
import { createPool } from '../../dist/libs/database/src/index.js';
import { EventStore } from '../../dist/libs/event-store/src/index.js';
import { wireTo } from '../../dist/libs/event-store/test/wire.js';
import { tortureCluster } from './cluster.mjs';
import { reckon, Writers } from './ledger-of-writes.mjs';

/**
 * A network between store and database that cuts requests after any byte, cuts or swallows replies, delays and refuses.
 * Every append is retried by key until it is answered; afterwards each must be there exactly once. Then a bug is planted:
 * the same retries without keys must be found doubled.
 */
export const name = 'wire';

export async function run({ minutes = 2, tell = () => undefined } = {}) {
  const cluster = await tortureCluster();
  try {
    const honest = await storm(cluster, { until: Date.now() + minutes * 60_000, name: 'honest', keys: true, tell });
    const planted = await storm(cluster, { until: Date.now() + 20_000, name: 'planted', keys: false, tell, enough: ({ doubled }) => doubled > 0 });
    return {
      passed: honest.lost === 0 && honest.doubled === 0 && honest.halved === 0 && honest.moved === 0 && honest.gaps === 0 && honest.others.length === 0 && honest.cutPoints > 0 && planted.doubled > 0,
      figures: { ...honest, exactlyOnce: `${(100 * (1 - (honest.lost + honest.doubled) / Math.max(1, honest.acknowledged))).toFixed(3)} %`, plantedBugDoubled: planted.doubled },
    };
  } finally {
    await cluster.remove();
  }
}

async function storm(cluster, { until, name: writersName, keys, tell, enough = () => false }) {
  const wire = await wireTo(cluster.appUrl);
  const pool = createPool({ appUrl: wire.url }, { max: 6 });
  const store = new EventStore(pool, { connectTimeoutMs: 150, replyTimeoutMs: 150 });
  const writers = new Writers(store, { name: writersName, keys });
  writers.start(8);
  const counts = { cutRequests: 0, cutReplies: 0, swallowedReplies: 0, swallowedRequests: 0, delayed: 0, refused: 0, cutIdle: 0 };
  const faults = [
    ['cutRequests', () => wire.set({ cutAfterBytes: 1 + Math.floor(Math.random() * 6_000) })],
    ['cutReplies', () => wire.set({ replies: 'cut' })],
    ['swallowedReplies', () => wire.set({ replies: 'hole' })],
    ['swallowedRequests', () => wire.set({ requests: 'hole' })],
    ['delayed', () => wire.set({ delayMs: 20 + Math.random() * 200 })],
    ['refused', () => { wire.set({ refuse: true }); wire.cut(); }],
    ['cutIdle', () => wire.cut()],
  ];
  let points = 0;
  while (Date.now() < until) {
    await pause(15 + Math.random() * 30);
    const [fault, strike] = faults[points++ % faults.length];
    strike();
    counts[fault]++;
    await pause(fault.startsWith('swallowed') ? 200 : 30);
    wire.set({});
    if (points % 100 === 0) tell(`${points} faults, ${writers.acknowledged.size} appends acknowledged`);
    if (points % 20 === 0 && enough(await reckon(cluster.query, writers.acknowledged))) break;
  }
  wire.set({});
  await writers.stop();
  const reckoning = await reckon(cluster.query, writers.acknowledged);
  await store.close();
  await wire.close();
  await pool.end().catch(() => undefined);
  return { cutPoints: points, ...counts, acknowledged: writers.acknowledged.size, ...reckoning, unknownAnswers: writers.unknown, unavailableAnswers: writers.unavailable, others: writers.others };
}
