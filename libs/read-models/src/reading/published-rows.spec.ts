import type { StoredEvent } from '#libs/event-store';
import { StoryFacts } from '#libs/story';
import { readModels } from '../model.js';
import { numbers, RandomStory } from '../../test/random-story.js';
import type { SpecStory } from '../../test/spec-story.js';
import { PublishedRows } from './published-rows.js';

const names = readModels.map(({ name }) => name);
const isOfRegisters = ({ type }: StoredEvent): boolean => /^(Actor|Issue|Outlet|Source)/.test(type);
const ownUpTo = ({ events }: SpecStory, position: number, after = 0): StoredEvent[] => events.filter((event) => !isOfRegisters(event) && event.position > after && event.position <= position);

function factsAt(story: SpecStory, position: number): StoryFacts {
  const facts = new StoryFacts(story.facts.slug, story.registers);
  for (const event of ownUpTo(story, position)) facts.apply(event);
  facts.registersAt = position;
  return facts;
}

function publishedAt(story: SpecStory, position: number): PublishedRows {
  return PublishedRows.of(readModels, factsAt(story, position), ownUpTo(story, position), story.registers, position);
}

/** The read models after the first events of the published order, folded from nothing and without the class under test. */
function naively(story: SpecStory, { steps, position }: PublishedRows, count: number): Record<string, unknown> {
  const facts = new StoryFacts(story.facts.slug, story.registers);
  facts.registersAt = position;
  const rows: Record<string, string | null> = {};
  for (const { event } of steps.slice(0, count)) {
    const touched = facts.apply(event);
    for (const model of readModels) {
      if (model.handles !== 'all' && !model.handles.includes(event.type)) continue;
      for (const key of new Set(model.keys(event, touched, facts))) {
        const name = `${model.name}/${key}`;
        const former = rows[name] == null ? null : (JSON.parse(rows[name]) as object);
        const next = model.evolve(key, facts, event);
        const row = model.carry === undefined ? next : model.carry(former, next, event);
        rows[name] = row === null ? null : JSON.stringify(row);
      }
    }
  }
  return Object.fromEntries(Object.entries(rows).filter(([, row]) => row !== null).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function read(rows: PublishedRows, count: number): Record<string, unknown> {
  const all = names.flatMap((name) => rows.entries(name, count).map(({ key }): [string, string] => [`${name}/${key}`, rows.one(name, key, count)!.text]));
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('both clocks together, over random stories', () => {
  const seeds = Array.from({ length: 6 }, (_, index) => index + 1);
  const tell = (seed: number, acts: number): SpecStory => {
    const random = new RandomStory(numbers(seed), []);
    for (let act = 0; act < acts; act++) random.act();
    return random.story;
  };

  it.each(seeds)('as known at a position and public by a moment is the fold of the events up to the position in published order: story %i', async (seed) => {
    const story = tell(seed, 40);
    const head = story.events.at(-1)!.position;
    for (const position of [Math.floor(head / 3), Math.floor((2 * head) / 3), head]) {
      const rows = publishedAt(story, position);
      await rows.fold(names);
      for (let count = 0; count <= rows.steps.length; count += 7) expect([position, count, read(rows, count)]).toEqual([position, count, naively(story, rows, count)]);
    }
  });

  it.each(seeds)('what differs between two moments, applied to the first, gives the second, whatever lies between: story %i', async (seed) => {
    const story = tell(seed, 40);
    const rows = publishedAt(story, story.events.at(-1)!.position);
    await rows.fold(names);
    const apply = (state: Record<string, unknown>, from: number, to: number): Record<string, unknown> => {
      const next = { ...state };
      for (const { projection, key, was, is } of rows.changed(from, to, names)) {
        const name = `${projection}/${key}`;
        expect(next[name] ?? '').toBe(was?.text ?? '');
        if (is.text === '') delete next[name];
        else next[name] = is.text;
      }
      return Object.fromEntries(Object.entries(next).sort(([a], [b]) => (a < b ? -1 : 1)));
    };
    const end = rows.steps.length;
    for (const [a, b, c] of [[0, 3, end], [Math.floor(end / 4), Math.floor(end / 2), end], [5, 5, 6], [end - 2, end - 1, end]] as const) {
      expect(apply(read(rows, a), a, b)).toEqual(read(rows, b));
      expect(apply(apply(read(rows, a), a, b), b, c)).toEqual(apply(read(rows, a), a, c));
    }
  });

  it.each(seeds)('carried on event by event it is what it would be folded anew: story %i', async (seed) => {
    const story = tell(seed, 40);
    let rows: PublishedRows | null = null;
    let wentOn = 0;
    for (const event of story.events) {
      const { append: { first, size }, position } = event;
      if (position !== first + size - 1) continue;
      if (isOfRegisters(event)) rows = null; // The registers read differently from here on.
      else if (rows === null) {
        rows = publishedAt(story, position);
        // One read model is folded later than the others.
        await rows.fold(names.slice(1));
      } else {
        const former: PublishedRows = rows;
        rows = await former.later(factsAt(story, position), ownUpTo(story, position, former.position), position);
        if (rows.isFolded(names[1]!)) wentOn++;
        else await rows.fold(names.slice(1));
        const anew = publishedAt(story, position);
        await Promise.all([anew.fold(names), rows.fold(names), former.fold(names)]);
        expect(rows.steps).toEqual(anew.steps);
        for (const count of [Math.floor(rows.steps.length / 2), rows.steps.length]) expect(read(rows, count)).toEqual(read(anew, count));
        // Who still reads the former one reads what stood there.
        expect(read(former, former.steps.length)).toEqual(naively(story, former, former.steps.length));
        expect([...(await rows.factsAfter(rows.steps.length)).claims.values()]).toEqual([...(await anew.factsAfter(anew.steps.length)).claims.values()]);
      }
    }
    expect(wentOn).toBeGreaterThan(0);
  });

  it('gives others their turn while a story is folded', async () => {
    const story = tell(1, 60);
    const rows = publishedAt(story, story.events.at(-1)!.position);
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    const work = Array.from({ length: 40 }, () => publishedAt(story, rows.position));
    for (const one of work) await one.fold(names);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(3);
  });
});
