import { MEETING, STORY, type Stage, addressHas, addressOf, eventually, settled, stage, troublesOf } from './browser.js';

describe('timeline and replay', () => {
  let on: Stage;
  beforeAll(async () => { on = await stage(); });
  afterEach(() => on.tidy());
  afterAll(() => on.close());
  const rows = 'ol.occurrences > li.row';

  it('shows at a glance who acts on whom, how solid it is and how much has no date', async () => {
    const page = await on.open(STORY);
    await settled(page);
    const text = (): Promise<string> => page.locator('main').innerText();
    await eventually(text).toContain('Washington pushes Israel to start rebuilding Rafah at once.');
    await eventually(text).toContain('People in Southern Command told their American opposite numbers that they are firmly against it.');
    await eventually(text).toMatch(/30 occurrences\s*·?\s*3 reports\s*·?\s*3 dated/);
    await eventually(() => page.locator(rows).count()).toBe(30);
    const meeting = page.locator(`[data-occurrence="${MEETING}"]`);
    await eventually(() => meeting.innerText()).toMatch(/planned meeting: cancelled[\s\S]*relayed, 1 origin/);
    await eventually(() => page.locator('canvas[role=img]').getAttribute('aria-label')).toBe('Timeline of 30 occurrences in 17 lanes by actor: 3 dated, 20 relayed or unnamed. The list below shows the same.');
    expect(troublesOf(page)).toEqual([]);
  });

  it('replays by keyboard without a request, names the past and returns with one key', async () => {
    const page = await on.open(`${STORY}?step=event`);
    await settled(page);
    const before = on.fake.seen.length;
    await page.keyboard.press('Home');
    await page.getByText('event 1 of 34', { exact: true }).waitFor();
    await page.getByText('Undated (1)').first().waitFor(); // as many as stood there then
    await eventually(() => page.locator(rows).count()).toBe(1);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByText('event 12 of 34', { exact: true }).waitFor();
    await eventually(() => page.locator(rows).count()).toBe(12);
    await page.getByRole('region', { name: 'You are looking at the past' }).getByText(/As known at position 88 \(22 Nov 2026, 10:00 UTC\)/).waitFor();
    expect(on.fake.seen.slice(before)).toEqual([]);
    await page.keyboard.press('End');
    await page.getByRole('region', { name: 'You are looking at the past' }).waitFor({ state: 'detached' });
    await eventually(() => page.locator(rows).count()).toBe(30);
  });

  it('works as a slider for screen readers, and says one sentence a step', async () => {
    const page = await on.open(STORY);
    await settled(page);
    const slider = page.getByRole('slider', { name: 'Replay cursor' });
    await eventually(() => slider.getAttribute('aria-valuetext')).toContain('report 3 of 3, ');
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('report 2 of 3', { exact: true }).waitFor();
    await page.locator('[role=status]', { hasText: 'report 2 of 3, ' }).waitFor({ state: 'attached' });
    await page.keyboard.press('Home');
    await page.getByText('report 1 of 3', { exact: true }).waitFor();
  });

  it('plays, pauses at a contradiction, and never starts by itself', async () => {
    const page = await on.open(STORY);
    await settled(page);
    await page.keyboard.press('Home');
    await page.getByText('report 1 of 3', { exact: true }).waitFor();
    await page.waitForTimeout(1300); // longer than a step at this speed: a player that had started would have moved
    await page.getByText('report 1 of 3', { exact: true }).waitFor();
    await page.keyboard.press('l');
    await eventually(() => page.getByLabel('speed').inputValue()).toBe('2');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await eventually(() => page.getByLabel('speed').inputValue()).toBe('0.5'); // two seconds a step: time to see the button change
    await page.keyboard.press('k');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor(); // the denial of the meeting stops it
    await page.getByText('report 2 of 3', { exact: true }).waitFor();
    await eventually(() => page.locator(`[data-occurrence="${MEETING}"]`).innerText()).toContain('2 support, 1 denies');
  });

  it('goes from turn to turn', async () => {
    const page = await on.open(STORY);
    await settled(page);
    await page.keyboard.press('[');
    await page.getByText('report 2 of 3', { exact: true }).waitFor();
    await page.keyboard.press(']');
    await page.getByText('report 3 of 3', { exact: true }).waitFor();
  });

  it('selects by arrow keys and by a click on the drawing; both open the same panel', async () => {
    const page = await on.open(STORY);
    await settled(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('complementary', { name: 'Selected occurrence' }).getByRole('heading', { level: 2 }).getByText('could live with a small first site').waitFor();
    await addressHas(page, 'selected=occ_ease');
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    const canvas = page.locator('canvas[role=img]');
    await settled(page);
    const box = (await canvas.boundingBox())!;
    // The first lane holds the visit; its mark is the first on the axis.
    for (let x = 4; x < 60 && !((await page.evaluate('location.search')) as string).includes('selected'); x += 6) await page.mouse.click(box.x + x, box.y + 42 + 13);
    await eventually(() => addressOf(page)).toContain('selected=occ_visit');
    await eventually(() => page.locator('[data-occurrence="occ_visit"]').getAttribute('class')).toContain('chosen');
  });

  it('tells in words what a mark stands for, and leads through several that lie on one another', async () => {
    const own = await stage();
    const visit = own.fake.fixture.timeline.find((row) => row.occurrence === 'occ_visit')!;
    own.fake.fixture.timeline.push({ ...visit, occurrence: 'occ_visit_b', title: 'A second tour of the same day.' }, { ...visit, occurrence: 'occ_visit_c', title: 'A third tour of the same day.' });
    const page = await own.open(`${STORY}?selected=occ_visit`); // with the panel open, so that the drawing keeps its width
    await page.getByRole('complementary', { name: 'Selected occurrence' }).waitFor();
    await settled(page);
    const box = (await page.locator('canvas[role=img]').boundingBox())!;
    const caption = page.locator('.mark-caption');
    let x = 0;
    while (x < 80 && (await caption.count()) === 0) await page.mouse.move(box.x + (x += 4), box.y + 42 + 13);
    await eventually(() => caption.innerText()).toMatch(/tour[\s\S]*Visit · 28 Nov 2026 · a named voice, 1 origin\s*and 2 more here: press to go through them/);
    await page.keyboard.press('Escape'); // it does not stand in the way
    await caption.waitFor({ state: 'detached' });
    await page.getByRole('complementary', { name: 'Selected occurrence' }).waitFor();
    const seen = new Set<string>();
    for (let press = 0; press < 3; press += 1) {
      const before = addressOf(page);
      await page.mouse.click(box.x + x, box.y + 42 + 13);
      await eventually(() => addressOf(page)).not.toBe(before);
      await settled(page);
      seen.add(addressOf(page));
    }
    expect(seen.size).toBe(3);
    await own.close();
  });

  it('is replayed and read by touch: a tap moves the cursor, a tap on a mark selects', async () => {
    const page = await on.open(STORY, { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
    await settled(page);
    const slider = (await page.getByRole('slider', { name: 'Replay cursor' }).boundingBox())!;
    await page.touchscreen.tap(slider.x + 4, slider.y + slider.height / 2);
    await page.getByText('report 1 of 3', { exact: true }).waitFor();
    await page.getByRole('region', { name: 'You are looking at the past' }).waitFor();
    await page.getByRole('button', { name: 'Play', exact: true }).tap();
    await page.getByText('report 2 of 3', { exact: true }).waitFor(); // and stops there: a contradiction
    await page.getByRole('button', { name: 'Last: now' }).tap();
    await page.getByRole('region', { name: 'You are looking at the past' }).waitFor({ state: 'detached' });
    await settled(page);
    const canvas = page.locator('canvas[role=img]');
    await canvas.scrollIntoViewIfNeeded();
    const box = (await canvas.boundingBox())!;
    for (let x = 4; x < 60 && !((await page.evaluate('location.search')) as string).includes('selected'); x += 6) await page.touchscreen.tap(box.x + x, box.y + 42 + 13);
    await page.getByRole('complementary', { name: 'Selected occurrence' }).waitFor();
    await addressHas(page, 'selected=occ_visit');
  });

  it('offers filters with how often each occurs, the most frequent first', async () => {
    const page = await on.open(STORY);
    await settled(page);
    await page.getByRole('button', { name: 'Filter' }).click();
    const options = page.locator('.add-filter label', { has: page.getByText('voice', { exact: true }) }).locator('option');
    await eventually(async () => (await options.allInnerTexts()).reduce((sum, text) => sum + Number(/\((\d+)\)$/.exec(text)?.[1] ?? 0), 0)).toBe(30);
    const counts = (await options.allInnerTexts()).slice(1).map((text) => Number(/\((\d+)\)$/.exec(text)![1]));
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  });

  it('tells who says so, on which words, with names in their own script in order', async () => {
    const page = await on.open(`${STORY}?selected=${MEETING}`);
    const panel = page.getByRole('complementary', { name: 'Selected occurrence' });
    await panel.getByText('“no meeting was set”').waitFor();
    await eventually(() => panel.innerText()).toMatch(/Al-Mayadeen, relayed[\s\S]*The envoy's office \(denies\)/);
    const alias = panel.locator('bdi[lang=ar]');
    await eventually(() => alias.innerText()).toBe('خليل الحية');
    await eventually(() => page.evaluate("getComputedStyle(document.querySelector('bdi[lang=ar]')).direction")).toBe('rtl');
    await panel.getByText('“no meeting was set”').click();
    await page.getByRole('heading', { name: "Envoy's office: no meeting was set" }).waitFor();
    await eventually(() => addressOf(page)).toBe('/reports/rpt_denial?claim=clm_denial');
  });

  it('keeps the view in its address: a copy opens the same view in a fresh browser, in the past too', async () => {
    const page = await on.open(`${STORY}?actor=usa&groupBy=issue&knownAt=100&selected=occ_seed-E01`);
    await settled(page);
    await page.getByRole('complementary').getByRole('heading', { name: 'Washington pushes Israel' }).waitFor();
    await settled(page);
    const [text, address] = [await page.locator('ol.occurrences').innerText(), addressOf(page)];
    const fresh = await on.open(address);
    await settled(fresh);
    await fresh.getByRole('complementary').getByRole('heading', { name: 'Washington pushes Israel' }).waitFor();
    await eventually(() => fresh.locator('ol.occurrences').innerText()).toBe(text);
    await eventually(() => addressOf(fresh)).toBe(address);
  });

  it('Back restores filters, selection and place', async () => {
    const page = await on.open(STORY);
    await settled(page);
    await page.evaluate('scrollTo(0, 1400)');
    await page.locator('li.row a', { hasText: 'Israel pressed hard' }).click();
    await page.getByRole('complementary').getByRole('link', { name: 'History' }).click();
    await page.getByRole('heading', { name: 'Who set what' }).waitFor();
    await page.goBack();
    await page.getByRole('complementary').getByRole('heading', { name: 'Israel pressed hard' }).waitFor();
    await eventually(async () => Math.abs(((await page.evaluate('scrollY')) as number) - 1400)).toBeLessThan(260);
    await page.goBack();
    await page.getByRole('complementary').waitFor({ state: 'detached' });
  });

  it('filters, and where nothing passes offers each filter with the count without it', async () => {
    const page = await on.open(`${STORY}?actor=usa&kind=visit`);
    await settled(page);
    await page.getByText('No occurrence passes all the filters.').waitFor();
    await eventually(() => page.locator('.empty li').allInnerTexts()).toEqual(['Without “United States”: 1 occurrence', 'Without “visit”: 15 occurrences']);
    await page.getByRole('link', { name: 'Without “United States”' }).click();
    await eventually(() => page.locator(rows).count()).toBe(1);
  });

  it('leaves to the service what matches words', async () => {
    const page = await on.open(STORY);
    await settled(page);
    await page.keyboard.press('/');
    await page.locator('input[type=search]:focus').waitFor();
    await page.keyboard.type('istanbul');
    await page.keyboard.press('Enter');
    await page.locator(`[data-occurrence="${MEETING}"]`).waitFor();
    await eventually(() => page.locator(rows).count()).toBe(1);
    await eventually(() => addressOf(page)).toBe(`${STORY}?q=istanbul`);
  });

  it('replays on the published clock', async () => {
    const page = await on.open(STORY);
    await settled(page);
    await page.getByLabel('published', { exact: true }).check();
    await page.getByText('report 3 of 3', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'One step back' }).click();
    await page.getByRole('region', { name: 'You are looking at the past' }).getByText(/As published by/).waitFor();
    await addressHas(page, 'clock=published');
    await addressHas(page, 'publishedBy=2026-11-23');
  });

  it('changes lanes, tray, clock and screen by key', async () => {
    const page = await on.open(STORY);
    await settled(page);
    await page.keyboard.press('u');
    await page.getByText('27 undated occurrences are folded away.').waitFor();
    await page.keyboard.press('c');
    await addressHas(page, 'clock=published');
    await page.keyboard.press('c');
    await addressHas(page, 'clock=recorded');
    await page.keyboard.press('3');
    await page.getByRole('heading', { name: 'What not to lean on' }).waitFor();
    await page.keyboard.press('1');
    await page.locator(rows).first().waitFor();
    await settled(page);
    await page.keyboard.press('g');
    await page.getByLabel('Position, or a day as YYYY-MM-DD').fill('90');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'You are looking at the past' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('m');
    await page.getByRole('heading', { name: 'What changed' }).waitFor();
    await addressHas(page, `${STORY}/compare/90...head`);
  });
});
