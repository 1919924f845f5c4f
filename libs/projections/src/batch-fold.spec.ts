import fc from 'fast-check';
import type { StoredEvent } from '#libs/event-store';
import { REGISTERS, type Model, type Projection } from '../src/index.js';
import { clubs, type Club, type ClubTouched, type People } from '../test/clubs.js';
import { histories } from '../test/club-histories.js';
import { inBatches, stored, type MemoryRows } from '../test/memory-log.js';

const people = ['ana', 'bo', 'cy', 'di'];
const keys: Record<string, string[]> = { members: people, teams: ['red', 'blue'], flags: ['red', 'blue'], people };

/** The rows as they stood at a position, from versions. */
function standing(rows: MemoryRows, position: number): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { projection, story, key, knownFrom, knownTo, text } of rows.versions) {
    if (projection in keys && text !== null && knownFrom <= position && (knownTo === null || knownTo > position)) found[`${projection} ${story} ${key}`] = text;
  }
  return found;
}

/**
 * The same by the plainest means: at every position each story is folded from its beginning, and every row that could exist is
 * worked out anew. No keys, no batches, no cache; all it shares with the engine are the fold and the projections.
 */
function foldedAt(model: Model<People, Club, ClubTouched>, events: readonly StoredEvent[]): Record<string, string>[] {
  const states: Record<string, string>[] = [{}];
  const stories = [REGISTERS, ...new Set(events.flatMap(({ story }) => (story === null ? [] : [story])))];
  for (const event of events) {
    const before = states.at(-1)!;
    const after: Record<string, string> = {};
    const global = model.fold.openGlobal();
    for (const { story, position } of events) if (story === null && position <= event.position) model.fold.applyGlobal(global, events[position - 1]!);
    for (const story of stories) {
      const facts = model.fold.open(story, global);
      let isBroken = false;
      for (const other of events.slice(0, event.position)) {
        if (isBroken || (other.story !== null && other.story !== story)) continue;
        try {
          model.fold.apply(facts, other);
        } catch {
          isBroken = true;
        }
      }
      for (const projection of model.projections as Projection<Club, ClubTouched>[]) {
        for (const key of keys[projection.name]!) {
          const name = `${projection.name} ${story} ${key}`;
          const former = before[name];
          // Rows of a broken story stay as they were; so do those of people nobody registered or merged yet.
          const text = isBroken || (projection.name === 'people' && !concerns(events, event.position, key, story)) ? former : rowText(projection, key, facts, event, former);
          if (text !== undefined) after[name] = text;
        }
      }
    }
    states.push(after);
  }
  return states;
}

function rowText(projection: Projection<Club, ClubTouched>, key: string, facts: Club, event: StoredEvent, former: string | undefined): string | undefined {
  try {
    const next = projection.evolve(key, facts, event);
    const row = projection.carry ? projection.carry(former === undefined ? null : (JSON.parse(former) as object), next, event) : next;
    return row === null ? undefined : JSON.stringify(row);
  } catch {
    return former;
  }
}

/** `people` has rows for whom an event was about, as it stood at the last of them. */
function concerns(events: readonly StoredEvent[], position: number, key: string, story: string): boolean {
  const { story: of, type, data } = events[position - 1]!;
  return story === REGISTERS && of === null && (type === 'PersonRegistered' ? data.id : type === 'PeopleMerged' ? data.absorbed : data.restored) === key;
}

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

describe('Folding in batches', () => {
  it('gives the same row versions however the history is cut, and however little of the facts stays in memory', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }), fc.constantFrom(1, 10, 1_000), async (appends, cuts, factsEvents) => {
        const events = stored(appends);
        const oneByOne = await inBatches(clubs, events, [1]);
        const cut = await inBatches(clubs, events, cuts, factsEvents);
        const whole = await inBatches(clubs, events, [1_000]);

        expect(cut.rows.sorted()).toEqual(oneByOne.rows.sorted());
        expect(whole.rows.sorted()).toEqual(oneByOne.rows.sorted());
        expect(cut.parked.sort()).toEqual(oneByOne.parked.sort());
      }),
      { seed, numRuns: 300 },
    );
  }, 60_000);

  it('keeps for every position and every key the row that a fold of the events up to there gives', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (appends) => {
        const events = stored(appends);
        const { rows } = await inBatches(clubs, events, [4]);
        foldedAt(clubs, events).forEach((state, position) => expect({ position, rows: standing(rows, position) }).toEqual({ position, rows: state }));
      }),
      { seed, numRuns: 200 },
    );
  }, 60_000);

  it('has one version of a row at a time: each ends where the next begins', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (appends) => {
        const { rows } = await inBatches(clubs, stored(appends), [3]);
        const sorted = rows.sorted();
        sorted.forEach((version, i) => {
          const next = sorted[i + 1];
          const isSameRow = next !== undefined && next.projection === version.projection && next.story === version.story && next.key === version.key;
          if (version.projection === 'differences') return;
          if (version.text === null) expect(version.knownTo).toBe(version.knownFrom);
          else if (isSameRow) expect(version.knownTo).toBe(next.knownFrom);
          else expect(version.knownTo).toBeNull();
        });
      }),
      { seed, numRuns: 100 },
    );
  }, 60_000);
});
