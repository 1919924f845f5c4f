import { MEETING, STORY, type Stage, addressHas, addressOf, eventually, settled, stage } from './browser.js';

describe('stances', () => {
  let on: Stage;
  beforeAll(async () => { on = await stage(); });
  afterEach(() => on.tidy());
  afterAll(() => on.close());

  it('show who stands where, on how much, and where there is silence', async () => {
    const page = await on.open(`${STORY}/stances`);
    await settled(page);
    const table = page.getByRole('table');
    await eventually(() => table.getByRole('row', { name: /^United States/ }).innerText()).toContain('champions');
    await eventually(() => page.getByText('12 positions').count()).toBe(1);
    await eventually(() => page.locator('td.silence').first().innerText()).toContain('–');
    await page.getByText('9 actors of this story hold no reported position').click();
    await page.getByText('Palestinian civilians').waitFor();
  });

  it('lead from the matrix to the cell to the claim that moved it in three activations', async () => {
    const page = await on.open(`${STORY}/stances`);
    await settled(page);
    await page.getByRole('row', { name: /^Israeli security establishment/ }).getByRole('link', { name: /doubts/ }).click();
    const panel = page.getByRole('complementary', { name: 'What moved this position' });
    await panel.getByText('softened: rejects → doubts').waitFor();
    await eventually(() => panel.innerText()).toContain('The security establishment says it could live with a small first site.');
    await panel.getByRole('link', { name: 'Claim' }).first().click();
    await page.getByRole('heading', { name: 'The security establishment says it could live with a small first site.' }).waitFor();
  });

  it('stand at a past moment as they stood then', async () => {
    const page = await on.open(`${STORY}/stances?knownAt=110`);
    await settled(page);
    await eventually(() => page.getByRole('row', { name: /^Israeli security establishment/ }).innerText()).toContain('rejects');
    await page.goto(`${on.fake.url}${STORY}/stances?knownAt=50`);
    await page.getByText('That is silence, not neutrality.').waitFor();
  });

  it('show only what changed since the last visit', async () => {
    const page = await on.open('/');
    await page.evaluate("localStorage.setItem('chancery.visit.rafah-first-reconstruction', '110')");
    await page.goto(`${on.fake.url}${STORY}/stances?changed=true`);
    await settled(page);
    await eventually(() => page.locator('.cell').count()).toBe(1);
  });

  it('group holders under what they belong to, and draw steps over time', async () => {
    const page = await on.open(`${STORY}/stances?families=true`);
    await settled(page);
    await page.getByText('Israel and its members').waitFor();
    await page.getByRole('link', { name: 'Lanes over time' }).click();
    await page.getByRole('img', { name: 'Reported as: rejects, then doubts' }).waitFor();
  });

  it('stay readable at 1280 px with 40 by 20 cells: headers stand still on both sides', async () => {
    const page = await on.open(`${STORY}/stances`);
    await settled(page);
    await page.locator('.scroll-region').evaluate((region) => { region.style.maxHeight = '240px'; region.scrollTop = 200; region.scrollLeft = 100; });
    await eventually(async () => {
      const region = (await page.locator('.scroll-region').boundingBox())!;
      const head = (await page.locator('.matrix thead th').nth(1).boundingBox())!;
      return Math.abs(head.y - region.y);
    }).toBeLessThan(2);
  });
});

describe('the uncertainty board', () => {
  let on: Stage;
  beforeAll(async () => { on = await stage(); });
  afterEach(() => on.tidy());
  afterAll(() => on.close());

  it('says what not to lean on and what would settle it, conflicts first', async () => {
    const page = await on.open(`${STORY}/markers`);
    await settled(page);
    const conflict = page.getByRole('region', { name: /^Conflict/ });
    await eventually(() => conflict.locator('article').first().innerText()).toMatch(/contested[\s\S]*One voice reports this and another denies it\.[\s\S]*Closes by withdrawal of one side, or an admission[\s\S]*denied by the envoy's office/);
    await settled(page);
    const text = await page.locator('main').innerText();
    expect(text).not.toMatch(/\b(true|false|confirmed|score)\b/i);
  });

  it('leads to the occurrence in one click and back in one', async () => {
    const page = await on.open(`${STORY}/markers`);
    await settled(page);
    await page.getByRole('region', { name: /^Conflict/ }).getByRole('link').first().click();
    await addressHas(page, `selected=${MEETING}`);
    await page.goBack();
    await page.getByRole('heading', { name: 'What not to lean on' }).waitFor();
    await eventually(() => addressOf(page)).toBe(`${STORY}/markers`);
  });

  it('narrows by severity and rule through its address', async () => {
    const page = await on.open(`${STORY}/markers?severity=3`);
    await settled(page);
    await page.locator('article').first().waitFor();
    await eventually(() => page.locator('article').count()).toBe(1);
    await page.getByLabel('Severity').selectOption('1');
    await page.getByLabel('Rule').selectOption('single-source');
    await addressHas(page, 'rule=single-source');
    await eventually(() => page.locator('article').count()).toBe(1);
  });

  it('asks for a note to acknowledge, which never removes the card; in the past it is closed and says why', async () => {
    const page = await on.open(`${STORY}/markers`, { key: 'chy_test' });
    await settled(page);
    await page.locator('article').first().waitFor();
    const before = await page.locator('article').count();
    await page.getByRole('button', { name: 'acknowledge' }).first().click();
    await page.getByRole('dialog').getByText('The marker stays on the board with your note.').waitFor();
    await page.getByLabel('Note').fill('Seen.');
    await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await eventually(() => page.locator('article').count()).toBe(before);
    await eventually(() => on.fake.seen.some((line) => /^POST \/api\/v1\/markers\/.*\/acknowledgement/.test(line))).toBe(true);
    await page.goto(`${on.fake.url}${STORY}/markers?knownAt=106`);
    await settled(page);
    const button = page.getByRole('button', { name: 'acknowledge' }).first();
    await eventually(() => button.isDisabled()).toBe(true);
    await eventually(() => button.getAttribute('title')).toContain('looking at the past');
  });
});
