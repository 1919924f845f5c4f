import { openMarker, openStoryApi, type StoryApi } from '../test/story-api.js';
import { openRegisters, report, slug } from '../test/rafah.js';

interface Claim { ref: string; id: string; occurrence: string }

describe('acts on what was filed', () => {
  let api: StoryApi;
  let reportId: string;
  let claims: Map<string, Claim>;
  beforeAll(async () => {
    api = await openStoryApi();
    await openRegisters(api);
    const filed = await api.done(`/stories/${slug}/reports`, report);
    reportId = filed.body.resource.id;
    claims = new Map(filed.body.claims.map((claim: Claim) => [claim.ref, claim]));
  });
  afterAll(() => api.close());
  const head = async () => (await api.store.head()).position;
  const last = async () => (await api.store.read({ order: 'desc', limit: 1 }))[0]!;
  const any = { 'if-match': '*' };

  describe('If-Match', () => {
    const retract = (headers: Record<string, string>, query = '') => api.post(`/reports/${reportId}/retraction${query}`, { by: 'editor', reason: 'x' }, headers);

    it('is required', async () => expect(await retract({})).toMatchObject({ status: 428, body: { currentEtag: '"26.1"' } }));
    it('may be absent in a dry run', async () => expect((await retract({}, '?dryRun=true')).status).toBe(200));
    it('must be the present one', async () =>
      expect(await retract({ 'if-match': '"12.1"' })).toMatchObject({
        status: 412, body: { currentEtag: '"26.1"', currentPosition: 26, changesSince: `/api/v1/stories/${slug}/compare/12...26` },
      }));
    it('lets one of several through that saw the same', async () => {
      const push = claims.get('push')!.id;
      const replies = await Promise.all([1, 2, 3, 4].map((n) =>
        api.post(`/reports/${reportId}/corrections`, { reason: 'sent twice', details: { url: `https://example.org/${n}` } }, { 'if-match': '"26.1"' })));
      expect(replies.map(({ status }) => status).sort()).toEqual([201, 412, 412, 412]);
      expect((await api.post(`/claims/${push}/credibility`, { grade: 2, reason: 'no tag needed' })).status).toBe(201);
    });
  });

  it('answers 404 for what is not there', async () => {
    for (const path of ['/reports/rpt_none/retraction', '/reports/rpt_none/corrections', '/occurrences/occ_none/merge', '/claims/clm_none/credibility', '/actors/nobody/merge', '/outlets/usa/family']) {
      const body = path.endsWith('merge') ? { absorb: ['x'], reason: 'x' } : path.endsWith('credibility') ? { grade: 1, reason: 'x' } : path.endsWith('family') ? { family: null, reason: 'x' }
        : path.endsWith('retraction') ? { by: 'editor', reason: 'x' } : { reason: 'x' };
      expect([path, (await api.post(path, body, any)).status]).toEqual([path, 404]);
    }
  });

  it('needs an editor for what judges', async () => {
    const reporter = { authorization: 'Bearer reporter', ...any };
    expect((await api.post(`/reports/${reportId}/retraction`, { by: 'editor', reason: 'x' }, reporter)).status).toBe(403);
    expect((await api.post('/actors/usa/merge', { absorb: ['isr'], reason: 'x' }, reporter)).status).toBe(403);
  });

  it('merges occurrences, in no other story, and takes it back', async () => {
    const [push, refusal] = ['push', 'refusal'].map((ref) => claims.get(ref)!.occurrence);
    await api.done('/stories', { slug: 'elsewhere', title: 'Another story' });
    const other = await api.done('/stories/elsewhere/reports', { outlet: null, headline: 'Another', claims: [{ kind: 'statement', locator: {} }] });
    expect(await api.post(`/occurrences/${push}/merge`, { absorb: [other.body.claims[0].occurrence], reason: 'x' }, any)).toMatchObject({ status: 422, body: { reason: 'another-story' } });

    const merged = await api.done(`/occurrences/${push}/merge`, { absorb: [refusal], reason: 'one quarrel' });
    expect(merged).toMatchObject({ body: { resource: { type: 'occurrence', id: push } }, headers: { location: `/api/v1/occurrences/${push}` } });
    expect(await api.post(`/occurrences/${push}/merge`, { absorb: [refusal], reason: 'again' }, any)).toMatchObject({ status: 422, body: { reason: 'already-absorbed' } });

    const split = await api.done(`/occurrences/${push}/split`, { restore: refusal, reason: 'two after all' });
    expect(split.body.resource.id).toBe(refusal);
    expect((await last()).data).toMatchObject({ occurrence: push, into: refusal, restored: refusal, claims: [claims.get('refusal')!.id] });
  });

  it('splits by claims into a new occurrence, which a dry run does not name', async () => {
    const { id, occurrence } = claims.get('calledOff')!;
    const tried = await api.post(`/occurrences/${occurrence}/split?dryRun=true`, { claims: [id], reason: 'x' });
    expect(tried).toMatchObject({ status: 200, body: { resource: { type: 'occurrence', id: null, url: null } } });
    expect((await api.post(`/occurrences/${occurrence}/split`, { claims: [id], restore: 'occ_1', reason: 'x' }, any)).status).toBe(400);
    const done = await api.done(`/occurrences/${occurrence}/split`, { claims: [id], reason: 'x' });
    expect(done.body.resource.id).toMatch(/^occ_/);
    await api.done(`/occurrences/${occurrence}/merge`, { absorb: [done.body.resource.id], reason: 'back' });
  });

  it('sets what became of a plan, once', async () => {
    const path = `/occurrences/${claims.get('meeting')!.occurrence}/plan-status`;
    await api.done(path, { status: 'lapsed', reason: 'nobody speaks of it' });
    expect(await api.post(path, { status: 'lapsed', reason: 'again' }, any)).toMatchObject({ status: 422, body: { type: '/problems/nothing-changed' } });
  });

  it('overrides and lifts a stance', async () => {
    const path = `/stories/${slug}/stances/usa/${slug}/override`;
    expect(await api.done(path, { value: 1, reason: 'on second thoughts' })).toMatchObject({ body: { resource: { type: 'stance', id: `usa/${slug}` } } });
    expect((await api.post(path, { value: 1, reason: 'again' }, any)).body.type).toBe('/problems/nothing-changed');
    await api.done(path, { value: null, reason: 'lifted' });
    expect((await api.post(`/stories/${slug}/stances/hamas/${slug}/override`, { value: 1, reason: 'no claim speaks' }, any)).status).toBe(404);
  });

  it('acknowledges an open marker only', async () => {
    await api.done(`/markers/${openMarker}/acknowledgement`, { note: 'we know' });
    expect((await last()).data).toMatchObject({ marker: openMarker, rule: 'single-source', subject: { type: 'occurrence', id: 'occ_1' } });
    expect(await api.post(`/markers/${openMarker.slice(0, -1)}1/acknowledgement`, { note: 'gone' }, any)).toMatchObject({ status: 422, body: { type: '/problems/marker-closed' } });
  });

  it('notes something on a claim', async () => {
    const subject = { type: 'claim', id: claims.get('push')!.id };
    expect((await api.done(`/stories/${slug}/notes`, { subject, text: 'look again' })).body.resource).toMatchObject({ type: 'note' });
    expect((await api.post(`/stories/${slug}/notes`, { subject: { type: 'claim', id: 'clm_x' }, text: 'x' })).status).toBe(422);
  });

  it('revises a report: carried, reworded, dropped and added claims, and the new text beside the log', async () => {
    const text = `${report.text}\nThe talks may go on.`;
    const [push, refusal, ...rest] = [...claims.values()];
    const spanOf = (ref: string) => report.claims.find((claim) => claim.ref === ref)!.span;
    const body = {
      headline: report.headline, text, notice: { kind: 'update', text: 'Adds a line.' },
      claims: [
        { outcome: 'reworded', claim: push!.id, with: { ref: 'new', kind: 'demand', locator: { paragraph: 1 }, issue: slug, participants: [{ actor: 'usa', role: 'initiator' }] } },
        { outcome: 'dropped', claim: refusal!.id },
        ...rest.map(({ id, ref }) => ({ outcome: 'carried', claim: id, span: spanOf(ref) })),
        { outcome: 'added', with: { kind: 'talks', span: { start: 377, end: 396, exact: 'The talks may go on' } } },
      ],
    };
    const tried = await api.post(`/reports/${reportId}/revisions?dryRun=true`, body);
    expect(tried.body.claims).toEqual([{ ref: 'new', id: null, occurrence: push!.occurrence }, { ref: null, id: null, occurrence: null }]);
    const before = await head();
    const done = await api.done(`/reports/${reportId}/revisions`, body);
    expect(done.headers.location).toBe(`/api/v1/reports/${reportId}?version=2`);
    const events = await api.store.read({ from: before + 1 });
    expect(events.map((event) => event.type)).toEqual(['ReportRevised', 'ClaimReworded', 'ClaimDropped', ...Array(5).fill('ClaimCarried'), 'ClaimReported', 'ClaimAttached', 'OccurrenceOpened']);
    expect(await api.texts.kept(reportId, 2, events[0]!.data.textCommitment)).toMatchObject({ text });
    expect(events[0]!.data.similar).toEqual([]); // an earlier version of the same report is no other report
    expect(await api.post(`/reports/${reportId}/revisions`, body, any)).toMatchObject({ status: 422, body: { type: '/problems/claim-not-active', claim: push!.id, status: 'superseded' } });
    expect(await api.post(`/reports/${reportId}/revisions`, { ...body, claims: [body.claims.at(-1)] }, any)).toMatchObject({ status: 422, body: { type: '/problems/outcomes-incomplete' } });
  });

  it('corrects our coding against the kept text', async () => {
    const claim = claims.get('protest')!.id;
    const correction = (exact: string) => ({ reason: 'misread', claims: [{ action: 'replace', claim, with: { kind: 'criticism', span: { start: 153, end: 179, exact }, issue: slug } }] });
    expect(await api.post(`/reports/${reportId}/corrections`, correction('told Russian counterparts!'), any)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/claims/0/with/span', found: 'told American counterparts' }] } });
    await api.done(`/reports/${reportId}/corrections`, correction('told American counterparts'));
  });

  it('judges registers', async () => {
    await api.done('/outlets', { id: 'gulf-wire', name: 'Gulf Wire' });
    await api.done('/sources', { id: 'an-aide', label: 'An aide', kind: 'unnamed-role', namedness: 'role' });
    await api.done('/actors', { id: 'washington', kind: 'government', names: [{ text: 'Washington' }] });
    await api.done('/actors/usa/merge', { absorb: ['washington'], reason: 'one state' });
    await api.done('/actors/usa/split', { restore: 'washington', reason: 'a city' });
    await api.done('/outlets/gulf-wire/family', { family: 'gulf', reason: 'owned by it' });
    await api.done('/sources/an-aide/identification', { actor: 'usa', namedness: 'named-office', reason: 'said so since' });
    await api.done('/outlets/gulf-wire/reliability', { grade: 'c', reason: 'often late' });
    await api.done('/sources/an-aide/reliability', { grade: null, topic: slug, reason: 'cannot be judged' });
    await api.done('/issues/us-hamas-contact/closure', { reason: 'over' });
    expect((await api.post('/issues/us-hamas-contact/closure', { reason: 'over' }, any)).body.type).toBe('/problems/nothing-changed');
    expect((await api.post('/sources', { id: 'gulf-wire', label: 'x', kind: 'office', namedness: 'named-office' })).body).toMatchObject({ type: '/problems/already-exists', existing: '/api/v1/outlets/gulf-wire' });
  });

  it('refuses names that could pass for another', async () => {
    const reply = await api.post('/actors', { id: 'fake', kind: 'state', names: [{ text: 'Unitеd States' }, { text: 'usa\u202e' }] }); // a Cyrillic letter
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ pointer: '/names/0/text', code: 'pattern' }, { pointer: '/names/1/text', code: 'pattern' }] } });
  });

  it('keeps them in quotations', async () =>
    expect((await api.post(`/stories/${slug}/reports?dryRun=true`, { outlet: null, headline: 'Unitеd \u202eStates', claims: [{ kind: 'statement', locator: {}, attribution: [{ label: 'Unitеd \u202eStates' }] }] })).status).toBe(200));

  it('retracts a report, and then nothing more happens to it', async () => {
    await api.done(`/reports/${reportId}/retraction`, { by: 'outlet', reason: 'withdrawn', published: '2026-03-01' });
    for (const act of ['retraction', 'corrections']) {
      expect(await api.post(`/reports/${reportId}/${act}`, act === 'retraction' ? { by: 'editor', reason: 'x' } : { reason: 'x', details: { url: null } }, any)).toMatchObject({
        status: 422, body: { type: '/problems/report-already-retracted', reportId },
      });
    }
  });

});
