import { claims, inHappenedOrder, markers, plans, quantities, stances, timeline } from './index.js';
import { by, fact, hop, SpecStory } from '../test/spec-story.js';

const alMayadeen = [hop({ source: 'al-mayadeen', namedness: 'named-office' })];
const officers = [hop({ label: 'officers in Southern Command', namedness: 'unit', side: 'party' })];
const to = (actor: string) => ({ actor, role: 'recipient' as const, label: null });
const subject = (actor: string) => ({ actor, role: 'subject' as const, label: null });
const position = (holder: string, issue: string, value: number) => [{ holder, issue, value, basis: 'attributed' as const, conditions: [] }];

/** The worked example of API §12, position by position. */
function example(): SpecStory {
  const story = new SpecStory([timeline, stances, markers, plans, quantities, claims]);
  story.tell(fact('StoryOpened', { slug: 'story', title: 'Rafah', summary: null, issues: [] })).outlets('al-mayadeen');
  for (const [id, kind] of [['usa', 'state'], ['isr', 'state'], ['isr-security-establishment', 'collective'], ['isr-southern-command', 'unit'], ['hamas', 'armed-group'], ['steve-witkoff', 'person'], ['khalil-al-hayya', 'person']] as const) {
    const name = { 'steve-witkoff': 'Steve Witkoff', 'khalil-al-hayya': 'Khalil al-Hayya' }[id as string] ?? id;
    story.tell(fact('ActorRegistered', { id, kind, names: [{ text: name, language: 'en', alias: false }], memberOf: null, wikidata: null, iso3: null, sector: null }));
  }
  story.issues('rafah-first-reconstruction').issues('us-hamas-contact');
  return story.report('7Q', { headline: 'Washington wants Rafah rebuilt first; security officials object' },
    { id: 'push', kind: 'pressure', issue: 'rafah-first-reconstruction', participants: [...by('usa'), to('isr')], stances: position('usa', 'rafah-first-reconstruction', 3) },
    { id: 'refusal', kind: 'rejection', issue: 'rafah-first-reconstruction', participants: [...by('isr-security-establishment'), to('usa')], stances: position('isr-security-establishment', 'rafah-first-reconstruction', -3) },
    { id: 'protest', kind: 'objection', issue: 'rafah-first-reconstruction', participants: [...by('isr-southern-command'), to('usa')], attribution: officers, stances: position('isr-southern-command', 'rafah-first-reconstruction', -2) },
    { id: 'fighters', kind: 'quantity', issue: 'rafah-first-reconstruction', participants: [subject('hamas')], attribution: officers,
      quantity: { best: 150, low: null, high: null, unit: 'person', of: 'fighters-in-rafah-tunnels', kind: 'approximate', asOf: null, cue: 'about' } },
    { id: 'meeting', kind: 'planned-meeting', issue: 'us-hamas-contact', participants: by('steve-witkoff', 'khalil-al-hayya'), attribution: alMayadeen, planStatus: 'scheduled', place: { label: 'Istanbul', precision: 'near' } },
    { id: 'calledOff', kind: 'cancelled-meeting', issue: 'us-hamas-contact', participants: [subject('steve-witkoff'), subject('khalil-al-hayya')], attribution: alMayadeen, planStatus: 'cancelled',
      occurrence: 'occ_meeting', links: [{ type: 'cancels', target: 'clm_meeting' }] },
    { id: 'israeliPressure', kind: 'pressure', issue: 'us-hamas-contact', participants: [...by('isr'), to('usa')], attribution: alMayadeen, stances: position('isr', 'us-hamas-contact', -3),
      links: [{ type: 'cause', target: 'clm_calledOff' }] });
}

