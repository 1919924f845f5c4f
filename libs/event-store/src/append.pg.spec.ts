import { append, appended, event, storeFixture, type StoreFixture } from '../test/store-fixture.js';
import { batchCall } from './append-batch.js';
import { canonicalEvent, leafHash } from './canonical-event.js';
import { EventIdTaken, EventTooLarge, MalformedAppend } from './errors.js';
import { prepareAppend } from './prepared-append.js';
import { uuidv7 } from './uuid-v7.js';

describe('An append', () => {
  let fixture: StoreFixture;
  beforeEach(async () => { fixture = await storeFixture(); });
  afterEach(() => fixture.drop());

  it('writes all its events at consecutive positions and gives back what a reader will see', async () => {
    const { store } = fixture;
    const outcome = appended(await store.append(append([event('story/rafah', 'StoryOpened'), event('report/1'), event('report/1')])));

    expect([outcome.first, outcome.last]).toEqual([1, 3]);
    expect(outcome.events.map((stored) => [stored.position, stored.stream, stored.streamVersion])).toEqual([[1, 'story/rafah', 1], [2, 'report/1', 1], [3, 'report/1', 2]]);
    expect(outcome.events.map((stored) => stored.append)).toEqual(Array(3).fill({ first: 1, size: 3 }));
    const read = await store.read({});
    expect(read).toEqual(outcome.events);
    expect(JSON.stringify(read.map(({ recordedBy, data }) => [recordedBy, data]))).toBe(JSON.stringify(outcome.events.map(({ recordedBy, data }) => [recordedBy, data])));
    expect(outcome.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  it('stores all of 20 parallel appends that expect nothing, at contiguous versions', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => fixture.store.append(append([event('report/1')]))));

    expect(outcomes.map((outcome) => appended(outcome).events[0]!.streamVersion).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it.each([['one store', 1], ['four stores', 4]])('stores exactly one of 20 parallel appends that expect the same version (%s)', async (_, count) => {
    const stores = Array.from({ length: count }, () => fixture.another());
    const outcomes = await Promise.all(Array.from({ length: 20 }, (__, i) =>
      stores[i % count]!.append(append([event('report/1')], { expected: [{ stream: 'report/1', version: 0 }] }))));

    expect(outcomes.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
    const conflicts = outcomes.filter(({ kind }) => kind === 'conflict');
    expect(conflicts).toEqual(Array(19).fill({ kind: 'conflict', streams: [{ stream: 'report/1', expected: 0, actual: 1 }], guards: [] }));
  });

  it('is refused with all streams that do not stand as expected at once', async () => {
    const { store } = fixture;
    await store.append(append([event('report/1'), event('report/1'), event('report/2')]));

    const outcome = await store.append(append([event('report/1')], {
      expected: [
        { stream: 'report/1', version: 'none' }, { stream: 'report/9', version: 'exists' }, { stream: 'report/2', version: 7 },
        { stream: 'report/1', version: 2 }, { stream: 'report/2', version: 'exists' }, { stream: 'report/8', version: 'none' }, { stream: 'report/7', version: 'any' },
      ],
    }));

    expect(outcome).toEqual({
      kind: 'conflict', guards: [],
      streams: [
        { stream: 'report/1', expected: 'none', actual: 2 }, { stream: 'report/9', expected: 'exists', actual: 0 }, { stream: 'report/2', expected: 7, actual: 1 },
      ],
    });
    expect((await store.head()).position).toBe(3);
  });

  it('settles expected versions between the appends of one batch', async () => {
    const { store } = fixture;
    const next = (version: number) => store.append(append([event('report/1')], { expected: [{ stream: 'report/1', version }] }));

    const outcomes = await Promise.all([next(0), next(1), next(1), next(2)]); // The third repeats the second's version.

    expect(outcomes.map(({ kind }) => kind)).toEqual(['appended', 'appended', 'conflict', 'appended']);
    expect(store.status().appender.batches).toBe(1);
  });

  it('raises its guards, and a guard lets exactly one of many through', async () => {
    const { store } = fixture;
    const claim = (version: number) => append([event('report/1')], { guards: [{ name: 'url/rafah/a', version }, { name: 'text/rafah/b', version: 0 }] });

    const outcomes = await Promise.all([store.append(claim(0)), store.append(claim(0)), fixture.another().append(claim(0))]);

    expect(outcomes.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
    expect(outcomes.find(({ kind }) => kind === 'conflict')).toEqual({
      kind: 'conflict', streams: [], guards: [{ name: 'url/rafah/a', expected: 0, actual: 1 }, { name: 'text/rafah/b', expected: 0, actual: 1 }],
    });
    expect(await store.guardVersions(['url/rafah/a', 'never/used'])).toEqual(new Map([['url/rafah/a', 1], ['never/used', 0]]));
  });

  it('raises its guards also when its neighbours in the batch are refused', async () => {
    const { store } = fixture;
    const claim = (name: string, version: number) => store.append(append([event('report/1')], { guards: [{ name, version }] }));

    const outcomes = await Promise.all([claim('a', 7), claim('b', 0), claim('c', 3), claim('d', 0), claim('d', 1)]);

    expect(outcomes.map(({ kind }) => kind)).toEqual(['conflict', 'appended', 'conflict', 'appended', 'appended']);
    expect([...(await store.guardVersions(['a', 'b', 'c', 'd'])).values()]).toEqual([0, 1, 0, 2]);
  });

  it('that is refused takes its own events away and nobody else\'s', async () => {
    const { store } = fixture;
    const write = (text: string, version: number) => store.append(append([event(`report/${text}`, 'NoteAdded', { text }), event(`report/${text}`, 'NoteAdded', { text: `${text}!` })], { expected: [{ stream: 'report/x', version }] }));

    const outcomes = await Promise.all([write('a', 0), write('b', 5), write('c', 0)]);

    expect(outcomes.map(({ kind }) => kind)).toEqual(['appended', 'conflict', 'appended']);
    expect((await store.read({})).map(({ stream, streamVersion, data }) => [stream, streamVersion, (data as { text: string }).text])).toEqual([
      ['report/a', 1, 'a'], ['report/a', 2, 'a!'], ['report/c', 1, 'c'], ['report/c', 2, 'c!'],
    ]);
  });

  it.each([1, 2])('is refused in a transaction that could not see the batch before it: %d events', async (events) => {
    const client = await fixture.pool.connect();
    await client.query('begin isolation level repeatable read');
    const { text, values } = batchCall([prepareAppend(append(Array.from({ length: events }, () => event('report/1'))))], true);
    await expect(client.query(text, values)).rejects.toThrow('read committed');
    await client.query('rollback');
    client.release();
  });

  it('that is refused leaves the others of its batch alone, also when its content is at fault', async () => {
    const { store } = fixture;
    const eventId = uuidv7();
    const good = (stream: string) => store.append(append([event(stream)]));
    await store.append(append([{ ...event('report/0'), eventId }]));

    const outcomes = await Promise.allSettled([
      good('report/1'),
      store.append(append([event('report/2')], { expected: [{ stream: 'report/2', version: 'exists' }] })),
      store.append(append([{ ...event('report/3'), eventId }])),
      good('report/4'),
    ]);

    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.kind : (outcome.reason as Error).name))).toEqual(['appended', 'conflict', 'EventIdTaken', 'appended']);
    expect((await store.read({})).map(({ stream }) => stream)).toEqual(['report/0', 'report/1', 'report/4']);
    await expect(store.append(append([{ ...event('report/3'), eventId }]))).rejects.toThrow(EventIdTaken);
  });

  it('carries the leaf hash of its canonical event, computed where the position is drawn', async () => {
    const { store } = fixture;
    const data = { z: 1, a: 'quote " backslash \\ tab \t bell \u0007 line\u2028 zero \u0000 é 😀', '€': [1e21, 1.5e-7, -0, 0.1], nested: { b: null, a: [] } };
    const { events } = appended(await store.append(append(
      [event('report/é "1"\n', 'ClaimReported', data), event('actor/usa', 'ActorRegistered', {}, null)],
      { recordedBy: { id: 'k1', name: 'Ann "the editor"', kind: 'key' }, correlationId: 'c\\1', causationId: 'cause "0"' },
    )));

    for (const stored of events) expect(stored.leafHash).toBe(leafHash(canonicalEvent(stored)));
    expect(await store.read({})).toEqual(events);
    expect(events[0]!.dataText).toBe('{"a":"quote \\" backslash \\\\ tab \\t bell \\u0007 line\u2028 zero \\u0000 é 😀","nested":{"a":[],"b":null},"z":1,"€":[1e+21,1.5e-7,0,0.1]}');
  });

  it('of exactly 65,535 canonical bytes is stored, one byte more is refused before anything is written', async () => {
    const { store } = fixture;
    const filled = (text: string) => append([event('report/1', 'ReportFiled', { text })]);
    const [empty] = appended(await store.append(filled(''))).events;
    const room = 65_535 - Buffer.byteLength(canonicalEvent(empty!));

    const full = appended(await store.append(filled('x'.repeat(room))));
    expect(Buffer.byteLength(canonicalEvent(full.events[0]!))).toBe(65_535);
    await expect(store.append(filled('x'.repeat(room + 1)))).rejects.toThrow(EventTooLarge);
    await expect(store.append(filled('é'.repeat(room)))).rejects.toThrow(EventTooLarge);
    expect((await store.head()).position).toBe(2);
  });

  it.each([
    ['no event', append([])],
    ['a number JSON does not have', append([event('a', 'T', { n: Number.NaN })])],
    ['half a surrogate pair', append([event('a', 'T', { s: '\ud800' })])],
    ['undefined in an array', append([event('a', 'T', { s: [undefined] })])],
    ['a zero character in a name', append([event('a\0')])],
    ['an id that is no UUID', append([{ ...event('a'), eventId: 'x' }])],
    ['a negative version', append([event('a')], { expected: [{ stream: 'a', version: -1 }] })],
  ])('with %s is a mistake of the caller, not an outcome', async (_, malformed) => {
    await expect(fixture.store.append(malformed)).rejects.toThrow(MalformedAppend);
  });
});
