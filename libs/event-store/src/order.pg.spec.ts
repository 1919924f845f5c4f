import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { storeProcess } from '../test/child.js';
import { append, appended, event, storeFixture, type StoreFixture } from '../test/store-fixture.js';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

describe('The order of the log', () => {
  let fixture: StoreFixture;
  let owner: InstanceType<typeof pg.Client>;
  beforeEach(async () => {
    fixture = await storeFixture();
    owner = new pg.Client({ connectionString: fixture.database.ownerUrl });
    await owner.connect();
  });
  afterEach(async () => {
    await owner.end();
    await fixture.drop();
  });

  const one = async <T>(text: string): Promise<T> => (await owner.query<{ value: T }>(`select (${text}) as value`)).rows[0]!.value;
  const cutOthers = () => owner.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like '%log.append%'");

  it('has no gap after successes, conflicts, killed connections and rolled-back transactions', async () => {
    const { store } = fixture;
    let kinds: string[] = [];
    let writing = true;
    const cutting = (async () => {
      while (writing) {
        await sleep(3);
        await cutOthers();
        await owner.query('begin');
        await owner.query("select log.append_one('report/x', 'T', null, 1::smallint, gen_random_uuid(), '{}', 'c', null, '{}', true)");
        await owner.query('rollback');
      }
    })();
    for (let round = 0; round < 25 || !kinds.includes('unknown'); round++) {
      const outcomes = await Promise.all(Array.from({ length: 12 }, (_, i) =>
        store.append(append([event(`report/${i % 3}`), event(`report/${round}`)], i % 2 === 0 ? {} : { expected: [{ stream: `report/${i % 3}`, version: round }] }))));
      kinds = kinds.concat(outcomes.map(({ kind }) => kind));
    }
    writing = false;
    await cutting;

    expect(new Set(kinds)).toEqual(new Set(['appended', 'conflict', 'unknown']));
    expect(await one<string>('select count(*) from log.event')).toBe(await one<string>('select max(position) from log.event'));
    expect(await one<string>('select count(*) from (select position - lag(position, 1, 0::bigint) over (order by position) as step, stream_version - lag(stream_version, 1, 0) over (partition by stream order by position) as version from log.event) s where step <> 1 or version <> 1')).toBe('0');
    const read = (await store.read({ limit: 10_000 })).map(({ position }) => position);
    expect(read).toEqual(upTo(read.length));
  });

  it('is kept in recordedAt, in microseconds, also when the clock steps back', async () => {
    const { store } = fixture;
    const before = appended(await store.append(append([event('report/1')])));
    // A log whose last moment lies an hour ahead is what a clock leaves that then steps back an hour.
    await owner.query(`insert into log.event select 2, recorded_at + interval '1 hour', 2, 0, 1, schema_version, gen_random_uuid(), leaf_hash, stream, type, story, correlation_id, causation_id, recorded_by, data from log.event`);
    const [ahead] = await store.readStream('report/1', { fromVersion: 2 });
    const after = appended(await store.append(append([event('report/1')])));

    expect(after.recordedAt).toBe(ahead!.recordedAt);
    expect(after.recordedAt > before.recordedAt).toBe(true);
    const times = new Set<string>();
    for (let i = 0; i < 10; i++) times.add(appended(await fixture.store.append(append([event('report/2')]))).recordedAt.slice(20, 26));
    expect(times).toEqual(new Set([ahead!.recordedAt.slice(20, 26)]));
  });

  it('finds the position of a time, 0 before the first', async () => {
    const { store } = fixture;
    const outcomes = [];
    for (let i = 0; i < 9; i++) {
      outcomes.push(appended(await store.append(append(Array.from({ length: 1 + (i % 3) }, () => event('report/1'))))));
      await sleep(2);
    }

    for (const { recordedAt, last } of outcomes) expect(await store.positionAt(recordedAt)).toBe(last);
    expect(await store.positionAt('2000-01-01T00:00:00Z')).toBe(0);
    expect(await store.positionAt('2999-01-01T00:00:00+02:00')).toBe(18); // 3 × (1 + 2 + 3)
  });

  it('is seen whole by every follower while 32 writers append in 4 processes, a write transaction stays open in another database and connections are cut', async () => {
    // What a reader by transaction ids or sequences would wait for or stumble over:
    const elsewhere = new pg.Client({ connectionString: process.env.CHANCERY_TEST_SERVER! });
    await elsewhere.connect();
    await elsewhere.query('create table if not exists held (n int)');
    await elsewhere.query('begin');
    await elsewhere.query('insert into held values (1)');

    const processes = await Promise.all(Array.from({ length: 4 }, () => storeProcess(fixture.database.appUrl)));
    const each = 40;
    const total = 4 * 8 * each;
    const early = processes.map((process) => process.ask<number[]>({ do: 'follow', after: 0, count: total }));
    const writing = processes.map((process, i) => process.ask<Record<string, number>>({ do: 'write', writers: 8, each, name: `p${i}`, retry: true }));
    await sleep(150);
    const late = processes[0]!.ask<number[]>({ do: 'follow', after: 100, count: total - 100 });
    for (let i = 0; i < 5; i++) {
      await owner.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
      await sleep(60);
    }

    await Promise.all(writing);
    for (const seen of await Promise.all(early)) expect(seen).toEqual(upTo(total));
    expect(await late).toEqual(upTo(total).slice(100));
    expect(await one<string>('select count(*) from log.event')).toBe(String(total)); // Retries of cut appends were stored once.

    await elsewhere.query('rollback');
    await elsewhere.query('drop table held');
    await elsewhere.end();
    await Promise.all(processes.map((process) => process.kill()));
  });
});
