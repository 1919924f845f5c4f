import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { tortureCluster } from './cluster.mjs';

/**
 * 4 processes with 8 writers and 2 followers each, while a write transaction stays open in another database, one in this, a
 * prepared transaction dangles in both, and connections are cut. Every follower must see every position once, in order.
 * Then a bug is planted: a log whose positions come from a sequence, followed the same way, must be found skipping.
 */
export const name = 'race';

export async function run({ minutes = 1, tell = () => undefined } = {}) {
  const cluster = await tortureCluster({ max_prepared_transactions: '8' });
  const held = [];
  const children = [];
  try {
    for (const database of ['postgres', 'torture']) {
      for (const prepared of [false, true]) {
        const client = new pg.Client({ connectionString: cluster.url(database) });
        client.on('error', () => undefined);
        await client.connect();
        await client.query(`create table public.held_${prepared} (n int); begin; insert into public.held_${prepared} values (1)`);
        if (prepared) await client.query(`prepare transaction 'dangling_${database}'`);
        held.push(client);
      }
    }
    children.push(...await Promise.all(Array.from({ length: 4 }, (_, i) => racer(cluster.appUrl, `p${i}`))));
    const until = Date.now() + minutes * 60_000;
    let cuts = 0;
    while (Date.now() < until) {
      await pause(500);
      await cluster.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'torture' and usename = 'chancery_app'");
      if (++cuts % 20 === 0) tell(`${cuts} cuts of all connections`);
    }
    const written = (await Promise.all(children.map((child) => child.ask('stop')))).reduce((sum, { acknowledged }) => sum + acknowledged, 0);
    const [{ head, events }] = await cluster.query('select coalesce(max(position), 0)::int as head, count(*)::int as events from log.event');
    const followers = (await Promise.all(children.map((child) => child.ask('settle', { head })))).flat();
    const missed = followers.reduce((sum, { seen }) => sum + (head - seen), 0);
    const violations = followers.reduce((sum, follower) => sum + follower.violations, 0);
    const planted = await bySequence(cluster);
    return {
      passed: missed === 0 && violations === 0 && head === events && written === events && planted > 0 && events > 0,
      figures: { events, acknowledged: written, gaps: head - events, followers: followers.length, missed, orderViolations: violations, cutsOfAllConnections: cuts, plantedBugMissed: planted },
    };
  } finally {
    for (const child of children) child.kill();
    for (const client of held) await client.end().catch(() => undefined);
    for (const database of ['postgres', 'torture']) await cluster.query(`rollback prepared 'dangling_${database}'`, [], database).catch(() => undefined);
    await cluster.remove();
  }
}

async function racer(appUrl, label) {
  const child = fork(fileURLToPath(new URL('./race-process.mjs', import.meta.url)), [appUrl, label], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await once(child, 'message');
  return {
    async ask(order, rest = {}) {
      child.send({ order, ...rest });
      return (await once(child, 'message'))[0];
    },
    kill: () => child.kill('SIGKILL'),
  };
}

/** The usual way: a sequence, and a follower that asks for what is greater than the last it saw. */
async function bySequence(cluster) {
  await cluster.query('create table public.naive (position bigserial primary key, n int)');
  const client = async () => {
    const made = new pg.Client({ connectionString: cluster.url('torture') });
    await made.connect();
    return made;
  };
  const writers = await Promise.all(Array.from({ length: 8 }, client));
  const reader = await client();
  let writing = true;
  const seen = new Set();
  let last = 0;
  const reading = (async () => {
    const look = async () => {
      for (const { position } of (await reader.query('select position from public.naive where position > $1 order by position', [last])).rows) {
        seen.add(position);
        last = Number(position);
      }
    };
    while (writing) await look();
    await look();
  })();
  await Promise.all(writers.map(async (writer) => {
    for (let i = 0; i < 100; i++) {
      await writer.query('begin');
      await writer.query('insert into public.naive (n) values ($1)', [i]);
      await pause(Math.random() * 4);
      await writer.query('commit');
    }
  }));
  writing = false;
  await reading;
  for (const each of [...writers, reader]) await each.end();
  return 800 - seen.size;
}
