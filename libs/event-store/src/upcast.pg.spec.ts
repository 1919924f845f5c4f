import { lastValueFrom, mergeMap, take, toArray } from 'rxjs';
import { append, event, storeFixture } from '../test/store-fixture.js';
import { canonicalJson } from './canonical-json.js';
import { UpcastRegistry, type UpcastProblem } from './upcast.js';

// Golden samples: never edited. What version 1 wrote must stay readable for ever.
const golden = {
  1: { name: 'Egypt' },
  2: { names: ['Egypt'] },
  3: { names: [{ text: 'Egypt', language: null }] },
};

const upcasts = (report?: (problem: UpcastProblem) => void): UpcastRegistry => new UpcastRegistry(report)
  .upcast('ActorRegistered', 1, (data: { name: string }) => ({ names: [data.name] }))
  .upcast('ActorRegistered', 2, (data: { names: string[] }) => ({ names: data.names.map((text) => ({ text, language: null })) }))
  .upcast('NoteAdded', 1, () => { throw new Error('broken step'); })
  .type('StoryOpened', 1);

const of = (type: string, schemaVersion: number, data: object) => ({ ...event('actor/egypt', type, data), schemaVersion });

describe('An event of an older schema version', () => {
  it.each([1, 2, 3] as const)('is read in the newest shape when asked for, from version %i', async (version) => {
    const fixture = await storeFixture({ upcasts: upcasts() });
    const { store } = fixture;
    await store.append(append([of('ActorRegistered', version, golden[version])]));

    for (const events of [await store.read({ upcast: true }), await store.readStream('actor/egypt', { upcast: true })]) {
      expect(events).toMatchObject([{ schemaVersion: 3, data: golden[3], dataText: canonicalJson(golden[version]) }]);
    }
    expect(await store.read({})).toMatchObject([{ schemaVersion: version, data: golden[version] }]);
    await fixture.drop();
  });

  it('of an unknown type or version, or whose step fails, stops nothing and is reported', async () => {
    const problems: UpcastProblem[] = [];
    const fixture = await storeFixture({ upcasts: upcasts((problem) => problems.push(problem)) });
    const { store } = fixture;
    await store.append(append([of('NeverHeardOf', 1, {}), of('ActorRegistered', 9, { future: true }), of('NoteAdded', 1, { a: 1 }), of('ActorRegistered', 0, {}), of('ActorRegistered', 1, golden[1])]));

    const seen = await lastValueFrom(store.follow({ after: 0, upcast: true }).pipe(mergeMap((item) => (item.kind === 'events' ? item.events : [])), take(5), toArray()));
    expect(seen.map(({ schemaVersion, data }) => [schemaVersion, data as object])).toEqual([[1, {}], [9, { future: true }], [1, { a: 1 }], [0, {}], [3, golden[3]]]);
    expect(problems.map(({ position, kind }) => [position, kind])).toEqual([[1, 'unknown-type'], [2, 'unknown-version'], [3, 'upcast-failed'], [4, 'unknown-version']]);
    expect(store.status().upcastProblems).toBe(4);
    await fixture.drop();
  });

  it('has one step from each version', () => {
    expect(() => upcasts().upcast('ActorRegistered', 1, (data: object) => data)).toThrow('already');
  });
});
