import { allRows, clubFixture, type ClubFixture, type Happening } from '../test/club-fixture.js';

const joined = (club: string, person: string, team: string): Happening => ({ club, type: 'Joined', data: { person, team } });
const scored = (club: string, person: string, points: number): Happening => ({ club, type: 'Scored', data: { person, points } });
const left = (club: string, person: string): Happening => ({ club, type: 'Left', data: { person } });
const merged = (id: string, absorbed: string): Happening => ({ club: null, type: 'PeopleMerged', data: { id, absorbed } });
const split = (id: string, restored: string): Happening => ({ club: null, type: 'PeopleSplit', data: { id, restored } });

describe('The feed', () => {
  let fixture: ClubFixture;
  beforeEach(async () => { fixture = await clubFixture(); });
  afterEach(() => fixture.drop());

  const fed = async (): Promise<Record<string, { key: string; from: number; to: number | null; row: unknown }[]>> => {
    const { position } = await fixture.store.head();
    const engine = fixture.engine();
    engine.start();
    await engine.waitFor(position, 20_000);
    await engine.stop();
    const all = await allRows(fixture.pool);
    return Object.fromEntries(Object.entries(all).map(([name, rows]) => [name, rows.map(({ key, from, to, row }) => ({ key, from, to, row: row === null ? null : JSON.parse(row) as unknown }))]));
  };

  it('turns every change of a row into a version that says from where to where it stood', async () => {
    await fixture.append([joined('chess', 'ana', 'red')], [scored('chess', 'ana', 4), scored('chess', 'ana', 3)], [scored('chess', 'ana', 0)]);
    const { members, teams } = await fed();

    expect(members).toEqual([
      { key: 'ana', from: 1, to: 2, row: { person: 'ana', names: ['ana'], teams: ['red'], points: 0 } },
      { key: 'ana', from: 2, to: 3, row: { person: 'ana', names: ['ana'], teams: ['red'], points: 4 } },
      { key: 'ana', from: 3, to: null, row: { person: 'ana', names: ['ana'], teams: ['red'], points: 7 } },
    ]);
    expect(teams!.map(({ from, to }) => [from, to])).toEqual([[1, 2], [2, 3], [3, null]]);
  });

  it('leaves a tombstone where a row ended, and begins anew when it comes back', async () => {
    await fixture.append([joined('chess', 'ana', 'red')], [left('chess', 'ana')], [joined('chess', 'ana', 'blue')]);
    const { members } = await fed();

    expect(members).toEqual([
      { key: 'ana', from: 1, to: 2, row: { person: 'ana', names: ['ana'], teams: ['red'], points: 0 } },
      { key: 'ana', from: 2, to: 2, row: null },
      { key: 'ana', from: 3, to: null, row: { person: 'ana', names: ['ana'], teams: ['blue'], points: 0 } },
    ]);
  });

  it('reads every story anew that had named someone before a merge, and restores it on the split', async () => {
    await fixture.append([joined('chess', 'ana', 'red')], [joined('golf', 'anna', 'blue')], [joined('golf', 'bo', 'blue')], [merged('ana', 'anna')], [split('ana', 'anna')]);
    const { members, people } = await fed();

    expect(members!.filter(({ key }) => key !== 'bo')).toEqual([
      { key: 'ana', from: 1, to: null, row: { person: 'ana', names: ['ana'], teams: ['red'], points: 0 } },
      { key: 'ana', from: 4, to: 5, row: { person: 'ana', names: ['anna'], teams: ['blue'], points: 0 } },
      { key: 'ana', from: 5, to: 5, row: null },
      { key: 'anna', from: 2, to: 4, row: { person: 'anna', names: ['anna'], teams: ['blue'], points: 0 } },
      { key: 'anna', from: 4, to: 4, row: null },
      { key: 'anna', from: 5, to: null, row: { person: 'anna', names: ['anna'], teams: ['blue'], points: 0 } },
    ]);
    expect(people!.map(({ key, from, to }) => [key, from, to])).toEqual([['anna', 4, 5], ['anna', 5, null]]);
  });

  it('remembers since when a flag is up, through changes of the rest of its row', async () => {
    await fixture.append([joined('chess', 'ana', 'red')], [scored('chess', 'ana', 10)], [scored('chess', 'ana', 1)], [scored('chess', 'ana', -5)], [scored('chess', 'ana', 8)]);
    const { flags } = await fed();

    expect(flags!.map(({ from, to, row }) => [from, to, row])).toEqual([
      [2, 3, { team: 'red', since: 2, sum: 10 }],
      [3, 4, { team: 'red', since: 2, sum: 11 }],
      [4, 4, null],
      [5, null, { team: 'red', since: 5, sum: 14 }],
    ]);
  });

  it('tells a list of changes the net difference of each append, with the facts as they stood after it', async () => {
    await fixture.append([joined('chess', 'ana', 'red'), scored('chess', 'ana', 2)], [scored('chess', 'ana', 5), scored('chess', 'ana', -5)], [joined('chess', 'bo', 'red')]);
    const { differences } = await fed();

    expect(differences!.map(({ key, from, to, row }) => [key, from, to, (row as { members: number }).members])).toEqual([
      ['00000002/members/ana', 2, null, 1],
      ['00000002/teams/red', 2, null, 1],
      ['00000005/members/bo', 5, null, 2],
      ['00000005/teams/red', 5, null, 2],
    ]);
  });
});
