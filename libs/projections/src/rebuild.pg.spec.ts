import fc from 'fast-check';
import { allRows, clubFixture, type ClubFixture, type Happening } from '../test/club-fixture.js';
import { happenings } from '../test/club-happenings.js';
import { histories } from '../test/club-histories.js';
import { clubs, members, tables, type Club, type ClubTouched, type People } from '../test/clubs.js';
import { RebuildDiffers, type Model } from './index.js';

const joined = (club: string, person: string, team: string): Happening => ({ club, type: 'Joined', data: { person, team } });
const scored = (club: string, person: string, points: number): Happening => ({ club, type: 'Scored', data: { person, points } });

type ClubModel = Model<People, Club, ClubTouched>;
const withMembers = (changes: Partial<typeof members>): ClubModel => ({ ...clubs, projections: clubs.projections.map((projection) => (projection.name === 'members' ? { ...members, ...changes } : projection)) });

describe('A rebuild', () => {
  let fixture: ClubFixture;
  beforeEach(async () => { fixture = await clubFixture(); });
  afterEach(() => fixture.drop());

  const generationTables = async (): Promise<number> => (await fixture.pool.query(`select from pg_tables where schemaname = 'read' and tablename ~ '__'`)).rowCount ?? 0;

  it('gives the bytes that the live feed wrote, whatever the history and the batches', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 7 }), async (appends, batchSize) => {
        const mine = await clubFixture();
        try {
          const engine = mine.engine({ batchSize, factsEvents: 12 });
          engine.start();
          await engine.whenBuilt();
          await mine.append(...appends);
          await engine.waitFor((await mine.store.head()).position, 10_000);
          const live = await allRows(mine.pool);

          const verified = await engine.rebuildTogether(tables, { dryRun: true });
          expect(verified.map(({ equal, stateHash, liveHash }) => [equal, stateHash === liveHash])).toEqual(tables.map((): [boolean, boolean] => [true, true]));
          await engine.rebuildTogether(tables);
          expect(await allRows(mine.pool)).toEqual(live);
        } finally {
          await mine.drop();
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 5) },
    );
  }, 120_000);

  it('builds, compares and switches while appends go on, and loses none of them', async () => {
    const engine = fixture.engine();
    engine.start();
    await engine.whenBuilt();
    await fixture.append([joined('chess', 'ana', 'red')]);
    const appending = (async () => {
      for (let i = 0; i < 150; i++) await fixture.append([scored('chess', 'ana', 1 + (i % 2)), joined(`club${i % 7}`, 'bo', 'blue')]);
    })();
    for (let i = 0; i < 4; i++) expect(await engine.rebuildTogether(tables)).toEqual(tables.map(() => expect.objectContaining({ switched: true })));
    await appending;
    await engine.waitFor((await fixture.store.head()).position, 10_000);

    expect(await engine.rebuildTogether(tables, { dryRun: true })).toEqual(tables.map(() => expect.objectContaining({ equal: true, switched: false })));
    expect(await generationTables()).toBe(0);
  }, 30_000);

  it('rebuilds one projection, also a list of changes, from what the others have', async () => {
    await fixture.append([joined('chess', 'ana', 'red')], [scored('chess', 'ana', 3), joined('chess', 'bo', 'red')]);
    const engine = fixture.engine();
    engine.start();
    await engine.waitFor(3, 20_000);
    for (const name of tables) expect(await engine.rebuild(name)).toMatchObject({ equal: true, switched: true, position: 3 });
    await fixture.append([scored('chess', 'bo', 1)]);
    await engine.waitFor(4, 20_000);
    for (const name of tables) expect(await engine.verify(name)).toMatchObject({ equal: true, switched: false, position: 4 });
  });

  it('gives the same in threads of its own, parked events included', async () => {
    const engine = fixture.engine({ threads: { module: new URL('../test/clubs.js', import.meta.url), count: 2, fromEvents: 0 } });
    engine.start();
    await engine.whenBuilt();
    await fixture.append(...Array.from({ length: 60 }, (_, i) => happenings(i)), [joined('judo', 'ana', 'red'), scored('judo', 'ana', 13)], [{ club: 'golf', type: 'Broken', data: {} }]);
    await engine.waitFor((await fixture.store.head()).position, 20_000);
    const [live, parked] = [await allRows(fixture.pool), await engine.parked('members')];

    for (const { equal, switched } of await engine.rebuildTogether(tables)) expect([equal, switched]).toEqual([true, true]);
    expect([await allRows(fixture.pool), await engine.parked('members')]).toEqual([live, parked]);
    expect(parked.length).toBeGreaterThanOrEqual(2);
    await expect(engine.rebuild('members', { signal: AbortSignal.timeout(20) })).rejects.toThrow();
    expect(await generationTables()).toBe(0);
  }, 60_000);

  it('fails as a whole when one of its threads does', async () => {
    await fixture.append([joined('chess', 'ana', 'red')]);
    const engine = fixture.engine({ threads: { module: new URL('../test/no-such-module.js', import.meta.url), count: 2, fromEvents: 0 } });
    await expect(engine.rebuildTogether(tables)).rejects.toThrow('no-such-module');
    expect(await generationTables()).toBe(0);
  });

  it('fails loudly when rows of the same version differ, names the first, and switches nothing', async () => {
    await fixture.append([joined('chess', 'ana', 'red')], [joined('chess', 'bo', 'red')]);
    const engine = fixture.engine();
    engine.start();
    await engine.waitFor(2, 20_000);
    await fixture.pool.query(`update read.members set row = '{"person":"bo","names":[],"teams":[],"points":99}' where key = 'bo'`);

    const failure = await engine.rebuild('members').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RebuildDiffers);
    expect((failure as RebuildDiffers).difference).toMatchObject({ story: 'chess', key: 'bo', knownFrom: 2, live: { row: '{"person":"bo","names":[],"teams":[],"points":99}' } });
    expect(await generationTables()).toBe(0);
    expect((await allRows(fixture.pool, ['members'])).members![1]!.row).toContain('99');
  });

  it('notices a row too many and a row too few', async () => {
    await fixture.append([joined('chess', 'ana', 'red')], [joined('chess', 'bo', 'red')]);
    const engine = fixture.engine();
    engine.start();
    await engine.waitFor(2, 20_000);
    await engine.stop();
    await fixture.pool.query(`delete from read.teams where known_from = 2`);
    await expect(engine.verify('teams')).rejects.toMatchObject({ difference: { key: 'red', knownFrom: 2, live: null } });
    await fixture.pool.query(`insert into read.members (story, key, known_from, row, facets) values ('chess', 'zoe', 2, '{}', '{}')`);
    await expect(engine.verify('members')).rejects.toMatchObject({ difference: { key: 'zoe', rebuilt: null } });
  });

  it('builds a raised version beside the old one and switches when it is whole', async () => {
    await fixture.append([joined('chess', 'ana', 'red')], [scored('chess', 'ana', 2)]);
    const old = fixture.engine();
    old.start();
    await old.waitFor(2, 20_000);
    await old.stop();

    const raised = fixture.engine({}, withMembers({ version: 2, facets: ({ points }) => ({ points: points * 10 }) }));
    raised.start();
    await raised.whenBuilt();
    await fixture.append([scored('chess', 'ana', 2)]);
    await raised.waitFor(3, 20_000);
    expect((await allRows(fixture.pool, ['members'])).members!.map(({ facets }) => facets)).toEqual(['{"points":0}', '{"points":20}', '{"points":40}']);
    expect((await raised.status()).find(({ name }) => name === 'members')).toMatchObject({ version: 2, state: 'active', position: 3, lag: 0 });
  });

  it('leaves nothing behind when it is given up, and sweeps what a killed one left', async () => {
    await fixture.append([joined('chess', 'ana', 'red')]);
    const engine = fixture.engine();
    engine.start();
    await engine.waitFor(1, 20_000);
    await expect(engine.rebuild('members', { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(await generationTables()).toBe(0);

    await fixture.pool.query(`select read.create_rows('teams', 777)`);
    await fixture.engine().rebuild('members', { dryRun: true });
    expect(await generationTables()).toBe(1); // another projection's, which might be at work
    const next = fixture.engine();
    next.start();
    await next.stop();
    expect(await generationTables()).toBe(0);
  });

  it('is refused while another runs', async () => {
    await fixture.append([joined('chess', 'ana', 'red')]);
    const engine = fixture.engine();
    engine.start();
    await engine.waitFor(1, 20_000);
    const outcomes = await Promise.allSettled([engine.rebuild('teams'), engine.rebuild('teams'), engine.rebuild('members')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(outcomes[2]!.status).toBe('fulfilled');
  });
});

describe('An event that a projection cannot apply', () => {
  let fixture: ClubFixture;
  beforeEach(async () => { fixture = await clubFixture(); });
  afterEach(() => fixture.drop());

  it('is parked for its key with position and error, and disturbs no other row', async () => {
    const engine = fixture.engine();
    engine.start();
    await engine.whenBuilt();
    // 4 + 9 = 13, which the projection of members cannot stand.
    await fixture.append([joined('chess', 'ana', 'red'), scored('chess', 'ana', 4)], [scored('chess', 'ana', 9), joined('chess', 'bo', 'red')], [scored('chess', 'ana', 1)]);
    await engine.waitFor(5, 20_000);

    expect(await engine.parked('members')).toEqual([{ story: 'chess', key: 'ana', position: 3, error: 'Unlucky ana' }]);
    const { members: rows, teams: others } = await allRows(fixture.pool, ['members', 'teams']);
    expect(rows!.map(({ key, from, to }) => [key, from, to])).toEqual([['ana', 1, 2], ['ana', 2, 5], ['ana', 5, null], ['bo', 4, null]]);
    expect(others!.at(-1)).toMatchObject({ key: 'red', from: 5, row: JSON.stringify({ team: 'red', name: 'red', size: 2, points: 14 }) });
    expect((await engine.status()).map(({ name, parked, lastError }) => [name, parked, lastError])).toEqual([
      ['members', 1, 'position 3, chess, ana: Unlucky ana'], ['teams', 0, null], ['flags', 0, null], ['people', 0, null], ['differences', 0, null],
    ]);
  });

  it('is gone after a rebuild with corrected code, which may differ from the live rows there and nowhere else', async () => {
    const engine = fixture.engine();
    engine.start();
    await engine.whenBuilt();
    await fixture.append([joined('chess', 'ana', 'red'), scored('chess', 'ana', 13)], [joined('chess', 'bo', 'red')]);
    await engine.waitFor(3, 20_000);
    await engine.stop();
    expect(await engine.verify('members')).toMatchObject({ equal: true, parked: 1 });

    const evolve: typeof members.evolve = (key, club, event) => {
      const points = [...club.members.values()].reduce((sum, member) => sum + member.points, 0);
      return club.members.has(key) ? (points === 13 ? { person: key, names: [key], teams: ['red'], points: club.members.get(key)!.points } : members.evolve(key, club, event)) : null;
    };
    const corrected = fixture.engine({}, withMembers({ evolve }));
    corrected.start();
    const result = await corrected.rebuild('members');
    expect(result).toMatchObject({ equal: true, switched: true, parked: 0 });
    expect(result.stateHash).not.toBe(result.liveHash);
    expect(await corrected.parked('members')).toEqual([]);

    const wrong = fixture.engine({}, withMembers({ facets: () => ({ points: -1 }) }));
    await expect(wrong.rebuild('members')).rejects.toBeInstanceOf(RebuildDiffers);
  });

  it('stops its own story when the facts themselves cannot be folded, and no other', async () => {
    const engine = fixture.engine();
    engine.start();
    await engine.whenBuilt();
    await fixture.append([joined('judo', 'ana', 'red')], [{ club: 'judo', type: 'Broken', data: {} }], [joined('judo', 'bo', 'red')], [joined('chess', 'cy', 'blue')]);
    await engine.waitFor(4, 20_000);

    const { members: rows } = await allRows(fixture.pool, ['members']);
    expect(rows!.map(({ story, key }) => [story, key])).toEqual([['chess', 'cy'], ['judo', 'ana']]);
    expect((await engine.parked('members')).map(({ story, key, position }) => [story, key, position])).toEqual([['judo', '*', 2], ['judo', '*', 3]]);
    for (const name of tables) expect(await engine.verify(name)).toMatchObject({ equal: true });
  });

});
