import { ProjectionEngine } from '#libs/projections';
import { Service, type Reply } from './service.js';

// API §12, sentence by sentence: what a client sees who files the first report into an empty store.
const slug = 'rafah-first-reconstruction';
const actors: [string, string][] = [
  ['usa', 'state'], ['isr', 'state'], ['isr-security-establishment', 'collective'], ['isr-southern-command', 'unit'], ['hamas', 'armed-group'],
  ['steve-witkoff', 'person'], ['khalil-al-hayya', 'person'],
];
const officers = { label: 'officers in Southern Command', namedness: 'unit', side: 'party' };
const relayed = { source: 'al-mayadeen', namedness: 'named-office' };
const report = (end = 60): object => ({
  outlet: null, headline: 'Washington wants Rafah rebuilt first; security officials object', published: null, language: 'en',
  text: "The United States is urging Israel to start rebuilding Rafah at once.\nIsrael's security establishment rejects the plan, and officers in Southern Command told American counterparts that about 150 fighters remain in tunnels under the city.\nAl-Mayadeen says a meeting planned in Istanbul for envoy Steve Witkoff and Khalil al-Hayya of Hamas was called off under Israeli pressure.",
  claims: [
    { ref: 'push', kind: 'pressure', issue: slug, participants: [{ actor: 'usa', role: 'initiator' }, { actor: 'isr', role: 'recipient' }], span: { start: 18, end, exact: 'is urging Israel to start rebuilding Rafah' } },
    { ref: 'refusal', kind: 'rejection', issue: slug, participants: [{ actor: 'isr-security-establishment', role: 'initiator' }, { actor: 'usa', role: 'recipient' }], span: { start: 102, end: 118, exact: 'rejects the plan' } },
    { ref: 'protest', kind: 'objection', issue: slug, participants: [{ actor: 'isr-southern-command', role: 'initiator' }, { actor: 'usa', role: 'recipient' }], span: { start: 153, end: 179, exact: 'told American counterparts' }, attribution: [officers] },
    { ref: 'fighters', kind: 'quantity', issue: slug, participants: [{ actor: 'hamas', role: 'subject' }], span: { start: 185, end: 221, exact: 'about 150 fighters remain in tunnels' }, attribution: [officers], quantity: { best: 150, unit: 'person', of: 'fighters-in-rafah-tunnels', kind: 'approximate', cue: 'about' } },
    { ref: 'meeting', kind: 'planned-meeting', issue: 'us-hamas-contact', participants: [{ actor: 'steve-witkoff', role: 'initiator' }, { actor: 'khalil-al-hayya', role: 'initiator' }], span: { start: 255, end: 284, exact: 'a meeting planned in Istanbul' }, attribution: [relayed], planStatus: 'scheduled', place: { label: 'Istanbul', precision: 'near' } },
    { ref: 'calledOff', kind: 'cancelled-meeting', issue: 'us-hamas-contact', participants: [{ actor: 'steve-witkoff', role: 'subject' }, { actor: 'khalil-al-hayya', role: 'subject' }], span: { start: 338, end: 352, exact: 'was called off' }, attribution: [relayed], planStatus: 'cancelled', occurrence: '#meeting', links: [{ type: 'cancels', target: '#meeting' }] },
    { ref: 'israeliPressure', kind: 'pressure', issue: 'us-hamas-contact', participants: [{ actor: 'isr', role: 'initiator' }, { actor: 'usa', role: 'recipient' }], span: { start: 353, end: 375, exact: 'under Israeli pressure' }, attribution: [relayed], stances: [{ holder: 'isr', issue: 'us-hamas-contact', value: -3, basis: 'attributed' }], links: [{ type: 'cause', target: '#calledOff' }] },
  ],
});
const summary = { 'report-filed': 1, 'occurrence-opened': 6, 'claim-added': 7, 'stance-opened': 4, 'marker-opened': 26 };

