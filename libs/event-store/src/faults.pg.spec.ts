import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createPool, type Pool } from '#libs/database';
import { append, appended, event, storeFixture, type StoreFixture } from '../test/store-fixture.js';
import { wireTo, type Wire } from '../test/wire.js';
import { EventStore, type EventStoreOptions } from './event-store.js';
import type { AppendOutcome } from './event.js';

/** The outcome and how long it took; a hang would show as a time far over the limits the case sets. */
async function timed(work: Promise<AppendOutcome>): Promise<{ kind: AppendOutcome['kind']; ms: number; cause?: string }> {
  const start = performance.now();
  const outcome = await work;
  return { kind: outcome.kind, ms: performance.now() - start, ...('cause' in outcome ? { cause: outcome.cause.message } : {}) };
}

describe('An append answers with a typed outcome, and the next one works,', () => {
  let fixture: StoreFixture;
  let wire: Wire;
  let pool: Pool;
  let store: EventStore;
  let owner: InstanceType<typeof pg.Client>;
  const quick: EventStoreOptions = { connectTimeoutMs: 400, replyTimeoutMs: 400 };

  beforeEach(async () => {
    fixture = await storeFixture();
    wire = await wireTo(fixture.database.appUrl);
    pool = createPool({ appUrl: wire.url }, { max: 2 });
    store = new EventStore(pool, quick);
    owner = new pg.Client({ connectionString: fixture.database.ownerUrl });
    await owner.connect();
    appended(await store.append(append([event('report/0')])));
  });
  afterEach(async () => {
    wire.set({});
    await store.close();
    await owner.end();
    await wire.close();
    await pool.end().catch(() => undefined);
    await fixture.drop();
  });

  const one = (): Promise<AppendOutcome> => store.append(append([event('report/1')]));
  const worksAgain = async (): Promise<void> => {
    appended(await one());
    const events = await fixture.store.read({});
    expect(events.map(({ position }) => position)).toEqual(events.map((_, i) => i + 1));
  };

  it('when the pool is exhausted: appended, on a connection that no reader can take', async () => {
    const held = [await pool.connect(), await pool.connect()];
    expect((await timed(one())).kind).toBe('appended');
    for (const client of held) client.release();
    await worksAgain();
  });

  it('when the server has no connection left: unavailable', async () => {
    const inDatabase = `alter database ${new URL(fixture.database.ownerUrl.replace('@/', '@localhost/')).pathname.slice(1)}`;
    await owner.query(`${inDatabase} connection limit 0`);
    wire.cut();
    await sleep(10);
    expect(await timed(one())).toMatchObject({ kind: 'unavailable', cause: expect.stringContaining('too many connections') });
    await owner.query(`${inDatabase} connection limit -1`);
    await worksAgain();
    expect((await fixture.store.head()).position).toBe(2);
  });

  it('when the server cannot be reached: unavailable, for all that wait, in time', async () => {
    wire.set({ refuse: true });
    wire.cut();
    await sleep(10);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => timed(one())));
    for (const { kind, ms } of outcomes) {
      expect(kind).toBe('unavailable');
      expect(ms).toBeLessThan(2_000);
    }
    wire.set({});
    await worksAgain();
    expect((await fixture.store.head()).position).toBe(2);
  });

  it('when the connection breaks before the request arrives: unknown, and nothing was stored', async () => {
    wire.set({ requests: 'cut' });
    expect((await timed(one())).kind).toBe('unknown');
    wire.set({});
    await worksAgain();
    expect((await fixture.store.head()).position).toBe(2);
  });

  it('when the network swallows requests: unknown, after the reply time and not later', async () => {
    wire.set({ requests: 'hole' });
    const outcome = await timed(one());
    expect(outcome.kind).toBe('unknown');
    expect(outcome.ms).toBeLessThan(1_500);
    wire.set({});
    await worksAgain();
  });

  it('when a request is cut in the middle at any byte: unknown, and never half an append', async () => {
    for (let bytes = 1; bytes < 1_200; bytes += 97) {
      wire.set({ cutAfterBytes: bytes });
      const outcome = await store.append(append([event('report/1'), event('report/2')]));
      expect(['unknown', 'unavailable']).toContain(outcome.kind);
      wire.set({});
    }
    expect((await fixture.store.head()).position).toBe(1);
    await worksAgain();
  });

  it('when somebody holds the log locked: unavailable', async () => {
    const patient = new EventStore(pool, { replyTimeoutMs: 20_000 });
    await owner.query("alter function log.append_one set lock_timeout = '200ms'");
    await owner.query('begin');
    await owner.query('lock table log.writer in share update exclusive mode');
    expect(await timed(patient.append(append([event('report/1')])))).toMatchObject({ kind: 'unavailable', cause: expect.stringContaining('lock timeout') });
    await owner.query('rollback');
    await worksAgain();
    await patient.close();
  });

  it('when the statement times out: unavailable', async () => {
    const inDatabase = `alter role chancery_app in database ${new URL(fixture.database.ownerUrl.replace('@/', '@localhost/')).pathname.slice(1)}`;
    await owner.query(`${inDatabase} set statement_timeout = '150ms'`);
    wire.cut();
    await sleep(10);
    await owner.query('begin');
    await owner.query('lock table log.writer in share update exclusive mode');
    const outcome = await timed(one());
    await owner.query('rollback');
    await owner.query(`${inDatabase} reset statement_timeout`);
    wire.cut();
    await sleep(10);
    expect(outcome).toMatchObject({ kind: 'unavailable', cause: expect.stringContaining('statement timeout') });
    await worksAgain();
  });

  it.each([
    ['the disk is full', '53100', 'unavailable'],
    ['the memory is full', '53200', 'unavailable'],
    ['the server shuts down after the commit was begun', '57P01', 'unknown'],
    ['the server lost track', 'XX000', 'unknown'],
  ])('when %s (%s): %s', async (_, code, kind) => {
    // The error comes from where a full disk would raise it: inside the insert.
    await owner.query(`create function public.fail() returns trigger language plpgsql as $$ begin raise exception 'as if' using errcode = '${code}'; end $$`);
    await owner.query('create trigger fail before insert on log.event for each row execute function public.fail()');
    expect((await timed(one())).kind).toBe(kind);
    await owner.query('drop trigger fail on log.event');
    await worksAgain();
    expect((await fixture.store.head()).position).toBe(2);
  });

  it('when too many wait already: unavailable at once', async () => {
    const narrow = new EventStore(pool, { ...quick, waitingAppends: 5 });
    const outcomes = await Promise.all(Array.from({ length: 7 }, () => narrow.append(append([event('report/1')]))));
    expect(outcomes.map(({ kind }) => kind)).toEqual([...Array<string>(5).fill('appended'), 'unavailable', 'unavailable']);
    await narrow.close();
    await worksAgain();
  });

  it('when the store is closed: unavailable, after what was waiting was written', async () => {
    const closing = new EventStore(pool, quick);
    const waiting = closing.append(append([event('report/1')]));
    await closing.close();
    expect((await waiting).kind).toBe('appended');
    expect((await closing.append(append([event('report/1')]))).kind).toBe('unavailable');
  });
});

