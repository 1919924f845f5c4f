import fc from 'fast-check';
import { allRows, clubFixture, type ClubFixture, type Happening, type TableRow } from '../test/club-fixture.js';
import { histories } from '../test/club-histories.js';
import { RowIndex, type IndexEntry } from './index.js';
import { KeyFilter } from './version-steps.js';

const joined = (club: string, person: string, team: string): Happening => ({ club, type: 'Joined', data: { person, team } });
const scored = (club: string, person: string, points: number): Happening => ({ club, type: 'Scored', data: { person, points } });
const left = (club: string, person: string): Happening => ({ club, type: 'Left', data: { person } });

const standing = (rows: TableRow[], story: string, position: number): TableRow[] =>
  rows.filter((row) => row.story === story && row.row !== null && row.from <= position && (row.to === null || row.to > position));

describe('Reading rows', () => {
  let fixture: ClubFixture;
  beforeEach(async () => { fixture = await clubFixture(); });
  afterEach(() => fixture.drop());

  it('answers every position of any history as the table has it, while the index advances under it', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (appends) => {
        const mine = await clubFixture();
        try {
          const engine = mine.engine();
          engine.start();
          await engine.whenBuilt();
          const early = new RowIndex(mine.pool);
          for (const append of appends) {
            await mine.append(append);
            const head = (await mine.store.head()).position;
            await engine.waitFor(head, 20_000);
            await early.index('members', 'chess', head);
          }
          const head = (await mine.store.head()).position;
          const { members } = await allRows(mine.pool, ['members']);
          const grown = await early.index('members', 'chess', head);
          const fresh = await engine.rows.index('members', 'chess', head);
          expect(grown.entries).toEqual(fresh.entries);
          for (let p = 0; p <= head; p++) {
            const expected = standing(members!, 'chess', p).map(({ key, from }) => `${key} ${from}`).sort();
            expect(grown.at(p).map(({ key, knownFrom }) => `${key} ${knownFrom}`).sort()).toEqual(expected);
            const texts = await engine.rows.rowTexts('members', 'chess', ['ana', 'bo', 'cy', 'di', 'nobody'], p);
            expect(texts.map(({ key, knownFrom }) => `${key} ${knownFrom}`).sort()).toEqual(expected);
          }
          const [a, b] = [Math.floor(head / 3), head];
          const changed = await engine.rows.touchedBetween('members', 'chess', a, b);
          const at = (p: number): Map<string, string> => new Map(standing(members!, 'chess', p).map(({ key, row }) => [key, row!]));
          const [before, after] = [at(a), at(b)];
          expect(changed.map(({ key, before: was, after: is }) => [key, was?.text, is?.text])).toEqual(
            [...new Set([...before.keys(), ...after.keys()])].sort().filter((key) => before.get(key) !== after.get(key)).map((key) => [key, before.get(key), after.get(key)]),
          );
          // Stretch by stretch from any position: every version that began, with what stood before it.
          for (const [from, length] of [[0, 1], [0, 3], [Math.floor(head / 3), 2]] as const) {
            const steps = engine.rows.steps('members', 'chess', from);
            const read: unknown[] = [];
            for (let upTo = from + length; upTo < head + length; upTo += length) {
              for (const { key, position, row, before } of await steps.next(upTo)) read.push([key, position, row?.toString() ?? null, before?.toString() ?? null]);
            }
            const all = members!.filter(({ story }) => story === 'chess');
            const began = all.filter((version) => version.from > from).sort((x, y) => x.from - y.from || (x.key < y.key ? -1 : 1));
            expect(read).toEqual(began.map(({ key, from: position, row }) => [key, position, row, all.findLast((one) => one.key === key && one.from < position)?.row ?? null]));
          }
        } finally {
          await mine.drop();
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 4) },
    );
  }, 120_000);

  it('shows an end that lies after the position asked for as not known yet', async () => {
    await fixture.append([joined('chess', 'ana', 'red')], [scored('chess', 'ana', 1)], [scored('chess', 'ana', 1)], [left('chess', 'ana')]);
    const engine = fixture.engine();
    engine.start();
    await engine.waitFor(4, 20_000);

    expect((await engine.rows.rowTexts('members', 'chess', ['ana'], 2)).map(({ knownFrom, knownTo }) => [knownFrom, knownTo])).toEqual([[2, null]]);
    const versions = async (position: number): Promise<(number | null)[][]> => {
      const all: (number | null)[][] = [];
      for await (const page of engine.rows.rowVersions('members', 'chess', position, undefined, 2)) all.push(...page.map(({ knownFrom, knownTo }) => [knownFrom, knownTo]));
      return all;
    };
    expect(await versions(2)).toEqual([[1, 2], [2, null]]);
    expect(await versions(4)).toEqual([[1, 2], [2, 3], [3, 4]]); // and no tombstone
    expect(await engine.rows.touchedBetween('members', 'chess', 1, 4)).toMatchObject([{ key: 'ana', before: { knownFrom: 1, knownTo: null }, after: null }]);
  });

  it('takes rows of an unlisted status for none, before and after', async () => {
    await fixture.append([joined('chess', 'ana', 'red')], [scored('chess', 'ana', 1)], [left('chess', 'ana')]);
    const engine = fixture.engine();
    engine.start();
    await engine.waitFor(3, 20_000);
    const facets = await fixture.pool.query<{ facets: string }>(`select facets::text as facets from read.members where story = 'chess' and known_from = 1`);
    const steps = async (without?: string) => (await engine.rows.steps('members', 'chess', 0, { without }).next(3)).map(({ row, before }) => [row !== null, before !== null]);
    expect(JSON.parse(facets.rows[0]!.facets).status).toBeUndefined();
    expect(await steps()).toEqual([[true, false], [true, true], [false, true]]);
    await fixture.pool.query(`update read.members set facets = '{"status":"gone"}' where known_from = 1`);
    expect(await steps('gone')).toEqual([[false, false], [true, false], [false, true]]);
  });

  it('gives the same array for positions between which nothing changed, so that orders may be kept by it', async () => {
    await fixture.append([joined('chess', 'ana', 'red')], [joined('golf', 'bo', 'red')], [joined('golf', 'cy', 'red')], [joined('chess', 'bo', 'red')]);
    const engine = fixture.engine();
    engine.start();
    await engine.waitFor(4, 20_000);
    const index = await engine.rows.index('members', 'chess', 4);

    expect(index.at(1)).toBe(index.at(3));
    expect(index.at(4)).toHaveLength(2);
    expect([index.lastChange(0), index.lastChange(3), index.lastChange(99)]).toEqual([0, 1, 4]);
  });

  it('asks the database nothing for a position it has, and forgets what was used longest ago', async () => {
    await fixture.append([joined('chess', 'ana', 'red')], [joined('golf', 'bo', 'red'), joined('golf', 'cy', 'red')], [joined('judo', 'di', 'red')]);
    const engine = fixture.engine();
    engine.start();
    await engine.waitFor(4, 20_000);
    const rows = new RowIndex(fixture.pool, { maxEntries: 3 });
    const chess = await rows.index('members', 'chess', 4);
    expect(await rows.index('members', 'chess', 4)).toBe(chess);
    await rows.index('members', 'golf', 4); // 1 + 2 entries
    expect(await rows.index('members', 'chess', 4)).toBe(chess);
    await rows.index('members', 'judo', 4); // golf was used longest ago
    expect(await rows.index('members', 'chess', 4)).toBe(chess);
  });

  it('reads anew after a switch of tables', async () => {
    await fixture.append([joined('chess', 'ana', 'red')]);
    const engine = fixture.engine();
    engine.start();
    await engine.waitFor(1, 20_000);
    const elsewhere = new RowIndex(fixture.pool); // as in another process, which is not told
    const old = await elsewhere.index('members', 'chess');
    await engine.rebuild('members');
    const next = await elsewhere.index('members', 'chess');
    expect(next.generation).toBeGreaterThan(old.generation);
    expect(next.at(1).map((entry: IndexEntry) => entry.key)).toEqual(['ana']);
  });

  it('has no rows for what was never built', async () => {
    const rows = new RowIndex(fixture.pool);
    expect((await rows.index('members', 'chess')).at(0)).toEqual([]);
    expect(await rows.rowTexts('members', 'chess', ['ana'], 0)).toEqual([]);
  });

  it('knows which register entries a story had named by a position', async () => {
    await fixture.append([joined('chess', 'ana', 'red')], [joined('chess', 'bo', 'red')], [joined('golf', 'cy', 'red')]);
    const engine = fixture.engine();
    engine.start();
    await engine.waitFor(3, 20_000);
    expect([await engine.rows.refsNamedBy('chess', 1), await engine.rows.refsNamedBy('chess', 3)]).toEqual([['person/ana'], ['person/ana', 'person/bo']]);
  });
});

