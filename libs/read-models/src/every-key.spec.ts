import { markerRules } from '#libs/codebook';
import type { Projection } from '#libs/projections';
import type { StoryFacts, StoryTouched } from '#libs/story';
import { claims, inHappenedOrder, markerId, markers, plans, quantities, reports, stances, timeline } from './index.js';
import { actors, issues, numbers, RandomStory } from '../test/random-story.js';
import { fact, type SpecStory } from '../test/spec-story.js';

const cellKeys = actors.flatMap((actor) => issues.map((issue) => `${actor}/${issue}`));
/** A marker's row begins when it opens, so its place in the log is set aside. */
const openMarkers: typeof markers = { ...markers, evolve: (key, facts, event) => {
  const row = markers.evolve(key, facts, event);
  return row && { ...row, opened: row.closed! };
} };
const ruleKeys = (facts: StoryFacts): string[] => (['claim', 'occurrence', 'report'] as const).flatMap((type) =>
  [...facts[`${type}s`].values()].flatMap(({ id }) => markerRules.map((rule) => `${markerId(rule, type, id)}|${rule}|${type}|${id}`)));
const keysOf: [Projection<StoryFacts, StoryTouched, any>, (facts: StoryFacts) => Iterable<string>][] = [
  [timeline, (facts) => [...facts.occurrences.values()].map(({ id }) => id)],
  [plans, (facts) => [...facts.occurrences.values()].map(({ id }) => id)],
  [claims, (facts) => [...facts.claims.values()].map(({ id }) => id)],
  [reports, (facts) => [...facts.reports.values()].map(({ id }) => id)],
  [quantities, (facts) => facts.series.keys()],
  [stances, () => cellKeys],
];

describe('over random stories', () => {
  const seeds = Array.from({ length: 8 }, (_, index) => index + 1);
  const check = (story: SpecStory, [projection, keys]: (typeof keysOf)[number]): void => {
    const { position, type } = story.events.at(-1)!;
    expect([position, type, projection.name, story.forgotten(projection, keys(story.facts))]).toEqual([position, type, projection.name, []]);
  };

  it.each(seeds)('no row is left behind by any event that changes it: story %i', (seed) => {
    const random = new RandomStory(numbers(seed), keysOf.map(([projection]) => projection));
    random.story.afterEvent = () => keysOf.forEach((entry) => check(random.story, entry));
    for (let act = 0; act < 30; act++) random.act();
  });

  it.each(seeds.slice(0, 4))('no marker is left behind by any event that changes it: story %i', (seed) => {
    const random = new RandomStory(numbers(seed), [openMarkers]);
    random.story.afterEvent = () => check(random.story, [openMarkers, ruleKeys]);
    for (let act = 0; act < 30; act++) random.act();
  });

  it.each(seeds.slice(0, 6))('a new report may add to the order told, and never takes from it or turns it round: story %i', (seed) => {
    const random = new RandomStory(numbers(seed), [timeline]);
    let before: string[] = [];
    for (let act = 0; act < 45; act++) {
      random.act();
      const rows = new Map(random.story.all(timeline).filter(({ status }) => status !== 'merged').map((item) => [item.occurrence, item]));
      const order = inHappenedOrder([...rows.values()].map((item) => timeline.facets(item) as any));
      expect(order).toHaveLength(rows.size);
      const place = new Map(order.map(({ occurrence }, index) => [occurrence, index]));
      const isDated = (id: string): boolean => rows.get(id)?.happened?.edtf != null;
      const edges = [...rows.values()].flatMap(({ occurrence, ordering }) => ordering.after.map((other: string) => `${other}>${occurrence}`));
      for (const edge of edges) {
        const [first, second] = edge.split('>') as [string, string];
        if (!isDated(first) && !isDated(second)) expect(place.get(first)!).toBeLessThan(place.get(second)!);
      }
      const { append } = random.story.events.at(-1)!;
      if (random.story.events[append.first - 1]!.type === 'ReportFiled') expect(before.filter((edge) => !edges.includes(edge))).toEqual([]);
      before = edges;
    }
  });

  it.each(seeds.slice(0, 6))('merging and restoring gives every item back: story %i', (seed) => {
    const random = new RandomStory(numbers(seed), [timeline, markers, stances]);
    for (let act = 0; act < 25; act++) random.act();
    const { story } = random;
    const [into, other] = [...story.facts.occurrences.values()].filter((one) => one.absorbedInto === null && one.claims.length > 0 && one.plans.length === 0);
    if (into === undefined || other === undefined) return;
    const evolved = () => [...story.facts.occurrences.values()].map(({ id }) => timeline.evolve(id, story.facts, story.events.at(-1)!));
    const before = JSON.stringify(evolved());
    story.tell(fact('OccurrencesMerged', { occurrence: into.id, absorbed: [other.id], claims: { [other.id]: [...other.claims] }, reason: 'one' }));
    expect(story.row(timeline, other.id)).toMatchObject({ status: 'merged', canonicalId: into.id });
    story.tell(fact('OccurrenceSplit', { occurrence: into.id, into: other.id, claims: [...other.claims], restored: other.id, reason: 'two' }));
    expect(JSON.stringify(evolved())).toBe(before);
  });
});
