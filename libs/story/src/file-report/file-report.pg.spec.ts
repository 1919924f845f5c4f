import { openStoryApi, type StoryApi } from '../../test/story-api.js';
import { openRegisters, report, slug, text } from '../../test/rafah.js';

const path = `/stories/${slug}/reports`;

describe('filing a report', () => {
  let api: StoryApi;
  beforeAll(async () => {
    api = await openStoryApi();
    await openRegisters(api);
  });
  afterAll(() => api.close());

  const claims = (some: object = {}) => [{ kind: 'statement', locator: { paragraph: 1 }, ...some }];
  const file = (some: object, headers: Record<string, string> = {}) => api.post(path, { outlet: null, headline: 'A report', claims: claims(), ...some }, headers);

  it('tries first: a dry run answers the receipt and stores nothing', async () => {
    const tried = await api.post(`${path}?dryRun=true`, report);
    expect(tried).toMatchObject({ status: 200, body: { dryRun: true, positions: null, resource: { type: 'report', id: null }, summary: { 'report-filed': 1, 'occurrence-opened': 6, 'claim-added': 7 } } });
    expect(tried.body.claims).toContainEqual({ ref: 'push', id: null, occurrence: null });
    expect(tried.text).not.toMatch(/"(rpt|clm|occ)_/);
    expect((await api.store.head()).position).toBe(11);
  });

  it('says what stands where a span is wrong', async () => {
    const [push, ...rest] = report.claims;
    const reply = await api.post(path, { ...report, claims: [{ ...push, span: { ...push!.span, end: 61 } }, ...rest] });
    expect(reply).toMatchObject({ status: 422, body: { type: '/problems/span-mismatch', errors: [{ pointer: '/claims/0/span', found: 'is urging Israel to start rebuilding Rafah ' }] } });
  });

  it('writes ReportFiled, the claims, then their occurrences, at positions 12 to 26', async () => {
    const reply = await api.post(path, report);
    expect(reply).toMatchObject({ status: 201, body: { dryRun: false, positions: { first: 12, last: 26 } } });
    expect(reply.headers).toMatchObject({ location: reply.body.resource.url, etag: '"26.1"', 'chancery-position': '26' });
    const events = await api.store.read({ from: 12 });
    expect(events.map((event) => event.type)).toEqual([
      'ReportFiled', ...Array(7).fill('ClaimReported'), ...Array(5).fill('OccurrenceOpened'), 'ClaimAttached', 'OccurrenceOpened',
    ]);
    expect(new Set(events.map((event) => event.correlationId)).size).toBe(1);
    expect(events[1]!.data.content.stances).toEqual([{ holder: 'usa', issue: slug, value: 3, basis: 'attributed', conditions: [] }]);
    const byRef = new Map<string, { id: string; occurrence: string }>(reply.body.claims.map((claim: { ref: string; id: string; occurrence: string }) => [claim.ref, claim]));
    expect(byRef.get('calledOff')!.occurrence).toBe(byRef.get('meeting')!.occurrence);
    expect(events[6]!.data).toMatchObject({ paragraph: 3, content: { links: [{ type: 'cancels', target: byRef.get('meeting')!.id }], stances: [] } });
    expect(events[0]!.data).toMatchObject({ textLength: 376 });
    expect(JSON.stringify(events[0]!.data)).not.toContain('urging Israel');
    expect(await api.texts.kept(reply.body.resource.id, 1, events[0]!.data.textCommitment)).toEqual({ text, length: 376, sha256: '787d454391aa2263fc690848ae6597ff66c0037f6b6f8d79f75a62e14d21eed0' });
  });

  it('takes the same body once', async () =>
    expect(await api.post(path, report)).toMatchObject({ status: 409, body: { type: '/problems/duplicate-report', match: 'same-text', sameText: true } }));

  it('tells a report of the same address from its text', async () => {
    await file({ headline: 'By address', url: 'https://example.org/a?utm_source=x' });
    const again = await file({ headline: 'Other words', url: 'https://EXAMPLE.org/a/', text: 'Other words here.' });
    expect(again).toMatchObject({ status: 409, body: { match: 'same-url', sameText: false } });
    expect(again.headers.link).toMatch(/rel="canonical".*\/revisions>; rel="edit"/);
  });

  it('lets one of two equal filings through, whenever they come', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => file({ headline: 'Raced', text: 'The very same words, sent eight times over.' })));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
  });

  it('lets any number of reports join one occurrence at the same time', async () => {
    const opened = await file({ headline: 'First to tell it' });
    const { occurrence } = opened.body.claims[0];
    const replies = await Promise.all(Array.from({ length: 24 }, (_, n) => file({ headline: `Tells it too: ${n}`, claims: claims({ occurrence }) })));
    expect(replies.map(({ status }) => status)).toEqual(Array(24).fill(201));
  });

  it('finds what was filed, retracted and filed again', async () => {
    const body = { headline: 'Taken back and sent again', url: 'https://example.org/again' };
    for (const by of ['outlet', 'editor']) {
      const filed = await file(body);
      expect(filed.status).toBe(201);
      expect((await file(body)).status).toBe(409);
      await api.done(`/reports/${filed.body.resource.id}/retraction`, { by, reason: 'x' });
    }
    expect((await file(body)).status).toBe(201);
  });

  it('answers a repeated key with the stored reply, byte for byte', async () => {
    const key = { 'idempotency-key': 'k-1' };
    const first = await file({ headline: 'Once', claims: claims({ ref: 'a' }) }, key);
    const again = await file({ headline: 'Once', claims: claims({ ref: 'a' }) }, key);
    expect(again).toMatchObject({ status: 201, text: first.text, headers: { 'idempotency-replayed': 'true', etag: first.headers.etag, location: first.headers.location } });
    expect(await file({ headline: 'Twice' }, key)).toMatchObject({ status: 422, body: { type: '/problems/idempotency-key-reused' } });
  });

  it('names every reference that leads nowhere, with what comes close', async () => {
    const reply = await file({
      outlet: 'al-mayaden', headline: 'Lost',
      claims: claims({ issue: 'nowhere-at-all', participants: [{ actor: 'hammas', role: 'initiator' }, { actor: 'usa', role: 'recipient' }], links: [{ type: 'cause', target: '#b' }], occurrence: '#later' }),
    });
    expect(reply).toMatchObject({ status: 422, body: { type: '/problems/unknown-reference' } });
    expect(reply.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(
      ['/outlet', '/claims/0/issue', '/claims/0/participants/0/actor', '/claims/0/links/0/target', '/claims/0/occurrence']);
    expect(reply.body.errors[0].nearest).toEqual(['al-mayadeen']);
    expect(reply.body.errors[2].nearest).toEqual(['hamas']);
  });

  it.each([
    ['span and locator', { span: { start: 0, end: 1, exact: 'a' } }, 'combination'],
    ['neither', { locator: null }, 'combination'],
    ['a participant that is nobody', { participants: [{ role: 'initiator' }] }, 'combination'],
    ['numbers out of order', { quantity: { low: 3, best: 2, unit: 'x', of: 'ships', kind: 'range' } }, 'combination'],
    ['a number that is none', { quantity: { unit: 'x', of: 'ships', kind: 'exact' } }, 'combination'],
    ['an unknown kind', { kind: 'pressur' }, 'enum'],
    ['no EDTF', { happened: { edtf: '2025-13' } }, 'edtf'],
    ['an unknown field', { sumary: 'x' }, 'unknown-field'],
    ['a long summary', { summary: 'x'.repeat(281) }, 'length'],
    ['a certainty beyond one', { coderCertainty: 1.5 }, 'range'],
  ])('refuses a claim with %s', async (_, some, code) => {
    const reply = await file({ headline: 'Shape', claims: claims(some) });
    expect(reply).toMatchObject({ status: 400, body: { type: '/problems/invalid-request', errors: [{ code }] } });
  });

  it('takes no more than 512 KiB of text and 500 claims', async () => {
    // Two bytes a letter: 300,000 letters are 586 KiB.
    expect(await file({ headline: 'Long', text: 'é'.repeat(300_000) })).toMatchObject({ status: 413, body: { type: '/problems/too-large', limit: 524_288, unit: 'bytes of text' } });
    expect(await file({ headline: 'Many', claims: Array.from({ length: 501 }, () => claims()[0]) })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/claims', code: 'length' }] } });
    expect((await file({ headline: 'Just enough', claims: Array.from({ length: 500 }, () => claims()[0]) })).body.positions).toMatchObject({ first: expect.any(Number) });
  });

  it('tells reports that are nearly the same, also when the first text was not kept', async () => {
    const words = (count: number, from: number) => Array.from({ length: count }, (_, i) => `word${from + i}`).join(' ');
    const first = await file({ headline: 'Agency', text: words(60, 100), keepText: false });
    const second = await file({ headline: 'Copy', text: `${words(58, 100)} two more` });
    // 60 words have 56 shingles; 54 are shared, so 54 / 58.
    expect(second.body.similar).toEqual([{ report: first.body.resource.id, similarity: 0.931 }]);
    const { rows } = await api.pool.query('select text from app.report_text where report = $1', [first.body.resource.id]);
    expect(rows).toEqual([{ text: null }]);
  });

  it('needs a reporter, and a story', async () => {
    expect((await file({}, { authorization: 'Bearer reader' })).status).toBe(403);
    expect(await api.post('/stories/rafah-first-reconstructio/reports', { outlet: null, headline: 'x', claims: claims() })).toMatchObject({ status: 404, body: { nearest: [slug] } });
  });

  it('sweeps away texts that no report was filed for', async () => {
    await api.texts.write('rpt_never', 1, slug, api.texts.examine('x', 'never filed'), true);
    await api.pool.query("update app.report_text set written_at = now() - interval '2 hours'");
    expect(await api.texts.sweep()).toBe(1);
  });
});
