import { startStore } from '../children.mjs';
import { pgbench } from '../pgbench.mjs';
import { median, ratioTarget } from '../table.mjs';

const stores = ['chancery', 'unbatched', 'bare-insert', 'copy', 'typeorm', 'emmett', 'message-db', 'dcb'];
const oneEvent = ['chancery', 'unbatched', 'bare-insert', 'typeorm', 'emmett', 'message-db', 'dcb'];
const batched = ['chancery', 'copy', 'typeorm', 'emmett', 'message-db', 'dcb'];

const cases = [
  ...[1, 8, 32, 128].map((appenders) => ({ title: `1 event an append, ${appenders} appender${appenders > 1 ? 's' : ''}`, key: `one${appenders}`, appenders, size: 1, who: oneEvent })),
  { title: 'one hot stream, 32 appenders that expect nothing', key: 'hot', appenders: 32, size: 1, hot: true, who: ['chancery', 'unbatched', 'emmett', 'message-db', 'dcb'] },
  ...[10, 100, 1000].map((size) => ({ title: `${size} events an append, 1 appender`, key: `batch${size}`, appenders: 1, size, who: batched })),
];

export async function run({ cluster, quick, say }) {
  const rounds = quick ? 2 : 5;
  const ms = quick ? 500 : 2_000;
  const running = new Map();
  for (const name of stores) {
    const urls = await cluster.database(`bench_${name.replace('-', '_')}`, { migrated: name === 'chancery' || name === 'unbatched' });
    running.set(name, await startStore(name, urls));
  }
  const bench = await pgbench(cluster);
  const tables = [];
  const medians = {};
  for (const { title, key, who, ...how } of cases) {
    say(title);
    const seen = new Map(who.map((name) => [name, []]));
    if (bench && how.size === 1 && !how.hot) seen.set('pgbench', []);
    for (let round = -1; round < rounds; round++) { // Round -1 warms caches and compilers and is not counted.
      for (const [name, results] of seen) {
        const result = name === 'pgbench' ? bench.run(how.appenders, ms) : await running.get(name).ask('append', { ...how, ms: round < 0 ? Math.min(ms, 500) : ms }).catch((error) => ({ failed: error.message }));
        if (round >= 0) results.push(result);
      }
    }
    const ours = median(seen.get('chancery').map(({ rate }) => rate));
    const rows = [];
    medians[key] = {};
    for (const [name, results] of seen) {
      const good = results.filter((result) => !result.failed);
      if (good.length === 0) {
        rows.push([name, 'failed', results[0].failed.split('\n')[0].slice(0, 60), '', '', '', '']);
        continue;
      }
      const rates = good.map(({ rate }) => rate);
      const rate = median(rates);
      medians[key][name] = rate;
      rows.push([name, rate.toFixed(0), Math.min(...rates).toFixed(0), Math.max(...rates).toFixed(0), median(good.map(({ p50 }) => p50)).toFixed(2), median(good.map(({ p99 }) => p99)).toFixed(2),
        name === 'chancery' ? '' : `${(ours / rate).toFixed(2)}×${ours < rate ? ' (it wins)' : ''}`]);
    }
    rows.sort((a, b) => Number(b[1]) - Number(a[1]));
    tables.push({ title, head: ['store', 'events/s', 'min', 'max', 'p50 ms', 'p99 ms', 'chancery is'], rows, targets: [] });
    await cluster.settle();
  }
  for (const store of running.values()) await store.close();
  tables.push(await manyProcesses(cluster, rounds, ms, say, medians));
  tables[tables.length - 1].targets.unshift(...targets(medians));
  return tables;
}

function targets(m) {
  const against = (key, other, least) => (m[key]?.[other] ? [ratioTarget(`${cases.find((each) => each.key === key).title}: ${other}`, m[key].chancery, m[key][other], least)] : []);
  return [
    ...against('one32', 'emmett', 8), ...against('one32', 'message-db', 4), ...against('one32', 'pgbench', 1.5),
    ...against('one1', 'bare-insert', 0.8), ...against('one1', 'message-db', 1),
    ...against('hot', 'message-db', 15), ...against('hot', 'emmett', 50),
    ...against('batch100', 'copy', 0.85), ...against('batch100', 'emmett', 2.5), ...against('batch1000', 'copy', 1), ...against('batch1000', 'emmett', 5),
  ];
}

/** 64 appenders in 1, 2 and 4 processes; afterwards no position may be missing. */
async function manyProcesses(cluster, rounds, ms, say, medians) {
  say('64 appenders in 1, 2 and 4 processes');
  const urls = await cluster.database('bench_processes', { migrated: true });
  const children = await Promise.all(Array.from({ length: 4 }, () => startStore('chancery', urls)));
  const counts = [1, 2, 4];
  const seen = new Map(counts.map((count) => [count, []]));
  for (let round = -1; round < rounds; round++) {
    for (const count of counts) {
      const results = await Promise.all(children.slice(0, count).map((child) => child.ask('append', { appenders: 64 / count, size: 1, ms })));
      if (round >= 0) seen.get(count).push({ rate: results.reduce((sum, { rate }) => sum + rate, 0), p99: Math.max(...results.map(({ p99 }) => p99)) });
    }
  }
  for (const child of children) await child.close();
  const [{ dense }] = await cluster.query('select count(*) = max(position) as dense from log.event', 'bench_processes');
  const rate = (count) => median(seen.get(count).map((result) => result.rate));
  medians.processes = Object.fromEntries(counts.map((count) => [count, rate(count)]));
  return {
    title: '64 appenders in several processes',
    head: ['processes', 'events/s', 'p99 ms', 'of one process'],
    rows: counts.map((count) => [String(count), rate(count).toFixed(0), median(seen.get(count).map(({ p99 }) => p99)).toFixed(2), `${(rate(count) / rate(1)).toFixed(2)}×`]),
    targets: [
      ratioTarget('2 processes: 1 process', rate(2), rate(1), 1),
      ratioTarget('4 processes: 1 process', rate(4), rate(1), 0.6),
      { what: 'positions dense after all of it', wanted: 'yes', got: dense ? 'yes' : 'no', met: dense },
    ],
  };
}
