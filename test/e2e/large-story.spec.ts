import type { Page } from 'playwright-core';
import { generatedStory } from './fake-api/generated-story.js';
import { rafahFixture } from './fake-api/story-fixture.js';
import { STORY, type Stage, addressHas, addressOf, axe, eventually, settled, stage, troublesOf } from './browser.js';
import { achieves, stopwatch } from './stopwatch.js';

// A story that no page can hold: counted where it is too much, listed by pages, drawn one by one where few enough are left.
describe('a story of 125,000 occurrences', () => {
  let on: Stage;
  beforeAll(async () => { on = await stage(generatedStory(rafahFixture(), 125_000), { stressed: false }); });
  afterEach(() => on.tidy());
  afterAll(() => on.close());

  const rows = 'ol.occurrences > li.row';
  const drawing = (page: Page): Promise<string | null> => page.locator('canvas[role=img]').getAttribute('aria-label');
  const requests = (): number => on.fake.seen.filter((line) => line.includes('versions=all') && line.includes('/timeline')).length;

  it('is visible as a whole: every dated occurrence is counted in the drawing, the list holds its first page', async () => {
    const page = await on.open(STORY);
    await settled(page);
    await eventually(() => drawing(page)).toBe('Timeline of 83,775 dated occurrences in 17 lanes by actor, counted by week from 1 Jan 2024 to 18 Jan 2026, 41,933 of one origin; the table below shows the same.');
    await eventually(() => page.locator('.counts').innerText()).toMatch(/125,000 occurrences[\s\S]*83,775 dated/);
    await eventually(() => page.locator(rows).count()).toBe(100);
    await page.getByText('100 of 125,000 occurrences').waitFor();
    await page.getByText('41,225 occurrences without a date stand at the end of the list').waitFor();
    expect(await axe(page)).toEqual([]);
    expect(troublesOf(page)).toEqual([]);
  });

  it('shows the same in a table, which zooms by keyboard until single occurrences are left; Back leads out again', async () => {
    const page = await on.open(`${STORY}?actor=usa`);
    await settled(page);
    await page.getByText(/^The drawing as a table: \d+ weeks$/).focus();
    await page.keyboard.press('Enter');
    const table = page.getByRole('region', { name: 'Occurrences by time and lane' });
    await table.getByRole('link', { name: 'week of 3 Jun 2024' }).waitFor();
    const inWeek = Number((await table.getByRole('row', { name: /^week of 3 Jun 2024/ }).getByRole('cell').first().innerText()).replaceAll(',', ''));
    await settled(page);
    expect(await axe(page)).toEqual([]);
    await table.getByRole('link', { name: 'week of 3 Jun 2024' }).focus();
    await page.keyboard.press('Enter');
    await addressHas(page, 'from=2024-06-03&to=2024-06-09');
    await page.getByText('Each mark is one occurrence.').waitFor();
    await eventually(() => drawing(page)).toContain(`Timeline of ${inWeek} occurrences`);
    await eventually(() => page.locator(rows).first().innerText()).toContain('3 Jun 2024');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('complementary', { name: 'Selected occurrence' }).waitFor();
    await page.goBack();
    await eventually(() => drawing(page)).toContain('counted by week');
  });

  it('zooms by a press on a bar, by links and by dragging, each time into finer counts', async () => {
    const page = await on.open(`${STORY}?from=2024-02-01&to=2025-01-31`);
    await settled(page);
    await eventually(() => drawing(page)).toContain('counted by week');
    await page.getByRole('link', { name: 'Zoom in' }).click();
    await eventually(() => drawing(page)).toContain('counted by day from 2 May 2024 to 31 Oct 2024');
    await page.getByRole('link', { name: 'Later ▶' }).click();
    await eventually(() => drawing(page)).toContain('from 1 Aug 2024 to 30 Jan 2025');
    await page.goBack();
    await eventually(() => drawing(page)).toContain('from 2 May 2024');
    await settled(page);
    const box = (await page.locator('canvas[role=img]').boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + 60);
    await eventually(() => addressOf(page)).toMatch(/from=2024-0[78]-\d\d&to=2024-0[78]-\d\d/);
    const pressed = addressOf(page);
    expect(/from=(\S+)&to=(\S+)/.exec(pressed)!.slice(1)[0]).toBe(/from=(\S+)&to=(\S+)/.exec(pressed)!.slice(1)[1]); // one day
    await page.getByRole('link', { name: 'The whole span' }).click();
    await eventually(() => drawing(page)).toContain('from 1 Jan 2024 to 18 Jan 2026');
  });

  it('is filtered by the service, in drawing, counts and list alike', async () => {
    const page = await on.open(STORY);
    await settled(page);
    await page.getByRole('button', { name: 'Filter' }).click();
    const box = (name: string) => page.locator('.add-filter label', { has: page.getByText(name, { exact: true }) }).locator('select');
    await box('kind').selectOption('sanction');
    await addressHas(page, 'kind=sanction');
    await box('actor').selectOption('usa');
    await addressHas(page, 'actor=usa');
    await settled(page);
    const [all = ''] = (await page.locator('.counts strong').innerText()).split(' ');
    expect(Number(all.replaceAll(',', ''))).toBe(on.fake.fixture.timeline.filter((row) => row.kind === 'sanction' && row.participants.some((each) => each.actor === 'usa')).length);
    await eventually(async () => (await page.locator('.row-kind').allInnerTexts()).every((kind) => kind === 'sanction')).toBe(true);
    await page.goto(`${on.fake.url}${STORY}?kind=vote&actor=usa`);
    await page.getByText('No occurrence passes all the filters.').waitFor();
    await eventually(() => page.locator('.empty li').first().innerText()).toBe('Without “United States”: 0 occurrences');
    await eventually(() => page.locator('.empty li').nth(1).innerText()).toMatch(/^Without “vote”: \d[\d,]+ occurrences$/);
  });

  it('pages through its list; an address of a page opens that page, and other filters begin anew', async () => {
    const page = await on.open(STORY);
    await settled(page);
    const first = await page.locator(rows).first().getAttribute('data-occurrence');
    await page.getByRole('link', { name: 'Next 100' }).click();
    await eventually(() => page.locator(rows).first().getAttribute('data-occurrence')).not.toBe(first);
    await settled(page);
    const second = await page.locator(rows).first().getAttribute('data-occurrence');
    const fresh = await on.open(addressOf(page));
    await eventually(() => fresh.locator(rows).first().getAttribute('data-occurrence')).toBe(second);
    await page.goto(`${on.fake.url}${addressOf(page)}&voice=named`);
    await eventually(() => addressOf(page)).not.toContain('cursor');
    await eventually(async () => (await page.locator('.row .voice').allInnerTexts()).every((text) => text.includes('a named voice'))).toBe(true);
  });

  it('is replayed period by period, and says at which moment one looks', async () => {
    const page = await on.open(STORY);
    await settled(page);
    await page.getByText('week 125 of 125', { exact: true }).waitFor();
    await page.keyboard.press('Home');
    await page.getByText('week 1 of 125', { exact: true }).waitFor();
    await page.getByRole('region', { name: 'You are looking at the past' }).waitFor();
    await eventually(() => page.locator('.counts strong').innerText()).toMatch(/^1,\d\d\d occurrences$/);
    await page.keyboard.press('ArrowRight');
    await eventually(() => page.locator('.counts strong').innerText()).toMatch(/^2,\d\d\d occurrences$/);
    await page.keyboard.press('End');
    await eventually(() => page.locator('.counts strong').innerText()).toBe('125,000 occurrences');
  });

  it('fits a narrow page, and every screen width keeps the table in its own region', async () => {
    const page = await on.open(STORY, { viewport: { width: 320, height: 640 } });
    await page.getByText(/^The drawing as a table/).click();
    await page.getByRole('region', { name: 'Occurrences by time and lane' }).waitFor();
    await settled(page);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });

  it('stays within the budgets: readable in 1.5 s, the cursor in 50 ms, and a heap far below 300 MB', async () => {
    const page = await on.open('/');
    await settled(page);
    const watch = await stopwatch(page);
    await achieves(1500, async () => {
      await page.goto('about:blank');
      return watch.time(async () => {
        await page.goto(on.fake.url + STORY);
        await page.locator(rows).nth(99).waitFor();
        await page.locator('canvas[role=img]').waitFor();
      });
    });
    await settled(page);
    await achieves(50, () => watch.steps(40));
    expect((await page.evaluate('performance.memory.usedJSHeapSize')) as number).toBeLessThanOrEqual(150e6);
    expect(requests()).toBeLessThan(40); // begun before the size of the story is known, and given up at once
  }, 120_000);
});
