import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { append, appended, event, storeFixture, type StoreFixture } from '../test/store-fixture.js';
import { manyEvents } from '../test/many-events.js';
import { canonicalEvent, leafHash } from './canonical-event.js';
import type { StoredEvent } from './event.js';

const positions = (events: readonly StoredEvent[]): number[] => events.map(({ position }) => position);

describe('A reader', () => {
  let fixture: StoreFixture;
  beforeEach(async () => { fixture = await storeFixture(); });
  afterEach(() => fixture.drop());

  it('selects by range, story, type, stream and time, in either order', async () => {
    const { store } = fixture;
    const first = appended(await store.append(append([event('story/a', 'StoryOpened', {}, 'a'), event('report/1', 'ReportFiled', {}, 'a'), event('actor/x', 'ActorRegistered', {}, null)])));
    await new Promise((resolve) => setTimeout(resolve, 2));
    const second = appended(await store.append(append([event('report/2', 'ReportFiled', {}, 'b'), event('report/1', 'ClaimReported', {}, 'a'), event('report/2', 'ClaimReported', {}, 'b')])));

    const cases: [Parameters<typeof store.read>[0], number[]][] = [
      [{}, [1, 2, 3, 4, 5, 6]],
      [{ from: 2, to: 5 }, [2, 3, 4, 5]],
      [{ order: 'desc', limit: 2 }, [6, 5]],
      [{ story: 'a' }, [1, 2, 5]],
      [{ story: ['a', 'b'], types: ['ReportFiled'] }, [2, 4]],
      [{ types: ['ReportFiled', 'StoryOpened'], from: 2 }, [2, 4]],
      [{ streams: ['report/1', 'actor/x'] }, [2, 3, 5]],
      [{ streams: ['report/1'], story: 'b' }, []],
      [{ recordedFrom: second.recordedAt }, [4, 5, 6]],
      [{ recordedFrom: first.recordedAt }, [1, 2, 3, 4, 5, 6]],
    ];
    for (const [query, expected] of cases) expect([query, positions(await store.read(query))]).toEqual([query, expected]);
    expect(positions(await store.readStream('report/2'))).toEqual([4, 6]);
    expect(positions(await store.readStream('report/2', { fromVersion: 2 }))).toEqual([6]);
    expect(positions(await store.readStream('report/2', { order: 'desc', limit: 1 }))).toEqual([6]);
    expect([await store.streamVersion('report/1'), await store.streamVersion('report/9')]).toEqual([2, 0]);
    expect(await store.head()).toEqual({ position: 6, recordedAt: second.recordedAt });
  });

  it('gets every page once, in either order, while others append, up to the head at its start', async () => {
    const { store } = fixture;
    for (let i = 0; i < 25; i++) await store.append(append([event('report/1')]));
    const pages: number[][] = [];
    for await (const page of store.iterate({}, { batchSize: 10 })) {
      pages.push(positions(page));
      await store.append(append([event('report/2')]));
    }
    expect(pages.map((page) => page.length)).toEqual([10, 10, 5]);
    expect(pages.flat()).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
    const down: number[] = [];
    for await (const page of store.iterate({ order: 'desc', from: 3, to: 12 }, { batchSize: 4 })) down.push(...positions(page));
    expect(down).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  });

  it('goes through a long log in constant memory', async () => {
    await manyEvents(fixture.database.ownerUrl, 120_000);
    // As objects 120,000 events take well over 100 MB. The engine may keep little garbage here, so that what grows is what is held:
    // a reader that holds the log ends with "out of memory".
    const child = fork(fileURLToPath(new URL('../test/memory-process.js', import.meta.url)), [fixture.database.appUrl], { execArgv: ['--max-semi-space-size=2', '--max-old-space-size=80'] });
    const [result] = (await once(child, 'message')) as [{ seen: number; followed: number; grownMb: number }];
    await once(child, 'exit');

    expect(result).toMatchObject({ seen: 120_000, followed: 120_000 });
    expect(result.grownMb).toBeLessThan(50);
  }, 30_000);

  it('finds the same order, hashes and place to resume after a logical export and import into a fresh cluster', async () => {
    const { store } = fixture;
    for (let i = 0; i < 20; i++) await store.append(append([event(`report/${i % 3}`, 'NoteAdded', { i, n: 0.1 + i, text: 'é"\\\u0001' })], { idempotency: { key: `k${i}`, requestHash: 'h', outcome: null }, guards: [{ name: `g${i}`, version: 0 }] }));
    const before = await store.read({});

    const restored = await storeFixture();
    const from = new pg.Client({ connectionString: fixture.database.ownerUrl });
    const to = new pg.Client({ connectionString: restored.database.ownerUrl });
    await Promise.all([from.connect(), to.connect()]);
    for (const table of ['log.event', 'log.guard', 'log.append_key']) {
      // What pg_dump and pg_restore do: rows as text, in no promised order, under new transaction ids.
      const { rows } = await from.query<{ row: string }>(`select t::text as row from ${table} t order by random()`);
      for (const { row } of rows) await to.query(`insert into ${table} select ($1::${table}).*`, [row]);
    }
    await Promise.all([from.end(), to.end()]);

    expect(await restored.store.read({})).toEqual(before);
    for (const stored of await restored.store.read({})) expect(stored.leafHash).toBe(leafHash(canonicalEvent(stored)));
    const resumed: number[] = [];
    const following = restored.store.follow({ after: 17 }).subscribe((item) => { if (item.kind === 'events') resumed.push(...positions(item.events)); });
    expect((await restored.store.append(append([event('report/0')], { idempotency: { key: 'k3', requestHash: 'h', outcome: null } }))).kind).toBe('replayed');
    expect((await restored.store.append(append([event('report/0')], { guards: [{ name: 'g3', version: 0 }] }))).kind).toBe('conflict');
    const next = appended(await restored.store.append(append([event('report/0')], { expected: [{ stream: 'report/0', version: 7 }] })));
    expect([next.first, next.events[0]!.streamVersion]).toEqual([21, 8]);
    while (resumed.length < 4) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(resumed).toEqual([18, 19, 20, 21]);
    following.unsubscribe();
    await restored.drop();
  });
});

describe('An empty log', () => {
  it('has head 0, no events and no times', async () => {
    const fixture = await storeFixture();
    expect(await fixture.store.head()).toEqual({ position: 0, recordedAt: null });
    expect(await fixture.store.positionAt('2999-01-01T00:00:00Z')).toBe(0);
    expect(await fixture.store.read({})).toEqual([]);
    for await (const page of fixture.store.iterate({})) throw new Error(`A page of ${page.length}`);
    await fixture.drop();
  });
});
