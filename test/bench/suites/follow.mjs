import { startStore } from '../children.mjs';
import { limitTarget, median } from '../table.mjs';

const stores = ['chancery', 'emmett', 'message-db', 'dcb'];

/** From the call of append to the handler, in another process: what a reader of another service waits. */
export async function run({ cluster, quick, say }) {
  const ms = quick ? 1_500 : 5_000;
  const rounds = quick ? 1 : 3;
  const seen = new Map();
  const pairs = [];
  for (const name of stores) {
    const urls = await cluster.database(`bench_${name.replace('-', '_')}`, { migrated: name === 'chancery' });
    const writer = await startStore(name, urls);
    const reader = await startStore(name, urls);
    await writer.ask('append', { appenders: 8, size: 1, ms: 300 });
    await reader.ask('follow');
    pairs.push({ name, writer, reader });
    if (name === 'chancery') {
      const alone = await startStore(name, urls);
      await alone.ask('follow');
      pairs.push({ name: 'chancery, same process', writer: alone, reader: alone });
    }
  }
  for (const perSecond of [50, 1_000]) {
    for (let round = -1; round < rounds; round++) {
      for (const { name, writer, reader } of pairs) {
        if (round < 0) say(`${name} at ${perSecond} events/s`);
        await reader.ask('heard', { count: 0 });
        const { sent } = await writer.ask('send', { perSecond, ms: round < 0 ? 500 : ms });
        const result = await reader.ask('heard', { count: sent });
        const key = `${name}|${perSecond}`;
        if (round >= 0) seen.set(key, [...(seen.get(key) ?? []), { ...result, sent }]);
      }
    }
  }
  for (const child of new Set(pairs.flatMap(({ writer, reader }) => [writer, reader]))) await child.close();

  const rows = [...seen].map(([key, results]) => {
    const [name, perSecond] = key.split('|');
    const heard = results.reduce((sum, result) => sum + result.heard, 0);
    const sent = results.reduce((sum, result) => sum + result.sent, 0);
    return [name, perSecond, median(results.map(({ p50 }) => p50)).toFixed(1), median(results.map(({ p99 }) => p99)).toFixed(1), heard === sent ? 'all' : `${heard} of ${sent}`];
  });
  const p99 = (perSecond) => median(seen.get(`chancery|${perSecond}`).map((result) => result.p99));
  const lost = seen.get('chancery|1000').some(({ heard, sent }) => heard !== sent);
  return [{
    title: 'append → handler in another process',
    head: ['store', 'events/s', 'p50 ms', 'p99 ms', 'heard'],
    rows,
    targets: [limitTarget('p99 at 50 events/s', p99(50), 5, 'ms'), limitTarget('p99 at 1,000 events/s', p99(1_000), 25, 'ms'), { what: 'every event heard once', wanted: 'yes', got: lost ? 'no' : 'yes', met: !lost }],
  }];
}
