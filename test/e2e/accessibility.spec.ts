import { type Stage, axe, eventually, screenShown, screens, settled, stage, troublesOf } from './browser.js';

describe('every screen is accessible', () => {
  let on: Stage;
  beforeAll(async () => { on = await stage(); });
  afterEach(() => on.tidy());
  afterAll(() => on.close());

  const looks = (['light', 'dark'] as const).flatMap((colorScheme) => (['ltr', 'rtl'] as const).map((dir) => ({ colorScheme, dir })));
  it.each(Object.keys(screens).flatMap((name) => looks.map((look) => [name, look.colorScheme, look.dir] as const)))('%s, %s, %s: axe finds nothing', async (name, colorScheme, dir) => {
    const page = await on.open('/', { colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(`localStorage.setItem('chancery.direction', '${dir}')`);
    await page.goto(on.fake.url + screens[name]!);
    await screenShown(page, name);
    expect(await axe(page)).toEqual([]);
    expect(troublesOf(page)).toEqual([]);
    await page.context().close();
  });

  it('and axe would find a fault if there were one', async () => {
    const page = await on.open(screens.timeline!);
    await settled(page);
    await eventually(async () => {
      await page.evaluate("document.querySelector('input[type=range]').removeAttribute('aria-label'); document.querySelector('.counts').style.color = '#ddd'");
      return (await axe(page)).map((line) => line.split(':')[0]);
    }).toEqual(expect.arrayContaining(['label', 'color-contrast']));
    await page.context().close();
  });

  it.each(Object.keys(screens))('%s at 320 px (400 %% zoom) scrolls one way only', async (name) => {
    const page = await on.open(screens[name]!, { viewport: { width: 320, height: 640 } });
    await screenShown(page, name);
    await eventually(() => page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await page.context().close();
  });

  it('the help opens, names every key and can switch letters off', async () => {
    const page = await on.open(screens.timeline!);
    await settled(page);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await settled(page);
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('Single-letter keys are on').uncheck();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // A key that worked would have changed both at once, before its press returns.
    await page.keyboard.press('2');
    expect(await page.evaluate('location.pathname')).not.toContain('/stances');
    await page.keyboard.press('?');
    await settled(page);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('the focus goes through the page without a trap and never stands under the sticky bar', async () => {
    const page = await on.open(screens.timeline!);
    await settled(page);
    await page.evaluate('scrollTo(0, 99999)');
    await page.locator('li.row a').last().focus();
    const hidden: string[] = [];
    const seen = new Set<string>();
    for (let step = 0; step < 45; step += 1) {
      await page.keyboard.press('Shift+Tab');
      const [place, under] = (await page.evaluate("new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))).then(() => { const at = document.activeElement; const box = at.getBoundingClientRect(); const bar = document.querySelector('.replay'); const stick = bar.getBoundingClientRect(); return [at.outerHTML.slice(0, 90), !bar.contains(at) && stick.top <= 0 && box.top < stick.bottom && box.bottom > stick.top]; })")) as [string, boolean];
      seen.add(place);
      if (under) hidden.push(place);
    }
    expect(hidden).toEqual([]);
    expect(seen.size).toBeGreaterThan(40);
  });

  it('targets are at least 24 px high and wide', async () => {
    const page = await on.open(screens['timeline with a selection']!);
    await screenShown(page, 'timeline with a selection');
    // Links inside sentences are exempt (WCAG 2.5.8, inline).
    const small = await page.evaluate(`[...document.querySelectorAll('button, input, select, summary')].filter((each) => each.offsetParent !== null).map((each) => [each.outerHTML.slice(0, 60), each.closest('label') ?? each]).map(([html, each]) => [html, each.getBoundingClientRect()]).filter(([, box]) => box.height < 24 || box.width < 24).map(([html, box]) => html + ' ' + box.width + '×' + box.height)`);
    expect(small).toEqual([]);
  });

  it.each(['forced colours', 'achromatopsia', 'deuteranopia', 'protanopia', 'tritanopia'] as const)('the marks and the three lines stay apart under %s', async (sight) => {
    const page = await on.open(screens.timeline!, sight === 'forced colours' ? { forcedColors: 'active' } : {});
    await settled(page);
    if (sight !== 'forced colours') await (await page.context().newCDPSession(page)).send('Emulation.setEmulatedVisionDeficiency', { type: sight });
    await page.keyboard.press('?');
    const marks = page.locator('dialog .legend .mark');
    await eventually(() => marks.count()).toBeGreaterThanOrEqual(8);
    await settled(page);
    const shots: string[] = [];
    for (const mark of await marks.all()) shots.push((await mark.screenshot()).toString('base64'));
    expect(new Set(shots).size).toBe(shots.length);
    await eventually(() => page.evaluate("new Set([...document.querySelectorAll('dialog .line-sample')].map((each) => getComputedStyle(each).borderBlockStartStyle)).size")).toBe(3);
  });
});
