import fc from 'fast-check';
import type { Happening } from '../test/club-fixture.js';
import { histories } from '../test/club-histories.js';
import { clubFold, type Club } from '../test/clubs.js';
import { MemoryLog, stored } from '../test/memory-log.js';
import { FactsCache, PartitionFaulty, REGISTERS } from './index.js';

const joined = (club: string, person: string, team: string): Happening => ({ club, type: 'Joined', data: { person, team } });
const merged = (id: string, absorbed: string): Happening => ({ club: null, type: 'PeopleMerged', data: { id, absorbed } });

/** What a club's facts say, with people read as they stand at the position of the facts. */
const said = (club: Club): unknown => [...club.members].map(([person, member]) => [person, club.people.canonical(person, club.position), { ...member }]);

/** A log that grows and counts what is asked of it. */
class GrowingLog extends MemoryLog {
  asked = 0;
  constructor(private readonly all: ReturnType<typeof stored>, public length: number) {
    super(all);
  }

  override head(): Promise<number> {
    return Promise.resolve(this.length);
  }

  override partition(partition: string, from: number, to: number): ReturnType<MemoryLog['partition']> {
    if (from <= to) this.asked++;
    if (to > this.length) throw new Error(`asked for ${to}, the log ends at ${this.length}`);
    return super.partition(partition, from, to);
  }
}

describe('Facts in memory', () => {
  it('are those of a fold from the start, whichever positions were asked for before and however little is kept', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.array(fc.tuple(fc.constantFrom('chess', 'golf', 'judo'), fc.nat(100)), { maxLength: 12 }), fc.constantFrom(1, 8, 1_000), async (appends, questions, maxEvents) => {
        const events = stored(appends);
        const cache = new FactsCache(new MemoryLog(events), clubFold, { maxEvents });
        for (const [club, wish] of questions) {
          const position = wish % (events.length + 1);
          const kept = await cache.loadQuietly(club, position);
          const fresh = await new FactsCache(new MemoryLog(events), clubFold).loadQuietly(club, position);
          expect([said(kept.facts), [...kept.refs].sort(), kept.fault?.position]).toEqual([said(fresh.facts), [...fresh.refs].sort(), fresh.fault?.position]);
        }
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('take in restructurings that concern them, in order of position among their own events', async () => {
    const events = stored([[joined('chess', 'bo', 'red')], [merged('ana', 'bo')], [joined('chess', 'ana', 'blue')], [merged('cy', 'ana')], [joined('golf', 'di', 'red')]]);
    const cache = new FactsCache(new MemoryLog(events), clubFold);
    expect(said((await cache.load('chess', 1)).facts)).toEqual([['bo', 'bo', { team: 'red', points: 0 }]]);
    expect(said((await cache.load('chess', 3)).facts)).toEqual([['bo', 'ana', { team: 'red', points: 0 }], ['ana', 'ana', { team: 'blue', points: 0 }]]);
    const atHead = await cache.load('chess', 'head');
    expect(said(atHead.facts)).toEqual([['bo', 'cy', { team: 'red', points: 0 }], ['ana', 'cy', { team: 'blue', points: 0 }]]);
    expect(atHead.events).toBe(4); // two of its own, two merges; what happened in golf is none of its business
  });

  it('are shared by loads that come together, and catch up by reading only what is new', async () => {
    const log = new GrowingLog(stored([[joined('chess', 'bo', 'red')], [joined('chess', 'cy', 'red')], [joined('chess', 'di', 'red')]]), 2);
    const cache = new FactsCache(log, clubFold);
    const [first, second] = await Promise.all([cache.load('chess', 'head'), cache.load('chess', 'head')]);
    expect(second).toBe(first);
    expect(log.asked).toBe(2); // the registers and the club, once each
    log.length = 3;
    expect((await cache.load('chess', 'head')).facts.members.size).toBe(3);
    expect(log.asked).toBe(4);
    await cache.load('chess', 3);
    expect(log.asked).toBe(4);
  });

  it('of an earlier position are folded apart and leave the shared ones where they were', async () => {
    const cache = new FactsCache(new MemoryLog(stored([[joined('chess', 'bo', 'red')], [joined('chess', 'cy', 'red')]])), clubFold);
    const now = await cache.load('chess', 'head');
    const then = await cache.load('chess', 1);
    expect([then.facts.members.size, now.facts.members.size, (await cache.load('chess', 'head')) === now]).toEqual([1, 2, true]);
  });

  it('that cannot be folded are refused from there on, and not before', async () => {
    const cache = new FactsCache(new MemoryLog(stored([[joined('judo', 'bo', 'red')], [{ club: 'judo', type: 'Broken', data: {} }], [joined('judo', 'cy', 'red')]])), clubFold);
    await expect(cache.load('judo', 1)).resolves.toMatchObject({ fault: null });
    await expect(cache.load('judo', 'head')).rejects.toMatchObject({ partition: 'judo', position: 2 });
    await expect(cache.load('judo', 'head')).rejects.toBeInstanceOf(PartitionFaulty);
  });

  it('of the registers are a partition like any other', async () => {
    const cache = new FactsCache(new MemoryLog(stored([[{ club: null, type: 'PersonRegistered', data: { id: 'bo' } }], [merged('ana', 'bo')]])), clubFold);
    const registers = await cache.load(REGISTERS, 'head');
    expect([registers.events, registers.facts.people.canonical('bo', 1), registers.facts.people.canonical('bo', 2)]).toEqual([2, 'bo', 'ana']);
  });
});
