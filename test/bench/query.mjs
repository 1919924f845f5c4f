import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { fullSize, quickSize } from '../../dist/test/generated-affairs.js';
import { generatedLog, median } from './generated-log.mjs';
import { runAlone } from './run-alone.mjs';

/** Answers over HTTP on a store of a million events, of a story of about 10,000 occurrences (QUALITY §1, query). */
export const name = 'query';
const story = 'story-0000';

const started = (module, ...args) => fork(fileURLToPath(new URL(module, import.meta.url)), args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
async function ended(child) {
  const exit = once(child, 'exit');
  child.disconnect();
  await exit;
}

export async function run({ quick = false, tell = () => undefined } = {}) {
  const world = await generatedLog(quick ? quickSize : { ...fullSize, largestStoryClaims: 16_000 }, tell);
  const children = [];
  try {
    // What builds the views holds memory that a service started later never had.
    const builder = started('./query-service.mjs', world.ownerUrl, world.appUrl, story);
    children.push(builder);
    const began = performance.now();
    await ready(builder, tell);
    tell(`views built in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    await ended(children.pop());
    const service = started('./query-service.mjs', world.ownerUrl, world.appUrl, story);
    children.push(service);
    const { base, page } = await ready(service, tell);
    await fetch(page).then((reply) => reply.arrayBuffer());
    const idle = (await used(service)).rss / 1e6;
    const twins = started('./query-twins.mjs', world.appUrl, story, page);
    children.push(twins);
    const urls = { page, ...(await ready(twins, tell)) };
    const seconds = quick ? 3 : 8;
    for (const url of Object.values(urls)) await load(url, { seconds: 1 });
    tell('a steady 50 requests a second');
    const steady = await load(page, { seconds, rate: 50 });
    const fastest = { page: [], memory: [], framework: [], typeorm: [] };
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      for (const which of Object.keys(fastest)) {
        tell(`as fast as it goes, ${which}, round ${round + 1}`);
        fastest[which].push((await load(urls[which], { seconds: quick ? 3 : 5 })).perSecond);
      }
    }
    const [asked, twin, route, plain] = ['page', 'memory', 'framework', 'typeorm'].map((which) => median(fastest[which]));
    const loaded = (await used(service)).rss / 1e6;
    tell('replay and exports');
    const replay = await drained(`${base}/replay?step=event`, 'application/x-ndjson', service);
    const exported = await drained(`${base}/timeline?versions=all`, 'application/x-ndjson', service);
    const log = await drained(`${base.replace(/\/stories\/.*/, '')}/log`, 'application/x-ndjson', service);
    tell('comparisons');
    const head = (await (await fetch(page)).json()).position;
    // Ends that no answer is kept for: the difference is worked out each time.
    const from = (share, i) => Math.floor(head * share) + i;
    const late = await timed((i) => `${base}/compare/${from(0.98, i)}...${head}?limit=50`, quick ? 3 : 15);
    const half = await timed((i) => `${base}/compare/${from(0.5, i)}...${head}?limit=50`, quick ? 3 : 7);
    const whole = await timed((i) => `${base}/compare/${i}...${head}?limit=50`, quick ? 2 : 5);
    tell('published clock');
    await used(service);
    const [first] = await timed(() => `${base}/timeline?limit=50&publishedBy=2026-06`, 1);
    const turn = (await used(service)).longestTurn;
    const [again] = await timed(() => `${base}/timeline?limit=50&publishedBy=2026-05`, 1);
    const highest = Math.max(loaded, (await used(service)).rss / 1e6, ...[replay, exported, log].map(({ most }) => most));
    const row = (measure, value, unit, target = null, met = null) => ({ measure, value: Number(value.toPrecision(4)), unit, target, met });
    return [
      row('events in the store', world.events, 'events'),
      row('timeline page of 50 at 50 requests/s, p99', steady.p99, 'ms', '≤ 25', steady.p99 <= 25),
      row('timeline page of 50, as fast as it goes', asked, 'requests/s'),
      row('the same bytes from memory by a bare node server', twin, 'requests/s'),
      row('the same bytes from memory by a route of Nest on Fastify without guards, interceptors, pipes or hooks', route, 'requests/s'),
      row('the same page through TypeORM find', plain, 'requests/s'),
      row('page : bare node server', asked / twin, 'times', '≥ 0.6', asked / twin >= 0.6),
      row('page : route of Nest on Fastify', asked / route, 'times', '≥ 0.6', asked / route >= 0.6),
      row('page : TypeORM find', asked / plain, 'times', '≥ 5', asked / plain >= 5),
      row('compare of the last fiftieth of history, p50', median(late), 'ms', '≤ 300', median(late) <= 300),
      row('compare of the second half of history, p50', median(half), 'ms'),
      row('compare of all of history, p50', median(whole), 'ms'),
      row('published clock, first page of the timeline', first, 'ms'),
      row('published clock, longest that others waited for a turn', turn, 'ms', '≤ 50', turn <= 50),
      row('published clock, a page by another day', again, 'ms'),
      row('replay by event', replay.lines / replay.seconds, 'frames/s', '≥ 20000', replay.lines / replay.seconds >= 20_000),
      row('replay, memory grown', replay.grown, 'MB', '≤ 50', replay.grown <= 50),
      row('export of every timeline version', exported.lines / exported.seconds, 'rows/s'),
      row('export of every timeline version, memory grown', exported.grown, 'MB', '≤ 50', exported.grown <= 50),
      row('export of the whole log', log.lines / log.seconds, 'rows/s'),
      row('export of the whole log, memory grown', log.grown, 'MB', '≤ 50', log.grown <= 50),
      row('memory of the service, idle', idle, 'MB', '≤ 250', idle <= 250),
      row('memory of the service, under the load of pages', loaded, 'MB', '≤ 500', loaded <= 500),
      row('memory of the service, highest of all the above', highest, 'MB'),
    ];
  } finally {
    for (const child of children.reverse()) await ended(child).catch(() => undefined);
    await world.drop();
  }
}

/** What the service uses, and the longest turn since it was last asked. */
async function used(service) {
  service.send('used');
  for (;;) {
    const [message] = await once(service, 'message');
    if (message.rss) return message;
  }
}

async function ready(service, tell) {
  for (;;) {
    const [message] = await once(service, 'message');
    if (message.ready) return message.ready;
    tell(message.progress, true);
  }
}

async function load(url, { seconds, rate }) {
  const result = await autocannon({ url, connections: 16, duration: seconds, ...(rate === undefined ? {} : { overallRate: rate }) });
  if (result.non2xx + result.errors > 0) throw new Error(`${url}: ${result.non2xx + result.errors} requests failed`);
  return { perSecond: result['2xx'] / result.duration, p99: result.latency.p99 };
}

async function timed(urlOf, times) {
  const taken = [];
  for (let i = 0; i < times; i++) {
    const url = urlOf(i);
    const started = performance.now();
    const reply = await fetch(url);
    if (!reply.ok) throw new Error(`${url}: ${reply.status} ${await reply.text()}`);
    await reply.arrayBuffer();
    taken.push(performance.now() - started);
  }
  return taken;
}

/** Reads a stream to its end: lines, seconds, and how far the service's memory rose above where it began, in MB. */
async function drained(url, accept, service) {
  const rss = async () => (await used(service)).rss / 1e6;
  const before = await rss();
  let most = before;
  let lines = 0;
  let last = performance.now();
  const started = last;
  const reply = await fetch(url, { headers: { accept } });
  if (!reply.ok) throw new Error(`${url}: ${reply.status} ${await reply.text()}`);
  for await (const chunk of reply.body) {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++;
    if (performance.now() - last < 500) continue;
    last = performance.now();
    most = Math.max(most, await rss());
  }
  return { lines, seconds: (performance.now() - started) / 1000, grown: most - before, most };
}

await runAlone(import.meta, name, run);