describe('the worked example of the contract', () => {
  const story = example();

  it('shows the meeting as published', () => {
    const recorded = { at: expect.any(String), by: { id: 'k1', name: 'ana', kind: 'key' } };
    expect(story.row(timeline, 'occ_meeting')).toEqual({
      occurrence: 'occ_meeting', title: 'Meeting of Steve Witkoff and Khalil al-Hayya, Istanbul', kind: 'planned-meeting', issue: 'us-hamas-contact',
      participants: by('steve-witkoff', 'khalil-al-hayya'), place: { label: 'Istanbul', precision: 'near' }, happened: null,
      ordering: { basis: 'relation', after: ['occ_israeliPressure'], before: [] }, planStatus: 'cancelled', status: 'attested', voice: 'relayed', hedge: 0,
      attests: { supports: 2, denies: 0, queries: 0, mentions: 0 }, origins: 1, outlets: 1,
      markers: { count: 7, worst: 2, rules: { hypothetical: 1, 'second-hand-relay': 2, 'single-source': 1, 'vague-actor': 1, 'vague-time': 2 } },
      published: { first: null, last: null }, recorded: { first: { position: 17, ...recorded }, last: { position: 18, ...recorded } }, group: null,
      quantity: null, canonicalId: 'occ_meeting', absorbed: [], members: ['clm_meeting', 'clm_calledOff'],
    });
    expect(story.versions(timeline, 'occ_meeting').at(-1)!.position).toBe(26);
  });

  it('orders six undated items by relation, else as reported', () => {
    const order = inHappenedOrder(story.all(timeline).map((item) => timeline.facets(item) as any));
    expect(order.map((item) => item.occurrence.slice(4))).toEqual(['push', 'refusal', 'protest', 'fighters', 'israeliPressure', 'meeting']);
    expect(story.all(timeline).filter(({ ordering }) => ordering.basis === 'relation').map(({ occurrence }) => occurrence).sort()).toEqual(['occ_israeliPressure', 'occ_meeting']);
  });

  it('has four stance cells and none for Hamas', () => {
    expect(story.all(stances).map(({ holder, value, word }) => [holder, value, word])).toEqual([
      ['usa', 3, 'champions'], ['isr-security-establishment', -3, 'rejects'], ['isr-southern-command', -2, 'opposes'], ['isr', -3, 'rejects'],
    ]);
    expect(story.row(stances, 'usa/rafah-first-reconstruction')).toMatchObject({ markers: { count: 3, worst: 2 }, claims: 1, origins: 1, previous: null, settled: true });
    expect(story.versions(stances, 'usa/rafah-first-reconstruction').at(-1)!.position).toBe(20);
  });

  it('has 26 markers open', () => {
    const rules: Record<string, number> = {};
    for (const { rule, closed } of story.all(markers)) if (closed === null) rules[rule] = (rules[rule] ?? 0) + 1;
    expect(rules).toEqual({
      'single-source': 6, 'vague-time': 6, 'second-hand-relay': 3, unattributed: 2, 'anonymous-attribution': 2, 'interested-party': 2, 'vague-actor': 2,
      'approximate-quantity': 1, hypothetical: 1, 'undated-report': 1,
    });
  });

  it('has the series and the plan', () => {
    expect(story.row(quantities, 'fighters-in-rafah-tunnels/person')).toMatchObject({ latest: 150, values: [{ claim: 'clm_fighters', voice: 'unnamed', status: 'active' }] });
    expect(story.row(plans, 'occ_meeting').statuses.map(({ status }: any) => status)).toEqual(['scheduled', 'cancelled']);
  });

  it('takes a denial in as a denial, and leaves five items as they were', () => {
    const denied = example();
    denied.outlets('gulf-wire').report('8R', { outlet: 'gulf-wire', headline: "Envoy's office: no meeting was set" }, {
      id: 'no', kind: 'denial', issue: 'us-hamas-contact', participants: by('steve-witkoff'), attests: 'denies', occurrence: 'occ_meeting',
      attribution: [hop({ label: "the envoy's office", namedness: 'named-office', side: 'party' })],
    });
    expect(denied.row(timeline, 'occ_meeting')).toMatchObject({ attests: { supports: 2, denies: 1 }, markers: { rules: { contested: 1 } }, origins: 1 });
    expect(denied.all(timeline).filter(({ occurrence }) => denied.versions(timeline, occurrence).at(-1)!.position > 26)).toHaveLength(1);
    expect(denied.all(markers).filter(({ closed, opened }) => closed === null && opened.position > 26).map(({ rule }) => rule).sort())
      .toEqual(['contested', 'interested-party', 'undated-report', 'vague-time']);
  });
});
