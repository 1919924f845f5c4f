import { startStore } from '../children.mjs';
import { median, ratioTarget } from '../table.mjs';

const stores = ['chancery', 'copy', 'typeorm', 'emmett', 'message-db', 'dcb'];

/** All events from the first to the last, parsed, in each store's own way of going through everything. */
export async function run({ cluster, quick, say }) {
  const count = quick ? 50_000 : 200_000;
  const rounds = quick ? 3 : 5;
  const running = new Map();
  for (const name of stores) {
    say(`storing ${count} events in ${name}`);
    const urls = await cluster.database(`bench_${name.replace('-', '_')}`, { migrated: name === 'chancery' });
    const store = await startStore(name, urls);
    await store.ask('fill', { count });
    await cluster.query('vacuum analyze', `bench_${name.replace('-', '_')}`);
    running.set(name, store);
  }
  const seen = new Map(stores.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, store] of running) {
      const result = await store.ask('readAll');
      if (result.events !== count) throw new Error(`${name} read ${result.events} of ${count} events`);
      if (result.check !== null && Math.abs(result.check - count * 12.5) > 1e-3) throw new Error(`${name} read other payloads than were stored`);
      if (round >= 0) seen.get(name).push(result.rate);
    }
  }
  for (const store of running.values()) await store.close();
  const rates = Object.fromEntries([...seen].map(([name, all]) => [name, median(all)]));
  const rows = [...seen].map(([name, all]) => [name === 'copy' ? 'COPY TO, not parsed' : name, rates[name].toFixed(0), Math.min(...all).toFixed(0), Math.max(...all).toFixed(0), name === 'chancery' ? '' : `${(rates.chancery / rates[name]).toFixed(2)}×${rates.chancery < rates[name] ? ' (it wins)' : ''}`]);
  return [{
    title: `read all ${count} events`,
    head: ['store', 'events/s', 'min', 'max', 'chancery is'],
    rows: rows.sort((a, b) => Number(b[1]) - Number(a[1])),
    targets: [ratioTarget('COPY TO through the same driver', rates.chancery, rates.copy, 0.8), ratioTarget('emmett', rates.chancery, rates.emmett, 10), ratioTarget('message-db', rates.chancery, rates['message-db'], 1.3)],
  }];
}