describe('Reading your own write', () => {
  let fixture: ClubFixture;
  beforeEach(async () => { fixture = await clubFixture(); });
  afterEach(() => fixture.drop());

  it('waits until the rows include it, in the process that feeds and in any other', async () => {
    const feeding = fixture.engine();
    const reading = fixture.engine();
    feeding.start();
    await feeding.whenBuilt();
    for (let i = 1; i <= 5; i++) {
      await fixture.append([joined('chess', `p${i}`, 'red')]);
      expect(await Promise.all([feeding.waitFor(i, 20_000), reading.waitFor(i, 20_000)])).toEqual([i, i]);
      expect(await reading.rows.rowTexts('members', 'chess', [`p${i}`], i)).toHaveLength(1);
    }
  });

  it('gives up in time and says which projection stands where', async () => {
    const engine = fixture.engine();
    engine.start();
    await engine.whenBuilt();
    await expect(engine.waitFor(7, 60)).rejects.toMatchObject({ problemType: 'projection-behind', projection: 'members', position: 0, wanted: 7 });
    expect(await engine.reach(7, 10)).toEqual({ projection: 'members', position: 0 });
  });
});

describe('A filter of keys', () => {
  it('never takes an old key for a new one, and a new one seldom for an old one', () => {
    const filter = new KeyFilter();
    const keys = Array.from({ length: 50_000 }, (_, i) => Buffer.from(`occ_${String(i).padStart(26, '0')}`));
    const mistaken = keys.filter((key) => filter.add(key)).length;
    expect(mistaken).toBeLessThan(50);
    expect(keys.every((key) => filter.add(key))).toBe(true);
  });
});