describe('A reader', () => {
  it('is told when no reply comes, and a follower goes on by itself when replies come again', async () => {
    const fixture = await storeFixture();
    const wire = await wireTo(fixture.database.appUrl);
    const pool = createPool({ appUrl: wire.url });
    const store = new EventStore(pool, { readTimeoutMs: 300, connectTimeoutMs: 300, pollIntervalMs: 50 });
    const seen: number[] = [];
    const following = store.follow({ after: 0 }).subscribe((item) => { if (item.kind === 'events') seen.push(...item.events.map(({ position }) => position)); });
    await sleep(100);

    wire.set({ replies: 'hole' });
    await expect(store.read({})).rejects.toThrow('No reply');
    for (let i = 0; i < 3; i++) await fixture.store.append(append([event('report/1')]));
    await sleep(300);
    expect(seen).toEqual([]);
    wire.set({ refuse: true });
    wire.cut();
    await sleep(300);
    expect(store.status().follower.lastError).not.toBeNull();
    wire.set({});
    for (let i = 0; i < 100 && seen.length < 3; i++) await sleep(50);
    expect(seen).toEqual([1, 2, 3]);

    following.unsubscribe();
    await store.close();
    await wire.close();
    await pool.end().catch(() => undefined);
    await fixture.drop();
  });
});
