import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { type FakeApi, startFakeApi } from './fake-api/fake-api.js';
import { type StoryFixture, rafahFixture } from './fake-api/story-fixture.js';

export const STORY = '/stories/rafah-first-reconstruction';
export const MEETING = 'occ_seed-E20';
export const webRoot = path.resolve(import.meta.dirname, '../../web');

/** The browser the runner found; `npm run test:browser` says so when there is none. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage', '--enable-precise-memory-info'] });
}

export interface Stage { fake: FakeApi; browser: Browser; open(address: string, options?: Parameters<Browser['newContext']>[0] & { key?: string }): Promise<Page>; close(): Promise<void> }

/** One browser over one fake service. Every page it opens fails the test on a script error, a blocked resource or a request to another host. */
export async function stage(fixture: StoryFixture = rafahFixture()): Promise<Stage> {
  const fake = await startFakeApi(fixture, webRoot);
  const browser = await launch();
  const contexts: BrowserContext[] = [];
  return {
    fake, browser,
    async open(address, { key, ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      contexts.push(context);
      if (key !== undefined) await context.addInitScript(`sessionStorage.setItem('chancery.key', ${JSON.stringify(key)})`);
      const page = await context.newPage();
      watch(page, fake.url);
      await page.goto(fake.url + address);
      return page;
    },
    async close() {
      for (const context of contexts) await context.close();
      await browser.close();
      await fake.close();
    },
  };
}

const troubles = new WeakMap<Page, string[]>();

export function watch(page: Page, base: string): void {
  const list: string[] = [];
  troubles.set(page, list);
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

/** The screen has drawn what it was opened for. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor({ state: 'attached' });
  while ((await page.locator('p.loading').count()) > 0) await page.waitForTimeout(30);
}

/** Waits until the address holds the text: a scrub is written down when it rests. */
export const addressHas = (page: Page, part: string): Promise<void> => page.waitForURL((url) => (url.pathname + url.search).includes(part), { timeout: 5000 });
export const addressOf = (page: Page): string => { const url = new URL(page.url()); return url.pathname + url.search; };
export const screens: Record<string, string> = {
  stories: '/', timeline: STORY, 'timeline with a selection': `${STORY}?selected=${MEETING}`, 'the past': `${STORY}?knownAt=90`, stances: `${STORY}/stances`, lanes: `${STORY}/stances?view=lanes`,
  cell: `${STORY}/stances/isr-security-establishment/rafah-first-reconstruction`, uncertainty: `${STORY}/markers`, audit: `${STORY}/compare/106...117`, blame: `${STORY}/compare?claim=clm_denial`, 'new report': `${STORY}/new-report`,
  report: '/reports/rpt_denial?claim=clm_denial', claim: '/claims/clm_seed-E04', correct: '/reports/rpt_denial?act=correct&claim=clm_denial',
};
