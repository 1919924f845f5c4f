import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { filter, firstValueFrom, lastValueFrom, mergeMap, take, toArray } from 'rxjs';
import { append, appended, event, storeFixture, type StoreFixture } from '../test/store-fixture.js';
import type { StoredEvent } from './event.js';
import type { EventStore } from './event-store.js';
import type { FollowItem, FollowQuery } from './follow.js';

const events = (store: EventStore, query: FollowQuery, count: number): Promise<StoredEvent[]> =>
  lastValueFrom(store.follow(query).pipe(mergeMap((item) => (item.kind === 'events' ? item.events : [])), take(count), toArray()));

const positions = async (store: EventStore, query: FollowQuery, count: number): Promise<number[]> => (await events(store, query, count)).map(({ position }) => position);

describe('A follower', () => {
  let fixture: StoreFixture;
  beforeEach(async () => { fixture = await storeFixture(); });
  afterEach(() => fixture.drop());

  const write = async (store: EventStore, count: number, story = 'rafah'): Promise<void> => {
    for (let i = 0; i < count; i++) appended(await store.append(append([event(`report/${story}${i}`, 'NoteAdded', { i }, story)])));
  };

  it('gets what is there, then what comes, from this process and from others', async () => {
    await write(fixture.store, 3);
    const seen = positions(fixture.store, { after: 1, batchSize: 1 }, 6);
    await sleep(50);
    await write(fixture.another(), 2, 'other');
    await write(fixture.store, 2, 'third');

    expect(await seen).toEqual([2, 3, 4, 5, 6, 7]);
  });

  it('hears of an append at once, of this process and of others, without waiting for a poll', async () => {
    const store = fixture.another({ pollIntervalMs: 20_000 });
    const [first, second] = [positions(store, { after: 0 }, 1), positions(store, { after: 0 }, 2)];
    while (!store.status().follower.listening) await sleep(5);
    await sleep(50);
    const start = performance.now();
    await write(fixture.store, 1);
    expect(await first).toEqual([1]); // By NOTIFY: nothing else tells this store of the other one.
    await write(store, 1);
    expect(await second).toEqual([1, 2]);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('is told how far the log was examined when nothing matches', async () => {
    const { store } = fixture;
    await write(store, 5, 'rafah');
    await write(store, 1, 'cuba');
    await write(store, 4, 'rafah');

    const items = await lastValueFrom(store.follow({ after: 0, story: 'cuba', batchSize: 2 }).pipe(take(2), toArray()));
    expect(items).toEqual([{ kind: 'events', events: [expect.objectContaining({ position: 6 })] }, { kind: 'caught-up', position: 10 }]);

    const later = firstValueFrom(store.follow({ after: 10, story: 'cuba' }).pipe(filter((item) => item.kind !== 'events' && item.position > 10)));
    await sleep(50);
    await write(store, 1, 'more');
    expect(await later).toEqual({ kind: 'caught-up', position: 11 });
  });

  it.each<[string, Partial<FollowQuery>, number[]]>([
    ['story', { story: 'b' }, [2, 5]],
    ['stories', { story: ['a', 'c'] }, [1, 3, 4, 6]],
    ['type', { types: ['NoteAdded'] }, [1, 2, 3, 4, 5, 6]],
    ['stream and story', { streams: ['report/a0', 'report/b0'], story: ['b', 'c'] }, [2, 5]],
  ])('that filters by %s gets the same from pages and live', async (_, query, expected) => {
    const { store } = fixture;
    const live = positions(store, { after: 0, ...query }, expected.length);
    await sleep(50);
    for (const story of ['a', 'b', 'c', 'a', 'b', 'c']) await write(store, 1, story);

    expect(await live).toEqual(expected);
    expect(await positions(fixture.another(), { after: 0, ...query }, expected.length)).toEqual(expected);
    expect((await store.read({ ...query })).map(({ position }) => position)).toEqual(expected);
  });

  it('that is slow delays only itself and holds no queue', async () => {
    const { store } = fixture;
    const slow: number[] = [];
    let handling = 0;
    let most = 0;
    const subscription = store.follow({
      after: 0, batchSize: 10,
      pace: async (item: FollowItem) => {
        if (item.kind === 'events') slow.push(...item.events.map(({ position }) => position));
        most = Math.max(most, ++handling);
        await sleep(30);
        handling--;
      },
    }).subscribe();
    const quick = positions(store, { after: 0 }, 300);
    await Promise.all(Array.from({ length: 300 }, (_, i) => store.append(append([event(`report/${i}`)]))));

    expect(await quick).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    expect(slow.length).toBeLessThan(300);
    while (slow.length < 300) await sleep(20);
    subscription.unsubscribe();
    expect(slow).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    expect(most).toBe(1);
  });

  it('goes on after its connections and the listener\'s were cut, and says so meanwhile', async () => {
    const { store } = fixture;
    const seen = positions(store, { after: 0 }, 40);
    await write(store, 10, 'a');
    const writer = fixture.another();
    const admin = new pg.Client({ connectionString: fixture.database.ownerUrl });
    await admin.connect();
    for (const story of ['b', 'c', 'd']) {
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
      await sleep(20);
      await write(writer, 10, story);
    }
    await admin.end();

    expect(await seen).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    const waiting = store.follow({ after: 40 }).subscribe();
    while (!store.status().follower.listening) await sleep(10);
    expect(store.status().follower).toMatchObject({ listening: true, failures: 0, lastError: null, followers: 1 });
    waiting.unsubscribe();
    while (store.status().follower.followers > 0) await sleep(5);
    expect(store.status().follower).toMatchObject({ listening: false, followers: 0 });
  });

  it('ends when the store closes', async () => {
    const store = fixture.another();
    const items: FollowItem[] = [];
    const ended = new Promise<void>((resolve) => { store.follow({ after: 0 }).subscribe({ next: (item) => items.push(item), complete: resolve }); });
    while (items.length === 0) await sleep(5);
    await store.close();
    await ended;
    expect(items).toEqual([{ kind: 'caught-up', position: 0 }]);
  });
});
