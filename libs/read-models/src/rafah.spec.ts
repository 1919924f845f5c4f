import { readFileSync } from 'node:fs';
import type { ClaimContent } from '#libs/codebook';
import { claims, inHappenedOrder, markers, originsOf, plans, quantities, reports, stances, timeline } from './index.js';
import { fact, filed, placed, reported, SpecStory, type Fact, type SpecClaim } from '../test/spec-story.js';

const seed = (name: string): string => readFileSync(new URL(`../../../../seeds/${name}`, import.meta.url), 'utf8');

/** The seed story as the log holds it after its lines alone, and what DOMAIN §8 says comes of it. */
function told(): SpecStory {
  const story = new SpecStory([timeline, stances, markers, plans, quantities, claims, reports]);
  for (const line of seed('rafah-first-reconstruction.jsonl').split('\n').filter(Boolean)) {
    const { post, body } = JSON.parse(line) as { post: string; body: any };
    if (post?.endsWith('/reports')) story.tell(...filing(body));
    else if (post !== undefined) story.tell(fact(registrations[post.split('/').at(-1)!]!, body));
  }
  return story;
}
const registrations: Record<string, any> = { outlets: 'OutletRegistered', actors: 'ActorRegistered', issues: 'IssueOpened', sources: 'SourceRegistered', stories: 'StoryOpened' };

function filing({ claims: inputs, outlet, headline }: any): Fact[] {
  const own = (text: string | null): string | null => text?.replace('#', 'clm_') ?? null;
  const told: SpecClaim[] = inputs.map(({ ref, occurrence, span = null, locator = null, ...input }: any) => ({
    ...input, id: ref, span, locator,
    ...(occurrence === null ? {} : { occurrence: occurrence.replace('#', 'occ_') }),
    happened: input.happened && { ...input.happened, anchor: own(input.happened.anchor) },
    attribution: input.attribution.map((hop: any) => ({ scopeUnclear: false, ...hop })),
    stances: input.stances.map((entry: any) => ({ ...entry, conditions: entry.conditions.map(own) })),
    links: input.links.map(({ type, target }: any) => ({ type, target: own(target) })),
  } satisfies Partial<ClaimContent> & { id: string }));
  return [filed('R01', { outlet, headline }), ...told.map((claim, order) => reported('rpt_R01', 1, claim, order)), ...told.map(placed)];
}

describe('the seed story of Rafah, filed alone', () => {
  const story = told();
  const expected = JSON.parse(seed('fixtures/rafah-first-reconstruction.expected.json'));
  const items = story.all(timeline);
  const ref = (id: string | null): string => id!.replace(/^(occ|clm)_/, '');

  it('makes 27 occurrences of 30 claims, all undated and of one origin', () => {
    expect([story.all(claims).length, items.length]).toEqual([expected.claims, expected.occurrences]);
    expect(items.map(({ happened, origins, outlets, status }) => [happened?.edtf ?? null, origins, outlets, status])).toEqual(items.map(() => [null, 1, 1, 'attested']));
    const several = Object.fromEntries(items.filter(({ members }) => members.length > 1).map(({ occurrence, members }) => [ref(occurrence), members.map(ref)]));
    expect(several).toEqual(expected.occurrencesWithSeveralClaims);
  });

  it('stands in the expected order', () => {
    const order = inHappenedOrder(items.map((item) => timeline.facets(item) as any));
    expect(order.map((item: any) => ref(item.occurrence))).toEqual(expected.order.undatedOnly);
    const after = items.flatMap(({ occurrence, ordering }) => ordering.after.map((other: string) => ({ occurrence: ref(occurrence), after: ref(other) })));
    expect(after).toEqual(expected.order.after);
  });

  it('has the expected plans', () => {
    expect(story.all(plans).map(({ occurrence, status, statuses, scheduledFor }) => ({ occurrence: ref(occurrence), statuses: statuses.map((one: any) => one.status), status, scheduledFor })))
      .toEqual(expected.plans.map((plan: any) => ({ ...plan, scheduledFor: null })));
  });

  it('has exactly the expected stance cells', () => {
    const cells = story.all(stances).sort((a, b) => (a.holder === b.holder ? a.issue < b.issue : a.holder < b.holder) ? -1 : 1);
    expect(cells.map(({ holder, issue, value, basis, conditional, conditions, settled, claims: count, origins, from }) =>
      ({ holder, issue, value, basis, conditional, conditions: conditions.map(ref), from: ref(from.claim), settled, claims: count, origins })))
      .toEqual(expected.stances.map(({ claimRefs: _, ...cell }: any) => cell));
    expect(story.row(stances, 'hamas/rafah-first-reconstruction')).toBeNull();
    expect(cells.map(({ step }) => step.movement)).toEqual(cells.map(() => 'opened'));
  });

  it('has the expected quantities', () =>
    expect(story.all(quantities).map(({ of, unit, low, high, values }) => ({ of, unit, low, high, claim: ref(values[0].claim) }))).toEqual(expected.quantities));

  it('has the expected 139 markers', () => {
    const open = story.all(markers).filter(({ closed }) => closed === null);
    expect(open).toHaveLength(expected.openMarkers);
    for (const rule of Object.keys(expected.markers)) {
      const subjects = open.filter((marker) => marker.rule === rule).map(({ subject }) => (subject.type === 'report' ? 'report' : ref(subject.id)));
      expect([rule, subjects.sort()]).toEqual([rule, [...expected.markers[rule]].sort()]);
    }
    // Each item counts those on it and its claims: 139 less the three on the report.
    expect(items.reduce((sum, { markers: { count } }) => sum + count, 0)).toBe(136);
  });

  it('is one origin, whoever the report cites', () => expect(originsOf(story.facts, [...story.facts.claims.values()])).toHaveLength(1));

  it('shows on every claim the markers that are open on it', () =>
    expect(story.all(claims).reduce((sum, claim) => sum + claim.markers.length, 0)).toBe(136 - 27));

  it('shows on the report the markers that are open on it', () =>
    expect(story.row(reports, 'rpt_R01').markers.map(({ rule }: any) => rule).sort()).toEqual(['headline-body-mismatch', 'internal-inconsistency', 'undated-report']));
});
