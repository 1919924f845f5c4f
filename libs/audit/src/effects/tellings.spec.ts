import { claims, markers, reports, stances, timeline } from '#libs/read-models';
import { RegisterHistory, StoryFacts } from '#libs/story';
import { actors, issues, numbers, RandomStory } from '../../../read-models/test/random-story.js';
import type { SpecStory } from '../../../read-models/test/spec-story.js';
import { tellings } from './tellings.js';

const cells = actors.flatMap((actor) => issues.map((issue) => `${actor}/${issue}`));
const keysOf = (facts: StoryFacts): [name: string, keys: readonly string[]][] => [
  ['reports', [...facts.reports.values()].map(({ id }) => id)],
  ['claims', [...facts.claims.values()].map(({ id }) => id)],
  ['timeline', [...facts.occurrences.values()].map(({ id }) => id)],
  ['stances', cells],
];

/** The facts of a story folded anew, of which nothing was asked on the way. */
function foldedAnew({ events }: SpecStory): StoryFacts {
  const history = new RegisterHistory();
  const facts = new StoryFacts('story', history);
  for (const event of events) {
    history.apply(event);
    facts.apply(event);
  }
  return facts;
}

describe('what effects are told by, over random stories', () => {
  const seeds = [11, 12, 13, 14, 15, 16];

  it.each(seeds)('is what the rows say: story %i', (seed) => {
    const { story } = grown(seed);
    const last = story.events.at(-1)!;
    const projections = new Map([reports, claims, timeline, stances, markers].map((one) => [one.name, one] as const));
    const open = story.all(markers).map(({ id, rule, subject }) => `${id}|${rule}|${subject.type}|${subject.id}`);
    expect(open.length).toBeGreaterThan(10);
    for (const [name, keys] of [...keysOf(story.facts), ['markers', open] as const]) {
      for (const key of keys) {
        const told = tellings.get(name)!(key, story.facts) as Record<string, unknown> | null;
        const row = projections.get(name)!.evolve(key, story.facts, last) as Record<string, unknown> | null;
        expect(told === null).toBe(row === null);
        if (told !== null) expect(told).toEqual(Object.fromEntries(Object.keys(told).map((member) => [member, row![member]])));
      }
    }
  });

  it.each(seeds)('is the same however often it was asked before, on a layer above too: story %i', (seed) => {
    const { story } = grown(seed, (facts, event) => {
      // The one event more is tried first, and asked about: what is kept of the facts must not be moved by it.
      const layer = facts.fork();
      layer.apply({ ...event, position: facts.position + 1 });
      for (const one of [facts, layer, facts]) {
        for (const cell of cells) tellings.get('stances')!(cell, one);
        for (const { id } of [...facts.occurrences.values()]) timeline.evolve(id, one, event);
      }
    });
    const anew = foldedAnew(story);
    const last = story.events.at(-1)!;
    for (const { id } of story.facts.occurrences.values()) expect(timeline.evolve(id, story.facts, last)).toEqual(timeline.evolve(id, anew, last));
    for (const [name, keys] of keysOf(story.facts)) for (const key of keys) expect(tellings.get(name)!(key, story.facts)).toEqual(tellings.get(name)!(key, anew));
  });
});

function grown(seed: number, afterAct: (facts: StoryFacts, last: SpecStory['events'][number]) => void = () => undefined): RandomStory {
  const random = new RandomStory(numbers(seed), [markers]);
  for (let act = 0; act < 40; act++) {
    random.act();
    afterAct(random.story.facts, random.story.events.at(-1)!);
  }
  return random;
}
