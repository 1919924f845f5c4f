import { STORY, type Stage, addressHas, addressOf, eventually, settled, stage, troublesOf } from './browser.js';

describe('audit', () => {
  let on: Stage;
  beforeAll(async () => { on = await stage(); });
  afterEach(() => on.tidy());
  afterAll(() => on.close());

  it('shows what changed, of which sort and because of what, conclusions first', async () => {
    const page = await on.open(`${STORY}/compare/106...117`);
    await settled(page);
    await page.getByText('! 1 contradiction').waitFor();
    await eventually(() => page.locator('section.shelf h2').first().innerText()).toMatch(/^Conclusions that moved/);
    await eventually(() => page.locator('li.change').first().innerText()).toMatch(/A second voice denies the meeting[\s\S]*denies 0[\s\S]*1[\s\S]*“no meeting was set”[\s\S]*the source changed its story[\s\S]*position 110/);
    await eventually(() => page.locator('li.change-stance-softened').innerText()).toMatch(/the world moved/);
    await page.getByText('26 occurrences unchanged').waitFor();
  });

  it('compares by default the last visit, else the last report, with now', async () => {
    const page = await on.open(`${STORY}/compare`);
    await settled(page);
    await page.getByText(/From position 110/).waitFor();
    // Leaving a story writes the visit down: it is set where no story is open.
    await page.goto(on.fake.url);
    await settled(page);
    await page.evaluate("localStorage.setItem('chancery.visit.rafah-first-reconstruction', '106')");
    await page.goto(`${on.fake.url}${STORY}/compare`);
    await page.getByText(/From position 106/).waitFor();
  });

  it('reaches any two moments in three actions, and steps report by report', async () => {
    const page = await on.open(`${STORY}/compare/106...117`);
    await settled(page);
    await page.getByLabel('Moment A').selectOption({ label: 'before the first report (position 45)' });
    await addressHas(page, 'compare/45...117');
    await settled(page);
    await page.getByRole('link', { name: '◀ previous' }).click();
    await addressHas(page, 'compare/107...110');
    await settled(page);
    await page.keyboard.press('ArrowRight');
    await addressHas(page, 'compare/110...117');
    await settled(page);
    await page.keyboard.press('ArrowLeft');
    await addressHas(page, 'compare/107...110');
    await settled(page);
    await page.getByRole('button', { name: 'Swap A and B' }).click();
    await addressHas(page, 'compare/110...107');
    await page.getByRole('link', { name: 'Compare the other way round' }).click();
    await addressHas(page, 'compare/107...110');
  });

  it('blames each member of a claim and says when it stood so from the first', async () => {
    const page = await on.open(`${STORY}/compare/106...117`);
    await settled(page);
    await page.locator('li.change').first().getByRole('link', { name: 'blame' }).click();
    await addressHas(page, 'claim=clm_denial');
    const table = page.getByRole('table').first();
    await table.getByText('report v1').first().waitFor();
    await eventually(() => table.innerText()).toMatch(/kind\s+denial[\s\S]*position 109, ana/);
  });

  it('copies a citation whose address opens the same view', async () => {
    const page = await on.open(`${STORY}/compare/106...117`, { permissions: ['clipboard-read', 'clipboard-write'] });
    await settled(page);
    await page.getByRole('button', { name: 'Share, export, print' }).click();
    await page.getByRole('button', { name: 'Copy citation' }).click();
    await page.getByText('Citation copied.').first().waitFor();
    const citation = (await page.evaluate('navigator.clipboard.readText()')) as string;
    expect(citation).toMatch(/^Chancery, “Rafah First Reconstruction”, comparison as known at position 117 \(recorded 3 Dec 2026, 16:05 UTC\), leaf hash \S+: http/);
    const fresh = await on.open(citation.slice(citation.indexOf(on.fake.url) + on.fake.url.length));
    await settled(fresh);
    await fresh.getByText('! 1 contradiction').waitFor();
  });
});

describe('source pages', () => {
  let on: Stage;
  beforeAll(async () => { on = await stage(); });
  afterEach(() => on.tidy());
  afterAll(() => on.close());

  it('mark the words of a claim over the untouched text: a copy is the stored text, byte for byte', async () => {
    const page = await on.open('/reports/rpt_denial?claim=clm_denial');
    await settled(page);
    const stored = on.fake.fixture.reports[1]!.text;
    await eventually(() => page.locator('.source-text').evaluate((each) => [each.childNodes.length, each.textContent])).toEqual([1, stored]);
    await eventually(() => page.evaluate("[...CSS.highlights.get('chosen')].map(String)")).toEqual(['no meeting was set']);
    await page.evaluate("getSelection().selectAllChildren(document.querySelector('.source-text'))");
    await eventually(() => page.evaluate('getSelection().toString()')).toBe(stored);
  });

  it('say synthetic wherever a made-up report appears', async () => {
    const page = await on.open('/reports/rpt_denial');
    await settled(page);
    await page.getByText('synthetic', { exact: true }).waitFor();
    await eventually(() => page.getByRole('heading', { level: 1 }).innerText()).toBe("Envoy's office: no meeting was set");
  });

  it('offer no edit, but revise, correct and retract, each saying what it does', async () => {
    const page = await on.open('/reports/rpt_denial', { key: 'chy_test' });
    await settled(page);
    await page.getByRole('link', { name: 'Correct: we were wrong' }).waitFor();
    expect(await page.getByRole('button', { name: /edit/i }).count()).toBe(0);
    await page.getByRole('link', { name: 'Correct: we were wrong' }).click();
    await page.getByText('Adds a correction of ours.').waitFor();
    await page.getByRole('link', { name: 'Leave it as it is' }).click();
    await page.getByRole('link', { name: 'Retract' }).click();
    await page.getByText('Nothing is deleted').waitFor();
    await page.getByLabel('Reason').fill('Filed twice.');
    await page.getByRole('button', { name: 'Retract' }).click();
    await page.getByRole('heading', { name: 'What it claims' }).waitFor();
    await eventually(() => on.fake.seen.some((line) => line.startsWith('POST /api/v1/reports/rpt_denial/retraction') && !line.includes('dryRun'))).toBe(true);
  });

  it('show a claim with its history, and lead from there to correcting it', async () => {
    const page = await on.open('/claims/clm_seed-E04');
    await settled(page);
    await page.getByText('first coded').waitFor();
    await page.getByRole('link', { name: 'Correct it: our coding was wrong' }).click();
    await page.getByRole('heading', { name: 'Correct: our coding or details were wrong' }).waitFor();
    await eventually(() => page.getByLabel(/What becomes of claim 4/).inputValue()).toBe('replace');
    await eventually(() => addressOf(page)).toContain('act=correct');
    expect(troublesOf(page)).toEqual([]);
  });
});
