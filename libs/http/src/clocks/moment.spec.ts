import type { Fault } from '../problems/problem.js';
import { SampleHeads } from '../../test/sample.js';
import { readClocks, resolveMoment, type ClockOptions } from './moment.js';

const now = () => Date.parse('2026-11-22T12:00:00Z');
function clocks(given: Record<string, string>, options: ClockOptions = { versions: true }): { asked: ReturnType<typeof readClocks>; faults: [string | null, string][] } {
  const faults: Fault[] = [];
  const asked = readClocks(options, new Map(Object.entries(given).map(([name, value]) => [name, [value]])), faults);
  return { asked, faults: faults.map(({ name, code }) => [name, code]) };
}
const resolve = (given: Record<string, string>, heads = new SampleHeads(), pinned: number | null = null) => resolveMoment(clocks(given).asked, pinned, heads, now);

describe('the moment of a read', () => {
  it('is where the views stand, unless said otherwise', async () => {
    const heads = new SampleHeads();
    heads.reached = 28;
    expect(await resolve({}, heads)).toMatchObject({ moment: { position: 28, head: 30, asked: false, immutable: false }, refusal: null });
  });

  it('is a position, 0 being the empty store', async () => {
    expect(await resolve({ knownAt: '0' })).toMatchObject({ moment: { position: 0, asked: true, immutable: true } });
    expect(await resolve({ knownAt: '30' })).toMatchObject({ moment: { position: 30 }, refusal: null });
  });

  it('is the highest position at or before a time, for ever once a minute has passed', async () => {
    expect(await resolve({ knownAt: '2026-11-22T11:58:59Z' })).toMatchObject({ moment: { position: 26, immutable: true, knownAtTime: '2026-11-22T11:58:59Z' } });
    expect(await resolve({ knownAt: '2026-11-22T11:59:30Z' })).toMatchObject({ moment: { position: 26, immutable: false } });
  });

  it('is not beyond the head or the present', async () => {
    expect((await resolve({ knownAt: '31' })).refusal).toMatchObject({ problemType: 'beyond-head', facts: { head: 30 } });
    expect((await resolve({ knownAt: '2026-11-22T12:00:01Z' })).refusal).toMatchObject({ facts: { head: 30 } });
  });

  it('asks the log itself before it calls a position beyond the head', async () => {
    const heads = new SampleHeads();
    heads.latest = () => Promise.resolve((heads.position = heads.reached = 31));
    expect(await resolve({ knownAt: '31' }, heads)).toMatchObject({ moment: { position: 31 }, refusal: null });
  });

  it('waits for views that are behind the position asked for, and tells when they stay behind', async () => {
    const heads = new SampleHeads();
    heads.reached = 20;
    await expect(resolve({ knownAt: '25' }, heads)).rejects.toMatchObject({ problemType: 'projection-behind', facts: { position: 20, wanted: 25 } });
    heads.reachable = () => Promise.resolve((heads.reached = 33));
    heads.position = 33;
    expect(await resolve({ minPosition: '31' }, heads)).toMatchObject({ moment: { position: 33, immutable: false } });
  });

  it('stays that of the first page', async () => expect(await resolve({}, new SampleHeads(), 12)).toMatchObject({ moment: { position: 12, asked: true, immutable: false } }));

  it.each<[string, Record<string, string>, ClockOptions, [string, string][]]>([
    ['a zoneless time', { knownAt: '2026-11-22T10:00:00' }, {}, [['knownAt', 'type']]],
    ['a negative position', { knownAt: '-1' }, {}, [['knownAt', 'type']]],
    ['a minPosition that is none', { minPosition: 'now' }, {}, [['minPosition', 'type']]],
    ['an unknown choice of versions', { versions: 'some' }, { versions: true }, [['versions', 'enum']]],
    ['all versions by publication', { versions: 'all', publishedBy: '2025' }, { versions: true }, [['versions', 'combination']]],
  ])('refuses %s', (_what, given, options, expected) => expect(clocks(given, options).faults).toEqual(expected));
});
