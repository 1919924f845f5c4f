import type { StoryApi } from './story-api.js';

/** The worked example of API §12: registers, then the report. */
export const slug = 'rafah-first-reconstruction';
const name = (text: string) => [{ text, language: 'en', alias: false }];
const officers = [{ label: 'officers in Southern Command', namedness: 'unit', side: 'party' }];
const alMayadeen = [{ source: 'al-mayadeen', namedness: 'named-office' }];
const as = (role: string) => (actor: string) => ({ actor, role });
const [initiator, recipient, subject] = [as('initiator'), as('recipient'), as('subject')];

export async function openRegisters(api: Pick<StoryApi, 'done'>): Promise<void> {
  await api.done('/stories', { slug, title: 'Rebuilding Rafah first' });
  await api.done('/outlets', { id: 'al-mayadeen', name: 'Al-Mayadeen' });
  for (const [id, kind] of [
    ['usa', 'state'], ['isr', 'state'], ['isr-security-establishment', 'collective'], ['isr-southern-command', 'unit'], ['hamas', 'armed-group'],
    ['steve-witkoff', 'person'], ['khalil-al-hayya', 'person'],
  ]) await api.done('/actors', { id, kind, names: name(id!) });
  for (const id of [slug, 'us-hamas-contact']) await api.done('/issues', { id, title: id });
}

export const text = `The United States is urging Israel to start rebuilding Rafah at once.
Israel's security establishment rejects the plan, and officers in Southern Command told American counterparts that about 150 fighters remain in tunnels under the city.
Al-Mayadeen says a meeting planned in Istanbul for envoy Steve Witkoff and Khalil al-Hayya of Hamas was called off under Israeli pressure.`;
const span = (start: number, end: number, exact: string) => ({ start, end, exact });

export const report = {
  outlet: null as string | null, headline: 'Washington wants Rafah rebuilt first; security officials object', published: null, language: 'en', text,
  claims: [
    { ref: 'push', kind: 'pressure', issue: slug, participants: [initiator('usa'), recipient('isr')], span: span(18, 60, 'is urging Israel to start rebuilding Rafah') },
    { ref: 'refusal', kind: 'rejection', issue: slug, participants: [initiator('isr-security-establishment'), recipient('usa')], span: span(102, 118, 'rejects the plan') },
    { ref: 'protest', kind: 'objection', issue: slug, participants: [initiator('isr-southern-command'), recipient('usa')], span: span(153, 179, 'told American counterparts'), attribution: officers },
    {
      ref: 'fighters', kind: 'quantity', issue: slug, participants: [subject('hamas')], span: span(185, 221, 'about 150 fighters remain in tunnels'), attribution: officers,
      quantity: { best: 150, unit: 'person', of: 'fighters-in-rafah-tunnels', kind: 'approximate', cue: 'about' },
    },
    {
      ref: 'meeting', kind: 'planned-meeting', issue: 'us-hamas-contact', participants: [initiator('steve-witkoff'), initiator('khalil-al-hayya')],
      span: span(255, 284, 'a meeting planned in Istanbul'), attribution: alMayadeen, planStatus: 'scheduled', place: { label: 'Istanbul', precision: 'near' },
    },
    {
      ref: 'calledOff', kind: 'cancelled-meeting', issue: 'us-hamas-contact', participants: [subject('steve-witkoff'), subject('khalil-al-hayya')],
      span: span(338, 352, 'was called off'), attribution: alMayadeen, planStatus: 'cancelled', occurrence: '#meeting', links: [{ type: 'cancels', target: '#meeting' }],
    },
    {
      ref: 'israeliPressure', kind: 'pressure', issue: 'us-hamas-contact', participants: [initiator('isr'), recipient('usa')], span: span(353, 375, 'under Israeli pressure'),
      attribution: alMayadeen, stances: [{ holder: 'isr', issue: 'us-hamas-contact', value: -3, basis: 'attributed' }], links: [{ type: 'cause', target: '#calledOff' }],
    },
  ],
};