describe('the worked example of API §12', () => {
  let service: Service;
  let filed: Reply;
  let dry: Reply;
  let misplaced: Reply;
  const ref: Record<string, { id: string; occurrence: string }> = {};

  beforeAll(async () => {
    service = await Service.start();
    const registered = [
      await service.post('stories', { slug, title: 'Rafah First Reconstruction' }),
      await service.post('outlets', { id: 'al-mayadeen', name: 'Al-Mayadeen' }),
    ];
    for (const [id, kind] of actors) registered.push(await service.post('actors', { id, kind, names: [{ text: id, language: 'en', alias: false }] }));
    for (const id of [slug, 'us-hamas-contact']) registered.push(await service.post('issues', { id, title: id }));
    expect(registered.map(({ status, body }) => [status, body.positions.first])).toEqual(registered.map((_, i) => [201, i + 1]));
    dry = await service.post(`stories/${slug}/reports?dryRun=true`, report());
    expect((await service.get('log?order=desc&limit=1')).body.items[0].position).toBe(11);
    misplaced = await service.post(`stories/${slug}/reports?dryRun=true`, report(61));
    filed = await service.post(`stories/${slug}/reports`, report());
    for (const claim of filed.body.claims) ref[claim.ref] = claim;
  }, 60_000);
  afterAll(() => service?.stop());

  it('answers the dry run with the very receipt of the filing, without ids and positions', () => {
    expect([dry.status, dry.body.dryRun, dry.body.positions]).toEqual([200, true, null]);
    expect(dry.body.summary).toEqual(summary);
    expect(dry.body.changes.map((change: any) => change.kind)).toEqual(filed.body.changes.map((change: any) => change.kind));
    expect(dry.body.changes.map((change: any) => change.sentence)).toEqual(filed.body.changes.map((change: any) => change.sentence));
  });

  it('refuses a span that does not match, whatever else is right', () => {
    expect([misplaced.status, misplaced.body.type]).toEqual([422, '/problems/span-mismatch']);
  });

  it('writes 15 events at 12 to 26: the report, its claims, then their occurrences in body order', async () => {
    expect([filed.status, filed.body.positions]).toEqual([201, { first: 12, last: 26 }]);
    expect(filed.body.summary).toEqual(summary);
    const types = (await service.get('log?fromPosition=12&limit=100')).body.items.map((event: any) => event.type);
    expect(types).toEqual([
      'ReportFiled', ...Array.from({ length: 7 }, () => 'ClaimReported'),
      ...Array.from({ length: 5 }, () => 'OccurrenceOpened'), 'ClaimAttached', 'OccurrenceOpened',
    ]);
    expect(new Set(filed.body.claims.map((claim: any) => claim.occurrence)).size).toBe(6);
  });

  it('refuses the same body a second time as the same text', async () => {
    const again = await service.post(`stories/${slug}/reports`, report());
    expect([again.status, again.body.type, again.body.match]).toEqual([409, '/problems/duplicate-report', 'same-text']);
  });

  it('answers the report with the hash and length of its text', async () => {
    const { body } = await service.get(`reports/${filed.body.resource.id}`);
    expect([body.textSha256, body.textLength]).toEqual(['787d454391aa2263fc690848ae6597ff66c0037f6b6f8d79f75a62e14d21eed0', 376]);
    expect(body.claims).toHaveLength(7);
  });

  it('orders the undated timeline by what the text says of before and after', async () => {
    const { items } = (await service.get(`stories/${slug}/timeline?undated=only`)).body;
    const order = ['push', 'refusal', 'protest', 'fighters', 'israeliPressure', 'meeting'].map((name) => ref[name]!.occurrence);
    expect(items.map((item: any) => item.occurrence)).toEqual(order);
    expect(items.map((item: any) => item.ordering.basis)).toEqual(['reported', 'reported', 'reported', 'reported', 'relation', 'relation']);
    const [meeting] = items.slice(-1);
    expect([meeting.planStatus, meeting.origins, meeting.voice, meeting.title]).toEqual(['cancelled', 1, 'relayed', expect.stringContaining('Istanbul')]);
    expect(meeting.markers).toEqual({ count: 7, worst: 2, rules: { hypothetical: 1, 'second-hand-relay': 2, 'single-source': 1, 'vague-actor': 1, 'vague-time': 2 } });
    expect([meeting.knownFrom, meeting.knownTo]).toEqual([26, null]);
  });

  it('filters, and reads the past without it ever changing', async () => {
    const count = async (query: string): Promise<number> => (await service.get(`stories/${slug}/timeline?${query}`)).body.items.length;
    expect([await count('issue=us-hamas-contact'), await count('undated=exclude')]).toEqual([2, 0]);
    const past = await service.get(`stories/${slug}/timeline?knownAt=11`);
    expect([past.body.items, past.headers['cache-control']]).toEqual([[], 'public, max-age=31536000, immutable']);
  });

  it('tells who stands where, and has no cell where nobody spoke', async () => {
    const { items } = (await service.get(`stories/${slug}/stances`)).body;
    expect(items.map((cell: any) => [cell.holder, cell.issue, cell.value, cell.word])).toEqual([
      ['isr', 'us-hamas-contact', -3, 'rejects'], ['isr-security-establishment', slug, -3, 'rejects'],
      ['isr-southern-command', slug, -2, 'opposes'], ['usa', slug, 3, 'champions'],
    ]);
    expect(items[3].knownFrom).toBe(20);
  });

  it('opens 26 markers', async () => {
    const { items } = (await service.get(`stories/${slug}/markers?limit=100`)).body;
    const counts: Record<string, number> = {};
    for (const { rule } of items) counts[rule] = (counts[rule] ?? 0) + 1;
    expect(counts).toEqual({
      'single-source': 6, 'vague-time': 6, 'second-hand-relay': 3, unattributed: 2, 'anonymous-attribution': 2, 'interested-party': 2, 'vague-actor': 2,
      'approximate-quantity': 1, hypothetical: 1, 'undated-report': 1,
    });
  });

  it('keeps the number and the plan', async () => {
    const [series] = (await service.get(`stories/${slug}/quantities`)).body.items;
    expect([series.of, series.unit, series.latest]).toEqual(['fighters-in-rafah-tunnels', 'person', 150]);
    const plans = (await service.get(`stories/${slug}/plans`)).body.items;
    expect(plans.map((plan: any) => [plan.occurrence, plan.statuses.map((one: any) => one.status)])).toEqual([[ref.meeting!.occurrence, ['scheduled', 'cancelled']]]);
  });

  it('takes a denial, and compares before with after', async () => {
    expect((await service.post('outlets', { id: 'gulf-wire', name: 'Gulf Wire' })).body.positions.first).toBe(27);
    const denial = await service.post(`stories/${slug}/reports`, {
      outlet: 'gulf-wire', headline: "Envoy's office: no meeting was set",
      claims: [{
        kind: 'denial', issue: 'us-hamas-contact', participants: [{ actor: 'steve-witkoff', role: 'initiator' }], locator: { paragraph: 1 },
        attribution: [{ label: "the envoy's office", namedness: 'named-office', side: 'party' }], occurrence: ref.meeting!.occurrence, attests: 'denies',
      }],
    });
    expect(denial.body.positions).toEqual({ first: 28, last: 30 });
    const { body } = await service.get(`stories/${slug}/compare/26...30`);
    expect(body.summary).toEqual({ 'report-filed': 1, 'claim-added': 1, 'contradiction-opened': 1, 'marker-opened': 4 });
    expect([body.unchanged, body.neighbours]).toEqual([5, { previous: `/api/v1/stories/${slug}/compare/11...26`, following: null }]);
    expect(body.items.filter((change: any) => change.kind === 'marker-opened').map((change: any) => change.after.rule).sort())
      .toEqual(['contested', 'interested-party', 'undated-report', 'vague-time']);
    const before = (await service.get(`stories/${slug}/timeline?knownAt=26&issue=us-hamas-contact`)).body.items;
    expect(before.map((item: any) => item.attests.denies)).toEqual([0, 0]);
  });

  it('leads an edit to the right act, and a slip to the right name', async () => {
    const patched = await service.send('PATCH', `reports/${filed.body.resource.id}`, {}, { 'content-type': 'application/json' });
    expect([patched.status, patched.body.type, String(patched.headers.link).match(/rel="edit"/g)]).toEqual([405, '/problems/immutable-resource', ['rel="edit"', 'rel="edit"']]);
    const slip = await service.get(`stories/${slug}/timeline?acotr=usa`);
    expect([slip.status, slip.body.errors[0].suggestion]).toEqual([400, 'actor']);
  });

  it('rebuilds every read model to the same bytes', async () => {
    // Live rows are made of events as they were appended, rebuilt ones of events as they were read back.
    const engine = service.app.get(ProjectionEngine, { strict: false });
    for (const { name } of await engine.status()) expect(await engine.verify(name)).toMatchObject({ equal: true, switched: false });
  });
});
