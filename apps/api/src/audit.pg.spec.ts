import { seedStories } from '../../../seeds/index.js';
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

describe('the audit of the Cuban missile crisis', () => {
  let api: Served;
  let head = 0;
  const story = '/stories/cuban-missile-crisis';
  beforeAll(async () => {
    api = await serve();
    await seedStories(api.transport);
    head = (await api.get('/log?limit=1')).body.position;
    await api.get(`${story}/timeline?minPosition=${head}`);
  }, 60_000);
  afterAll(() => api.close());

  const items = async (path: string): Promise<any[]> => {
    const { status, text } = await api.get(`${story}/${path}${path.includes('?') ? '&' : '?'}format=ndjson`);
    if (status !== 200) throw new Error(text);
    return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  };
  const compare = async (ends: string, query = '') => (await api.get(`${story}/compare/${ends}?${query}`)).body;
  const events = async (type: string): Promise<any[]> => (await api.get(`/log?story=cuban-missile-crisis&type=${type}&limit=1000`)).body.items;

  describe('compared', () => {
    it('shows what the public could know of the missiles in Turkey on 28 October 1962, and what by the end of 1989', async () => {
      const stanceOf = (changes: any[]) => changes.filter(({ subject }) => subject.id === 'usa/jupiter-trade').map(({ kind, before, after, changeOf }) => [kind, before?.value ?? null, after?.value ?? null, changeOf]);
      expect(stanceOf((await compare('1962-09-01...1962-10-28', 'clock=published&limit=1000')).items)).toEqual([['stance-opened', null, -3, 'story']]);
      // In 1969 a turn is told by one voice, of the very same day; twenty years on two more settle it. Over both together it is one flip.
      expect(stanceOf((await compare('1962-10-28...1969-12-31', 'clock=published&limit=1000')).items)).toEqual([['stance-shift-reported', -3, 1, 'story']]);
      expect(stanceOf((await compare('1969-12-31...1989-12-31', 'clock=published&limit=1000')).items)).toEqual([['stance-flipped', 1, 2, 'story']]);
      const whole = await compare('1962-10-28...1989-12-31', 'clock=published&issue=jupiter-trade&limit=1000');
      expect(stanceOf(whole.items)).toEqual([['stance-flipped', -3, 2, 'story']]);
      expect(whole).toMatchObject({ a: { published: '1962-10-28', at: '1962-10-28T23:59:59.999999Z' }, b: { published: '1989-12-31' }, next: null });
      // Nothing of it was settled by what was recorded until then: on the recorded clock the same comparison is of other moments.
      expect((await compare('1962-10-28...1962-10-28', 'clock=published')).items).toEqual([]);
    });

    it('steps from one day of publication to the next', async () => {
      const { neighbours } = await compare('1962-10-23...1962-10-24', 'clock=published');
      expect(neighbours).toEqual({ previous: `/api/v1${story}/compare/1962-10-22...1962-10-23?clock=published`, following: `/api/v1${story}/compare/1962-10-24...1962-10-25?clock=published` });
    });

    it('says when the ends are of the wrong clock or the wrong way round', async () => {
      for (const [path, code, suggestion] of [
        ['1962-10-28...1989', 'type', null], ['20...10', 'combination', '10...20'], ['1989...1962-10-28?clock=published', 'combination', '1962-10-28...1989'], ['head...3', 'combination', '3...head'],
        ['3...head?clock=published', 'edtf', null], ['1962...1963?clock=published&publishedBy=1962', 'combination', null], ['1...head?subject=usa', 'pattern', null],
      ] as const) {
        const { status, body } = await api.get(`${story}/compare/${path}`);
        expect([path, status, body.errors?.[0]?.code, body.errors?.[0]?.suggestion]).toEqual([path, 400, code, suggestion]);
      }
      expect((await api.get(`${story}/compare/1...${head + 1}`)).body).toMatchObject({ status: 422, type: '/problems/beyond-head', head });
      expect((await api.get(`${story}/compare/1...2100-01-01T00:00:00Z`)).status).toBe(422);
      expect((await api.get('/stories/cuban-missile-crises/compare/1...2')).body).toMatchObject({ status: 404, nearest: ['cuban-missile-crisis'] });
    });

    it('takes positions, times and head for the same moments', async () => {
      const [last] = (await api.get(`/log/${head}`)).body.recordedAt.match(/.*/)!;
      const byPosition = await compare(`0...${head}`, 'limit=1000');
      expect((await compare('0...head', 'limit=1000')).items).toEqual(byPosition.items);
      expect((await compare(`0...${encodeURIComponent(last)}`, 'limit=1000')).items).toEqual(byPosition.items);
      const total = Object.values(byPosition.summary as Record<string, number>).reduce((sum, count) => sum + count, 0);
      expect((await items(`compare/0...${head}`)).length).toBe(total);
    });

    it('is the same in pages as whole, and says as CSV the same', async () => {
      const whole = await items(`compare/200...${head}`);
      const paged: any[] = [];
      for (let next: string | null = `${story}/compare/200...${head}?limit=37`; next !== null;) {
        const page: any = (await api.get(next.replace('/api/v1', ''))).body;
        paged.push(...page.items);
        next = page.next;
      }
      expect(paged).toEqual(whole);
      const csv = (await api.get(`${story}/compare/200...${head}?format=csv`)).text.trimEnd().split('\r\n');
      expect([csv.length, csv[0]]).toEqual([whole.length + 1, 'position,kind,changeOf,cosmetic,nature,subject.type,subject.id,before,after,sentence,rule,because']);
    });

    it('nets what the list of changes tells one after another, and narrows by what is asked for', async () => {
      const all = await items(`compare/0...${head}`);
      for (const query of ['changeOf=coding', 'kindOfChange=stance-opened&kindOfChange=stance-flipped', 'cosmetic=exclude', 'issue=jupiter-trade', 'outlet=radio-moscow', 'marker=contested']) {
        const some = await items(`compare/0...${head}?${query}`);
        expect([query, some.length > 0 && some.length < all.length + (query.startsWith('cosmetic') ? 1 : 0)]).toEqual([query, true]);
        for (const change of some) expect(all).toContainEqual(change);
      }
      expect((await items(`compare/0...${head}?changeOf=coding`)).every(({ changeOf }) => changeOf === 'coding')).toBe(true);
      const [subject] = all.filter(({ kind }) => kind === 'contradiction-opened' || kind === 'occurrence-opened').map((change) => `${change.subject.type}:${change.subject.id}`);
      expect((await items(`compare/0...${head}?subject=${subject}`)).every((change) => `${change.subject.type}:${change.subject.id}` === subject)).toBe(true);
    });

    it('combines both clocks: what had been learned by a position of what was public then', async () => {
      const learned = await compare(`0...${head}`, 'publishedBy=1962-10-28');
      expect(learned.summary).toEqual((await compare('1900...1962-10-28', 'clock=published')).summary);
      const [late] = (await events('ReportFiled')).filter(({ data }) => data.published > '1963');
      expect((await items(`compare/${late.position}...${late.position + 3}?publishedBy=1962-10-28`))).toEqual([]);
    });
  });

  describe('listed', () => {
    it('is newest first, cut by positions, and narrowed to one thing is its history', async () => {
      const all = await items('changes');
      expect(all.map(({ position }) => position)).toEqual(all.map(({ position }) => position).toSorted((a, b) => b - a));
      expect(await items('changes?order=asc')).toEqual(all.toReversed());
      const [from, to] = [250, 300];
      expect(await items(`changes?fromPosition=${from}&toPosition=${to}`)).toEqual(all.filter(({ position }) => position >= from && position <= to));
      const steps = await items('changes?subject=stance:ussr/missile-removal&order=asc');
      expect(steps.map(({ kind, after }) => [kind, after.value])).toEqual([['stance-opened', -3], ['stance-flipped', 1], ['stance-hardened', 3]]);
    });

    it('is in published order on the published clock: each act when it became public', async () => {
      const by1962 = await items('changes?publishedBy=1962-12-31&order=asc');
      const later = await items('changes?publishedBy=1990-12-31&order=asc');
      expect(later.slice(0, by1962.length)).toEqual(by1962);
      const moves = later.filter(({ subject }) => subject.id === 'usa/jupiter-trade').map(({ kind, after }) => [kind, after.value]);
      expect(moves).toEqual([['stance-opened', -3], ['stance-shift-reported', 1], ['stance-flipped', 2]]);
      const page = (await api.get(`${story}/changes?publishedBy=1990&order=asc&limit=10`)).body;
      expect((await api.get(page.next.replace('/api/v1', ''))).body.items).toEqual(later.length > 20 ? (await items('changes?publishedBy=1990&order=asc')).slice(10, 20) : []);
    });

    it('names for every change a rule, and causes that exist', async () => {
      for (const { rule, kind, because, position } of await items('changes')) {
        expect(rule).toBe(`${kind}@1`);
        expect(because.length).toBeGreaterThan(0);
        for (const cause of because) {
          expect(cause.position).toBeLessThanOrEqual(position);
          if (cause.claim !== null) expect(cause.report).not.toBeNull();
        }
      }
    });
  });

  describe('of one claim', () => {
    it('tells its whole lineage, from every claim of it', async () => {
      const [correction] = await events('ClaimCorrected');
      const { claim, supersedes, notice } = correction.data;
      const history = (await api.get(`/claims/${claim}/history`)).body.items as any[];
      expect((await api.get(`/claims/${supersedes}/history`)).body.items).toEqual(history);
      expect(history.map(({ event, outcome, version, changeOf }) => [event, outcome, version, changeOf])).toEqual([
        ['ClaimReported', 'added', 1, 'story'], ['OccurrenceOpened', 'opened', 1, 'story'], ['ClaimCorrected', 'corrected', 2, 'story'], ['ClaimAttached', 'attached', 2, 'story'],
      ]);
      expect(history[2]).toMatchObject({ position: correction.position, at: correction.recordedAt, by: correction.recordedBy, note: notice, claim });
      expect(history[2].changes.map(({ kind }: any) => kind)).toEqual(expect.arrayContaining(['claim-corrected', 'quantity-changed']));
      expect((await api.get(`/claims/${supersedes}/history?knownAt=${correction.position - 1}`)).body.items).toHaveLength(2);
      expect((await api.get(`/claims/${claim}/history?knownAt=${correction.position - 1}`)).status).toBe(404);
    });

    it('blames each field on who set what it now says', async () => {
      const [recoding] = await events('ClaimRecoded');
      const { body, headers } = await api.get(`/claims/${recoding.data.claim}/blame`);
      expect(body.lineage).toEqual([recoding.data.supersedes, recoding.data.claim]);
      expect(body.clauses.map(({ field }: any) => field)).toEqual(['kind', 'summary', 'participants', 'issue', 'happened', 'place', 'attribution', 'factuality', 'hedges', 'quantity', 'planStatus', 'stances', 'attests', 'excerpt']);
      const quantity = body.clauses.find(({ field }: any) => field === 'quantity');
      expect(quantity).toMatchObject({ event: 'ClaimRecoded', changeOf: 'coding', recorded: { position: recoding.position }, value: recoding.data.content.quantity, before: `/api/v1/claims/${recoding.data.supersedes}/blame` });
      const others = body.clauses.filter(({ field }: any) => field !== 'quantity');
      expect(others.every(({ event, before, changeOf }: any) => event === 'ClaimReported' && before === null && changeOf === 'story')).toBe(true);
      expect(headers.etag).toBe(`"${recoding.position}.1"`);
      const former = (await api.get(quantity.before.replace('/api/v1', ''))).body;
      expect(former).toMatchObject({ claim: recoding.data.supersedes, lineage: [recoding.data.supersedes] });
      expect((await api.get('/claims/clm_00000000000000000000000000/blame')).status).toBe(404);
    });
  });

  it('compares the versions of one report, and nothing of others', async () => {
    const [revision] = await events('ReportRevised');
    const { report } = revision.data;
    const { status, body } = await api.get(`/reports/${report}/compare/1...2`);
    expect([status, body]).toMatchObject([200, { a: { version: 1 }, b: { version: 2 }, summary: { 'report-revised': 1, 'headline-changed': 1, reworded: 1 }, unchanged: 1, neighbours: { previous: null, following: null } }]);
    expect((await api.get(`/reports/${report}/compare/2...1`)).body.errors[0]).toMatchObject({ code: 'combination', suggestion: '1...2' });
    expect((await api.get(`/reports/${report}/compare/2...2`)).body.items).toEqual([]);
    expect((await api.get(`/reports/${report}/compare/1...9`)).status).toBe(404);
    expect((await api.get(`/reports/${report}/compare/1...2?knownAt=${revision.position - 1}`)).status).toBe(404);
  });
});
