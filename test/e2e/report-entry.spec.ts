import type { Page } from 'playwright-core';
import { STORY, type Stage, axe, eventually, settled, stage, troublesOf } from './browser.js';

const TEXT = 'The United States is urging Israel to start rebuilding Rafah at once.\nIsrael\'s security establishment rejects the plan.';

describe('report entry', () => {
  let on: Stage;
  beforeEach(async () => { on = await stage(); });
  afterEach(() => on.close());

  async function mark(page: Page, words: string): Promise<void> {
    await page.locator('#report-text').focus();
    await page.evaluate(`{ const area = document.querySelector('#report-text'); const at = area.value.indexOf(${JSON.stringify(words)}); area.setSelectionRange(at, at + ${words.length}); }`);
    await page.getByRole('button', { name: `New claim on ${words.length} characters` }).waitFor();
    await page.keyboard.press('n');
    await page.locator('.claim-form [role=combobox]:focus').waitFor(); // the kind takes the focus
  }
  async function pick(page: Page, box: string, letters: string): Promise<void> {
    const field = page.getByRole('combobox', { name: box, exact: true }).first();
    await field.fill(letters);
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await field.press('Enter');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
  }
  async function code(page: Page): Promise<void> {
    await settled(page);
    await page.getByLabel('Headline', { exact: true }).fill('Washington wants Rafah rebuilt first');
    await page.locator('#report-text').fill(TEXT);
    await page.getByRole('button', { name: 'Mark claims in it' }).click();
    await mark(page, 'is urging Israel to start rebuilding Rafah');
    await page.keyboard.type('pre');
    await page.getByRole('option', { name: 'pressure' }).waitFor();
    await page.keyboard.press('Enter');
    await pick(page, 'Who', 'uni');
    await pick(page, 'To whom', 'isr');
    await pick(page, 'Issue', 'rebuilding');
  }

  it('codes a claim on selected words in a few keys and shows at once what filing would do', async () => {
    const page = await on.open(`${STORY}/new-report`, { key: 'chy_test' });
    await code(page);
    await page.getByText('1 occurrence from 1 claim').waitFor();
    await page.getByText('opens 3 markers').waitFor();
    await eventually(() => page.locator('.claim-line').innerText()).toMatch(/1\s*pressure United States → Israel ¶1 “is urging Israel to start rebuilding Rafah”/);
    await eventually(() => page.evaluate("[...CSS.highlights.get('chosen')].map(String)")).toEqual(['is urging Israel to start rebuilding Rafah']);
    await settled(page);
    expect(await axe(page)).toEqual([]);
    expect(troublesOf(page)).toEqual([]);
  });

  it('says a date in plain words back as EDTF before it counts, and never fills when it happened', async () => {
    const page = await on.open(`${STORY}/new-report`, { key: 'chy_test' });
    await code(page);
    await page.getByLabel('Published').fill('about December 2025');
    await page.getByText('2025-12~').waitFor();
    await page.getByLabel('Published').fill('05/12/2025');
    await page.getByText('Day or month first? Write the month as a word.').waitFor();
    await eventually(() => page.getByLabel('Happened').inputValue()).toBe('');
  });

  it('files once, even when pressed twice, and leads on to correcting', async () => {
    const page = await on.open(`${STORY}/new-report`, { key: 'chy_test' });
    await code(page);
    await page.getByText('1 occurrence from 1 claim').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'Filed' }).waitFor();
    await page.getByRole('link', { name: 'Made a mistake? Correct it' }).waitFor();
    expect(on.fake.seen.filter((line) => line.startsWith('POST') && !line.includes('dryRun'))).toHaveLength(1);
    await page.getByRole('button', { name: 'Next report' }).click();
    await page.getByText('no claim yet').waitFor();
  });

  it('keeps the draft over a reload, and undoes step by step', async () => {
    const page = await on.open(`${STORY}/new-report`, { key: 'chy_test' });
    await code(page);
    await eventually(() => page.evaluate("localStorage.getItem('chancery.draft.rafah-first-reconstruction')")).toContain('"issue":"rafah-first-reconstruction"');
    await page.reload();
    await settled(page);
    await page.getByText('draft restored').waitFor();
    await eventually(() => page.getByLabel('Headline', { exact: true }).inputValue()).toBe('Washington wants Rafah rebuilt first');
    await eventually(() => page.locator('.claim-line').innerText()).toContain('pressure United States → Israel');
    await page.getByRole('button', { name: 'Remove claim 1' }).click();
    await eventually(() => page.locator('.claim-line').count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(() => page.locator('.claim-line').count()).toBe(1);
  });

  it('follows words through an edited text and says when they are gone', async () => {
    const page = await on.open(`${STORY}/new-report`, { key: 'chy_test' });
    await code(page);
    await page.getByRole('button', { name: 'Edit the text' }).click();
    await page.locator('#report-text').fill(`Late edition. ${TEXT}`);
    await eventually(() => page.evaluate("[...CSS.highlights.get('chosen')].map(String)")).toEqual(['is urging Israel to start rebuilding Rafah']);
    await page.locator('#report-text').fill('Something else.');
    await page.getByText('its words are no longer in the text').waitFor();
  });

  it('shows each fault at its field and keeps everything', async () => {
    on.fake.stubs.push((request, response, url) => {
      if (request.method !== 'POST' || !url.pathname.endsWith('/reports')) return false;
      response.writeHead(400, { 'Content-Type': 'application/problem+json' });
      response.end(JSON.stringify({ type: '/problems/invalid-request', title: 'The request has one fault', status: 400, errors: [{ in: 'body', name: null, pointer: '/claims/0/issue', code: 'enum', message: 'There is no issue of this id.', suggestion: 'us-hamas-contact' }] }));
      return true;
    });
    const page = await on.open(`${STORY}/new-report`, { key: 'chy_test' });
    await code(page);
    await page.locator('.claim-form').getByText('There is no issue of this id. Did you mean us-hamas-contact?').waitFor();
    await page.getByText('1 place to look at').waitFor();
    await eventually(() => page.getByLabel('Headline', { exact: true }).inputValue()).toBe('Washington wants Rafah rebuilt first');
  });

  it('shows the report that is on record already, and offers to revise it when the text differs', async () => {
    on.fake.stubs.push((request, response, url) => {
      if (request.method !== 'POST' || !url.pathname.endsWith('/reports')) return false;
      response.writeHead(409, { 'Content-Type': 'application/problem+json' });
      response.end(JSON.stringify({ type: '/problems/duplicate-report', title: 'This report is on record', status: 409, match: 'same-url', sameText: false, existing: { id: 'rpt_seed', url: '/api/v1/reports/rpt_seed', version: 1 } }));
      return true;
    });
    const page = await on.open(`${STORY}/new-report`, { key: 'chy_test' });
    await code(page);
    await page.getByText('It has the same address.').waitFor();
    await page.getByRole('link', { name: 'Revise it instead' }).click();
    await page.getByRole('heading', { name: 'Revise: the outlet changed its item' }).waitFor();
  });

  it('registers an actor in place', async () => {
    const bodies: string[] = [];
    on.fake.stubs.push(async (request, response, url) => {
      if (request.method !== 'POST' || url.pathname !== '/api/v1/actors') return false;
      for await (const chunk of request) bodies.push(String(chunk));
      const body = JSON.parse(bodies.join('')) as { id: string };
      on.fake.fixture.actors.push({ ...on.fake.fixture.actors[0]!, ...body, canonicalId: body.id });
      response.writeHead(201, { 'Content-Type': 'application/json' });
      response.end('{}');
      return true;
    });
    const page = await on.open(`${STORY}/new-report`, { key: 'chy_test' });
    await code(page);
    const field = page.getByRole('combobox', { name: 'To whom, another', exact: true }).first();
    await field.fill('Egyptian mediators');
    await field.press('Enter');
    await page.getByRole('dialog').getByLabel('Kind').selectOption('collective');
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByText(/→ Israel, Egyptian mediators/).waitFor();
    expect(JSON.parse(bodies.join(''))).toEqual({ id: 'egyptian-mediators', kind: 'collective', names: [{ text: 'Egyptian mediators', language: 'en', alias: false }] });
  });

  it('is closed in the past and says why', async () => {
    const page = await on.open(`${STORY}/new-report?knownAt=90`, { key: 'chy_test' });
    await settled(page);
    await page.getByText('Reports are filed at the present: go back to now first.').waitFor();
    await eventually(() => page.getByRole('button', { name: 'File permanently' }).isDisabled()).toBe(true);
  });

  it('asks for a key when there is none, keeps it for the tab only and out of the address', async () => {
    const page = await on.open(`${STORY}/new-report`);
    await code(page);
    await page.getByRole('button', { name: 'Give the key' }).click();
    await page.getByLabel('API key').fill('chy_test');
    await page.getByRole('button', { name: 'Use this key' }).click();
    await page.getByText('1 occurrence from 1 claim').waitFor();
    await eventually(() => page.evaluate("[sessionStorage.getItem('chancery.key'), JSON.stringify(localStorage).includes('chy_test'), location.href.includes('chy_')]")).toEqual(['chy_test', false, false]);
  });
});
