import { serve, type Served } from '../test/served-stories.js';

const text = 'The United States is urging Israel to start rebuilding Rafah at once.\nIsrael\'s security establishment rejects the plan, and officers in Southern Command told American counterparts that about 150 fighters remain in tunnels under the city.\nAl-Mayadeen says a meeting planned in Istanbul for envoy Steve Witkoff and Khalil al-Hayya of Hamas was called off under Israeli pressure.';
const spanOf = (exact: string, start: number) => ({ start, end: start + exact.length, exact });
const officers = [{ label: 'officers in Southern Command', namedness: 'unit', side: 'party' }];
const mayadeen = [{ source: 'al-mayadeen', namedness: 'named-office' }];
const people = (role: string) => [{ actor: 'steve-witkoff', role }, { actor: 'khalil-al-hayya', role }];
const rafah = 'rafah-first-reconstruction';
const contact = 'us-hamas-contact';
/** The filing of API §12. */
const filing = {
  outlet: null, headline: 'Washington wants Rafah rebuilt first; security officials object', published: null, language: 'en', text,
  claims: [
    { ref: 'push', kind: 'pressure', issue: rafah, participants: [{ actor: 'usa', role: 'initiator' }, { actor: 'isr', role: 'recipient' }], span: spanOf('is urging Israel to start rebuilding Rafah', 18) },
    { ref: 'refusal', kind: 'rejection', issue: rafah, participants: [{ actor: 'isr-security-establishment', role: 'initiator' }, { actor: 'usa', role: 'recipient' }], span: spanOf('rejects the plan', 102) },
    { ref: 'protest', kind: 'objection', issue: rafah, participants: [{ actor: 'isr-southern-command', role: 'initiator' }, { actor: 'usa', role: 'recipient' }], span: spanOf('told American counterparts', 153), attribution: officers },
    { ref: 'fighters', kind: 'quantity', issue: rafah, participants: [{ actor: 'hamas', role: 'subject' }], span: spanOf('about 150 fighters remain in tunnels', 185), attribution: officers, quantity: { best: 150, unit: 'person', of: 'fighters-in-rafah-tunnels', kind: 'approximate', cue: 'about' } },
    { ref: 'meeting', kind: 'planned-meeting', issue: contact, participants: people('initiator'), span: spanOf('a meeting planned in Istanbul', 255), attribution: mayadeen, planStatus: 'scheduled', place: { label: 'Istanbul', precision: 'near' } },
    { ref: 'calledOff', kind: 'cancelled-meeting', issue: contact, participants: people('subject'), span: spanOf('was called off', 338), attribution: mayadeen, planStatus: 'cancelled', occurrence: '#meeting', links: [{ type: 'cancels', target: '#meeting' }] },
    { ref: 'israeliPressure', kind: 'pressure', issue: contact, participants: [{ actor: 'isr', role: 'initiator' }, { actor: 'usa', role: 'recipient' }], span: spanOf('under Israeli pressure', 353), attribution: mayadeen, stances: [{ holder: 'isr', issue: contact, value: -3, basis: 'attributed' }], links: [{ type: 'cause', target: '#calledOff' }] },
  ],
};

describe('the audit of the worked example', () => {
  let api: Served;
  let first: any;
  const story = `/stories/${rafah}`;
  beforeAll(async () => {
    api = await serve();
    await api.done('/stories', { slug: rafah, title: 'Rafah first' });
    await api.done('/outlets', { id: 'al-mayadeen', name: 'Al-Mayadeen' });
    const kinds: Record<string, string> = { usa: 'state', isr: 'state', 'isr-security-establishment': 'collective', 'isr-southern-command': 'unit', hamas: 'armed-group', 'steve-witkoff': 'person', 'khalil-al-hayya': 'person' };
    for (const [id, kind] of Object.entries(kinds)) await api.done('/actors', { id, kind, names: [{ text: id }] });
    for (const id of [rafah, contact]) await api.done('/issues', { id, title: id });
    first = (await api.done(`${story}/reports`, filing)).body;
    await api.done('/outlets', { id: 'gulf-wire', name: 'Gulf Wire' });
    const meeting = first.claims.find(({ ref }: any) => ref === 'meeting').occurrence;
    await api.done(`${story}/reports`, {
      outlet: 'gulf-wire', headline: "Envoy's office: no meeting was set",
      claims: [{ kind: 'denial', issue: contact, participants: [{ actor: 'steve-witkoff', role: 'initiator' }], locator: { paragraph: 1 }, attribution: [{ label: "the envoy's office", namedness: 'named-office', side: 'party' }], occurrence: meeting, attests: 'denies' }],
    });
    await api.get(`${story}/timeline?minPosition=30`);
  });
  afterAll(() => api.close());

  it('sums up the first filing', () =>
    expect(first.summary).toEqual({ 'report-filed': 1, 'occurrence-opened': 6, 'claim-added': 7, 'stance-opened': 4, 'marker-opened': 26 }));

  it('compares the story before and after the denial', async () => {
    const { status, body, headers } = await api.get(`${story}/compare/26...30`);
    expect([status, body]).toMatchObject([200, {
      a: { position: 26 }, b: { position: 30 }, summary: { 'report-filed': 1, 'claim-added': 1, 'contradiction-opened': 1, 'marker-opened': 4 }, unchanged: 5,
      neighbours: { previous: `/api/v1${story}/compare/11...26`, following: null }, next: null, position: 30,
    }]);
    expect(headers.etag).toBe('"30.1"');
  });
});
