import { setTimeout as pause } from 'node:timers/promises';
import { createPool } from '../../dist/libs/database/src/index.js';
import { EventStore } from '../../dist/libs/event-store/src/index.js';
import { ProjectionEngine, StoreLog } from '../../dist/libs/projections/src/index.js';
import { model } from '../../dist/apps/api/src/model.js';
import { quantile, tortureCluster } from './cluster.mjs';
import { ask, ServiceProcess } from './service.mjs';

/**
 * Two API processes with their workers on one database; one after the other is killed with -9 under writers that file reports
 * and notes, and send again what got no answer, with the same key and to whichever process answers. Afterwards every act
 * must be in the log once, and every read model must equal the fold of the log. Then a bug is planted: writers that send
 * again without a key must be found to have stored some acts twice.
 */
export const name = 'crash-app';

export async function run({ minutes = 5, cycles = Infinity, writers = 6, tell = () => undefined } = {}) {
  const cluster = await tortureCluster();
  try {
    const services = [new ServiceProcess(cluster), new ServiceProcess(cluster)];
    await Promise.all(services.map((service) => service.start()));
    await ask(services[0].url, 'POST', 'stories', { slug: 'torture', title: 'Torture' });
    const honest = await kills(services, { until: Date.now() + minutes * 60_000, cycles, writers, prefix: 'honest', keys: true, tell });
    const inLog = await stored(cluster);
    const counts = { lost: 0, doubled: 0, moved: 0 };
    for (const [act, first] of honest.acknowledged) {
      const positions = inLog.get(act) ?? [];
      if (positions.length === 0) counts.lost++;
      else if (positions[0] !== first) counts.moved++;
    }
    for (const positions of inLog.values()) if (positions.length > 1) counts.doubled++;

    const planted = await kills(services, { until: Date.now() + 60_000, cycles: 8, writers: 12, prefix: 'planted', keys: false, tell });
    const plantedBugDoubled = [...(await stored(cluster))].filter(([act, positions]) => act.startsWith('planted') && positions.length > 1).length;
    const differing = await differingModels(cluster);
    await Promise.all(services.map((service) => service.stop()));
    const [{ gaps }] = await cluster.query('select (coalesce(max(position), 0) - count(*))::int as gaps from log.event');
    const figures = {
      kills: honest.kills, acknowledged: honest.acknowledged.size, ...counts, gaps, replayed: honest.replayed, inProgress: honest.inProgress, unanswered: honest.unanswered,
      strangeAnswers: [...honest.strange, ...planted.strange], modelsDiffering: differing, recoveryMsMedian: Math.round(quantile(honest.recoveries, 0.5)), recoveryMsP99: Math.round(quantile(honest.recoveries, 0.99)),
      plantedBugDoubled,
    };
    const isClean = counts.lost + counts.doubled + counts.moved + gaps + differing.length + figures.strangeAnswers.length === 0;
    return { passed: isClean && honest.kills > 0 && plantedBugDoubled > 0, figures };
  } finally {
    await cluster.remove();
  }
}

async function kills(services, { until, cycles, writers, prefix, keys, tell }) {
  const seen = { kills: 0, acknowledged: new Map(), replayed: 0, inProgress: 0, unanswered: 0, strange: [], recoveries: [] };
  let isOver = false;
  let killedAt = null;
  const working = Array.from({ length: writers }, async (_, writer) => {
    for (let i = 0; !isOver; i++) {
      const act = `${prefix}-${writer}-${i}`;
      const [path, body] = keys && i % 2 === 0
        ? ['stories/torture/reports', { outlet: null, headline: act, claims: Array.from({ length: 5 }, () => ({ kind: 'statement', locator: { paragraph: 1 } })) }]
        : ['stories/torture/notes', { subject: { type: 'story', id: 'torture' }, text: act }];
      for (let tries = 0; ; tries++) {
        const { url } = services[(writer + tries) % services.length];
        const reply = url === null ? null : await ask(url, 'POST', path, body, keys ? { 'idempotency-key': act } : {});
        if (reply?.status === 201) {
          seen.acknowledged.set(act, reply.body.positions.first);
          if (reply.headers['idempotency-replayed'] === 'true') seen.replayed++;
          if (killedAt !== null) seen.recoveries.push(performance.now() - killedAt);
          killedAt = null;
          break;
        }
        if (reply === null) seen.unanswered++;
        else if (reply.status === 409 && reply.body.type === '/problems/idempotency-in-progress') seen.inProgress++;
        else if (reply.status !== 503) seen.strange.push(`${reply.status} ${reply.text.slice(0, 200)}`);
        if (seen.strange.length > 5) return;
        await pause(10 + Math.random() * 40);
      }
    }
  });
  for (; seen.kills < cycles && Date.now() < until; ) {
    await pause(300 + Math.random() * 700);
    const victim = services[seen.kills % services.length];
    await victim.kill();
    killedAt = performance.now();
    await victim.start();
    seen.kills++;
    if (seen.kills % 10 === 0) tell(`${seen.kills} kills, ${seen.acknowledged.size} acts acknowledged`);
  }
  isOver = true;
  await Promise.all(working);
  return seen;
}

/** Where each act stands in the log, by the name it was given. */
async function stored(cluster) {
  const rows = await cluster.query(`select coalesce(data->>'headline', data->>'text') as act, array_agg(position order by position) as positions from log.event where type in ('ReportFiled', 'NoteAdded') group by 1`);
  return new Map(rows.map(({ act, positions }) => [act, positions.map(Number)]));
}

/** The read models whose live rows are not the fold of the log. */
async function differingModels(cluster) {
  const pool = createPool({ appUrl: cluster.appUrl }, { max: 6 });
  const store = new EventStore(pool);
  const engine = new ProjectionEngine(pool, new StoreLog(store, pool), model);
  try {
    const { position } = await store.head();
    const isBehind = async () => (await engine.status({ hash: false })).some((one) => one.position < position);
    for (let i = 0; i < 400 && (await isBehind()); i++) await pause(50);
    const names = (await engine.status({ hash: false })).map((one) => one.name);
    const differing = [];
    for (const one of names) {
      const { equal } = await engine.verify(one).catch(() => ({ equal: false }));
      if (!equal) differing.push(one);
    }
    return differing;
  } finally {
    await store.close();
    await pool.end();
  }
}
