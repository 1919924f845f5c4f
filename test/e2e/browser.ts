import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Browser, type BrowserContext, type Page, type Request, chromium } from 'playwright-core';
import { type FakeApi, startFakeApi } from './fake-api/fake-api.js';
import { type StoryFixture, rafahFixture } from './fake-api/story-fixture.js';

export const STORY = '/stories/rafah-first-reconstruction';
export const MEETING = 'occ_seed-E20';
export const webRoot = path.resolve(import.meta.dirname, '../../web');

/** The browser the runner found; `npm run test:browser` says so when there is none. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage', '--enable-precise-memory-info'] });
}

export interface Stage { fake: FakeApi; browser: Browser; /** Closes every page: a test leaves none behind for the next one to share the machine with. */ tidy(): Promise<void>; open(address: string, options?: Parameters<Browser['newContext']>[0] & { key?: string }): Promise<Page>; close(): Promise<void> }

/**
 * `BROWSER_STRESS=1` plays a slow machine on a bad line: the processor of every page throttled to a quarter, every answer of
 * the API late by up to 300 ms, in another order each time. A test that reads before what it reads is there fails under it.
 */
const STRESSED = process.env.BROWSER_STRESS === '1';

/** Does nothing without `BROWSER_STRESS`. */
export async function hamper(page: Page): Promise<void> {
  if (!STRESSED) return;
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.route(/\/api\/v1\/(?!log\/stream)/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
    await route.continue().catch(() => undefined); // the page may have gone meanwhile
  });
}

