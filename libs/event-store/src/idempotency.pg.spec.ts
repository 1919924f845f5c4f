import pg from 'pg';
import { createPool } from '#libs/database';
import { storeProcess } from '../test/child.js';
import { append, appended, event, storeFixture, type StoreFixture } from '../test/store-fixture.js';
import { wireTo } from '../test/wire.js';
import type { AppendOutcome } from './event.js';
import { EventStore } from './event-store.js';

const keyed = (key: string, requestHash = 'h1', outcome: string | null = '{"receipt":1}', stream = 'report/1') =>
  append([event(stream), event(stream)], { idempotency: { key, requestHash, outcome } });

describe('The same request twice', () => {
  let fixture: StoreFixture;
  beforeEach(async () => { fixture = await storeFixture(); });
  afterEach(() => fixture.drop());

  it('gets the first result again, with whatever was kept with it', async () => {
    const { store } = fixture;
    const outcome = 'a "quoted" \\ text, {braces}, NULL and é\nnewline';
    appended(await store.append(append([event('other/1')])));
    appended(await store.append(keyed('k1', 'h1', outcome)));

    expect(await store.append(keyed('k1', 'h1', 'another outcome'))).toEqual({ kind: 'replayed', first: 2, last: 3, outcome });
    expect(await store.idempotent('k1')).toEqual({ requestHash: 'h1', first: 2, last: 3, outcome });
    expect(await store.idempotent('k2')).toBeNull();
    expect((await store.head()).position).toBe(3);
  });

  it('is refused when the content under the key differs, and nothing is stored', async () => {
    const { store } = fixture;
    await store.append(keyed('k1'));

    expect(await store.append(keyed('k1', 'h2'))).toEqual({ kind: 'key-reused' });
    expect((await store.head()).position).toBe(2);
  });

  it('is stored once when many come at once, in one batch and from many processes', async () => {
    const { store } = fixture;
    const others = await Promise.all([storeProcess(fixture.database.appUrl), storeProcess(fixture.database.appUrl)]);
    const outcomes = await Promise.all([
      ...Array.from({ length: 8 }, () => store.append(keyed('k1'))),
      ...others.flatMap((other) => Array.from({ length: 4 }, () => other.ask<AppendOutcome>({ do: 'append', stream: 'report/1', key: 'k1', requestHash: 'h1', outcome: 'x' }))),
      store.append(keyed('k1', 'other content')),
    ]);

    expect(outcomes.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'replayed')).toHaveLength(15); // 16 of the same content, one of them stored
    const kept = await store.idempotent('k1');
    expect((await store.head()).position).toBe(kept!.last);

    // After the first process is gone the key still holds, in another one.
    await others[0]!.kill('SIGKILL');
    expect((await others[1]!.ask<AppendOutcome>({ do: 'append', stream: 'report/1', key: 'k1', requestHash: 'h1' })).kind).toBe('replayed');
    await others[1]!.kill();
  });

  it('is found again whatever its neighbours in the batch were: replayed, reused or refused', async () => {
    const { store } = fixture;
    await store.append(keyed('old'));
    const mixed = () => Promise.all([
      store.append(keyed('old')),
      store.append(keyed('old', 'other')),
      store.append({ ...keyed('refused'), expected: [{ stream: 'report/1', version: 'none' }] }),
      store.append(keyed('new-1')),
      store.append(keyed('new-2')),
    ]);

    expect((await mixed()).map(({ kind }) => kind)).toEqual(['replayed', 'key-reused', 'conflict', 'appended', 'appended']);
    expect((await mixed()).map(({ kind }) => kind)).toEqual(['replayed', 'key-reused', 'conflict', 'replayed', 'replayed']);
    expect((await store.head()).position).toBe(6); // old, new-1, new-2
  });

  it('is replayed even when its expectations no longer hold', async () => {
    const { store } = fixture;
    const request = { ...keyed('k1'), expected: [{ stream: 'report/1', version: 'none' as const }], guards: [{ name: 'url/1', version: 0 }] };
    await store.append(request);

    expect(await store.append(request)).toMatchObject({ kind: 'replayed', first: 1, last: 2 });
  });

  it('leaves the expectations and guards of its neighbours in the batch to them', async () => {
    const { store } = fixture;
    const old = { ...keyed('old'), expected: [{ stream: 'report/1', version: 0 }], guards: [{ name: 'g', version: 0 }] };
    await store.append(old);
    const other = (streamVersion: number, guard: number) => append([event('report/9')], { expected: [{ stream: 'report/9', version: streamVersion }], guards: [{ name: 'h', version: guard }] });

    const outcomes = await Promise.all([store.append(old), store.append(other(3, 4)), store.append(other(0, 0)), store.append(other(0, 1))]);

    expect(outcomes[1]).toEqual({ kind: 'conflict', streams: [{ stream: 'report/9', expected: 3, actual: 0 }], guards: [{ name: 'h', expected: 4, actual: 0 }] });
    expect(outcomes[3]).toEqual({ kind: 'conflict', streams: [{ stream: 'report/9', expected: 0, actual: 1 }], guards: [] });
    expect(outcomes.map(({ kind }) => kind)).toEqual(['replayed', 'conflict', 'appended', 'conflict']);
    expect(await store.guardVersions(['g', 'h'])).toEqual(new Map([['g', 1], ['h', 1]]));
  });

  it('is free to be made after a refusal: only what was stored is kept', async () => {
    const { store } = fixture;
    const request = { ...keyed('k1'), expected: [{ stream: 'report/1', version: 'exists' as const }] };
    expect((await store.append(request)).kind).toBe('conflict');
    await store.append(append([event('report/1')]));

    expect((await store.append(request)).kind).toBe('appended');
  });

  it('is a new request after seven days, and old keys are swept by those that come', async () => {
    const { store } = fixture;
    for (let i = 0; i < 6; i++) await store.append(keyed(`k${i}`));
    const owner = new pg.Client({ connectionString: fixture.database.ownerUrl });
    await owner.connect();
    await owner.query("update log.append_key set recorded_at = recorded_at - interval '7 days 1 second' where key <> 'k5'");
    await owner.query("update log.append_key set recorded_at = recorded_at + interval '500 milliseconds' where key = 'k0'"); // The last to be swept.

    expect(await store.idempotent('k0')).toBeNull();
    expect((await store.append(keyed('k0', 'other'))).kind).toBe('appended'); // Sweeps two others.
    await store.append(keyed('k6'));
    await store.append(keyed('k7'));
    expect((await owner.query('select key from log.append_key order by key')).rows.map(({ key }: { key: string }) => key)).toEqual(['k0', 'k5', 'k6', 'k7']);
    await owner.end();
  });

  it.each(['cut', 'hole'] as const)('after the reply was lost on the wire (%s) stores once', async (replies) => {
    const wire = await wireTo(fixture.database.appUrl);
    const pool = createPool({ appUrl: wire.url });
    const store = new EventStore(pool, { replyTimeoutMs: 300 });
    appended(await store.append(append([event('report/0')])));

    wire.set({ replies });
    const lost = await store.append(keyed('k1'));
    wire.set({});
    expect(lost.kind).toBe('unknown');
    expect(await store.append(keyed('k1'))).toEqual({ kind: 'replayed', first: 2, last: 3, outcome: '{"receipt":1}' });
    expect((await store.head()).position).toBe(3);

    await store.close();
    await pool.end();
    await wire.close();
  });
});