/** One browser over one fake service. Every page it opens fails the test on a script error, a blocked resource or a request to another host. */
export async function stage(fixture: StoryFixture = rafahFixture(), { stressed = STRESSED } = {}): Promise<Stage> {
  const fake = await startFakeApi(fixture, webRoot);
  const browser = await launch();
  const contexts: BrowserContext[] = [];
  const tidy = async (): Promise<void> => { for (const context of contexts.splice(0)) await context.close(); };
  return {
    fake, browser, tidy,
    async open(address, { key, ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      contexts.push(context);
      if (key !== undefined) await context.addInitScript(`sessionStorage.setItem('chancery.key', ${JSON.stringify(key)})`);
      const page = await context.newPage();
      watch(page, fake.url);
      if (stressed) await hamper(page);
      await page.goto(fake.url + address);
      return page;
    },
    async close() {
      await tidy();
      await browser.close();
      await fake.close();
    },
  };
}

const troubles = new WeakMap<Page, string[]>();
/** Requests under way, but for the live log, which stays open. */
const pending = new WeakMap<Page, Set<Request>>();

export function watch(page: Page, base: string): void {
  const list: string[] = [];
  troubles.set(page, list);
  const open = new Set<Request>();
  pending.set(page, open);
  page.on('request', (request) => { if (!request.url().includes('/log/stream')) open.add(request); });
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  page.on('framenavigated', (frame) => { if (frame === page.mainFrame() && frame.url() === 'about:blank') open.clear(); });
  page.on('pageerror', (error) => list.push(`script error: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error' && /Content Security Policy|violates/.test(message.text())) list.push(message.text()); });
  page.on('request', (request) => { if (!request.url().startsWith(base) && !/^(blob|data|about):/.test(request.url())) list.push(`request to another host: ${request.url()}`); });
}
export const troublesOf = (page: Page): string[] => troubles.get(page) ?? [];

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds against WCAG 2.0 to 2.2 A and AA and its best practices, one line each. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const found = (await page.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }).then((result) => result.violations.flatMap((violation) => violation.nodes.map((node) => violation.id + ': ' + node.target.join(' ') + ' ' + (node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message ?? ''))))`)) as string[];
  return found;
}

/** Resolves when nothing under `body` has changed for a tenth of a second, fonts are there, and a frame has been painted. */
const STILL = `document.fonts.ready.then(() => new Promise((done) => {
  const finish = () => { watcher.disconnect(); requestAnimationFrame(() => requestAnimationFrame(done)); };
  let timer = setTimeout(finish, 100);
  const watcher = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(finish, 100); });
  watcher.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
})).then(() => document.querySelector('main h1') !== null && document.querySelector('p.loading') === null)`;

/** The screen has drawn what it was opened for: no request is under way, no "reading…" stands there, and the page holds still. */
export async function settled(page: Page): Promise<void> {
  const open = pending.get(page)!;
  await eventually(async () => {
    const quiet = open.size === 0 && ((await page.evaluate(STILL)) as boolean) && open.size === 0;
    return quiet || `still under way: ${[...open].map((request) => request.url()).join(' ') || page.url()}`;
  }, 30_000).toBe(true);
}

type Later<M> = { [K in keyof M]: M[K] extends (...args: infer A) => unknown ? (...args: A) => Promise<void> : never };

/**
 * `expect` that waits: reads again until what it asserts holds. Whatever a page shows arrives when it arrives (a later
 * request, a frame, a font), so nothing read from a page once is compared at once.
 */
export function eventually<T>(read: () => T | Promise<T>, withinMs = 15_000): Later<jest.Matchers<void, T>> & { not: Later<jest.Matchers<void, T>> } {
  const matchers = (negated: boolean): object => new Proxy({}, {
    get: (_target, name: string) => {
      if (name === 'not') return matchers(true);
      if (name === 'then') throw new Error('eventually(…) needs a matcher.');
      return async (...args: unknown[]): Promise<void> => {
        const until = Date.now() + withinMs;
        for (;;) {
          try {
            const said = expect(await read());
            const matcher = (negated ? said.not : said) as unknown as Record<string, (...args: unknown[]) => void>;
            matcher[name]!(...args);
            return;
          } catch (error) {
            if (Date.now() > until) throw error;
            await new Promise((resolve) => setTimeout(resolve, 40));
          }
        }
      };
    },
  });
  return matchers(false) as ReturnType<typeof eventually<T>>;
}

/** Waits until the address holds the text: a scrub is written down when it rests. */
export const addressHas = (page: Page, part: string): Promise<void> => page.waitForURL((url) => (url.pathname + url.search).includes(part), { timeout: 15_000 });
export const addressOf = (page: Page): string => { const url = new URL(page.url()); return url.pathname + url.search; };
export const screens: Record<string, string> = {
  stories: '/', timeline: STORY, 'timeline with a selection': `${STORY}?selected=${MEETING}`, 'the past': `${STORY}?knownAt=90`, stances: `${STORY}/stances`, lanes: `${STORY}/stances?view=lanes`,
  cell: `${STORY}/stances/isr-security-establishment/rafah-first-reconstruction`, uncertainty: `${STORY}/markers`, audit: `${STORY}/compare/106...117`, blame: `${STORY}/compare?claim=clm_denial`, 'new report': `${STORY}/new-report`,
  report: '/reports/rpt_denial?claim=clm_denial', claim: '/claims/clm_seed-E04', correct: '/reports/rpt_denial?act=correct&claim=clm_denial',
};
/** What each screen must show before anything is judged about it. */
export const sentences: Record<string, string> = {
  stories: 'Rafah First Reconstruction', timeline: 'Israel pressed hard against the meeting.', 'timeline with a selection': '“no meeting was set”', 'the past': 'As known at position 90', stances: 'champions', lanes: 'Southern Command', cell: 'softened', uncertainty: 'One origin carries this.',
  audit: 'A second voice denies the meeting', blame: 'report v1', 'new report': 'Nothing filed is ever overwritten.', report: 'The envoy\'s office said on Monday', claim: 'first coded', correct: 'Correct: our coding or details were wrong',
};

/** Opens a screen by its name and waits until it shows its sentence and holds still. */
export async function screenShown(page: Page, name: string): Promise<void> {
  await page.getByText(sentences[name]!).filter({ visible: true }).first().waitFor();
  await settled(page);
}
