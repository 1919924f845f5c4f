import { type Stage, eventually, screenShown, screens, sentences, settled, STORY, stage } from './browser.js';
import { textOfPdf } from './pdf-text.js';
import type { Page } from 'playwright-core';

const PRINTED = ['timeline', 'timeline with a selection', 'the past', 'stances', 'lanes', 'cell', 'uncertainty', 'audit', 'blame', 'report', 'claim', 'stories'];
const printed = async (page: Page): Promise<string> => textOfPdf(await page.pdf({ format: 'A4' }));

// What is judged is the file Chromium prints: its text, taken out again.
describe('on paper', () => {
  let on: Stage;
  beforeAll(async () => { on = await stage(); });
  afterEach(() => on.tidy());
  afterAll(() => on.close());

  it.each(PRINTED)('%s prints its sentences, and what it is a print of, without navigation or drawing', async (name) => {
    const page = await on.open(screens[name]!);
    await screenShown(page, name);
    const text = await printed(page);
    expect(text).toContain(sentences[name]!);
    if (name !== 'stories') {
      expect(text).toMatch(/As known at position \d+; newest position 117\. Printed \d/);
      expect(text).toContain(`Rafah First Reconstruction ${on.fake.url}/`);
    }
    for (const word of ['Skip to the content', 'New report', 'Go to…', 'pause at contradiction', 'Copy citation', 'Live']) expect(text).not.toContain(word);
    await page.emulateMedia({ media: 'print' });
    await eventually(() => page.locator('canvas:visible, nav:visible, .replay:visible, main button:visible').count()).toBe(0);
    await page.context().close();
  });

  it('a timeline prints every one of its sentences in the order of the list, then the selected occurrence', async () => {
    const page = await on.open(screens['timeline with a selection']!);
    await screenShown(page, 'timeline with a selection');
    const titles = await page.locator('.row-title').allInnerTexts();
    expect(titles).toHaveLength(30);
    const text = await printed(page);
    const places = [...titles.map((title) => title.trim().replace(/\s+/g, ' ')), 'Who says so'].map((words) => text.toLowerCase().indexOf(words.toLowerCase()));
    expect(places.filter((place) => place < 0)).toEqual([]);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('a comparison prints as an evidence sheet: pair, sentences, quotes, causes, leaf hashes and checkpoint', async () => {
    const page = await on.open(screens.audit!);
    await screenShown(page, 'audit');
    const text = await printed(page);
    expect(text).toMatch(/From position 106 .* to 117/);
    for (const change of on.fake.fixture.changes.filter(({ position, kind }) => position > 106 && !kind.startsWith('marker'))) expect(text).toContain(change.sentence.replace(/\s+/g, ' '));
    expect(text).toContain('“no meeting was set”');
    for (const position of [108, 110, 117]) expect(text).toContain(`q2V0c29tZWhhc2g${position}=`);
    expect(text).toContain('Checkpoint of chancery.example/log: 117 entries');
    // What was opened for the paper is folded again on the screen.
    await eventually(() => page.locator('details.evidence[open]').count()).toBe(0);
  });

  it('names in Hebrew, Arabic and Cyrillic letters print as words in reading order, in place within their sentence', async () => {
    const { fixture } = on.fake;
    const names = ['בנימין נתניהו', 'خليل الحية', 'Сергей Лавров'];
    const row = fixture.timeline.find((each) => each.occurrence === 'occ_visit')!;
    row.participants = [{ actor: null, role: 'initiator', label: names[0]! }, { actor: null, role: 'recipient', label: names[1]! }, { actor: null, role: 'recipient', label: names[2]! }];
    row.title = 'A call with Лавров, then one with نتنياهو, is told.';
    const page = await on.open(STORY);
    await page.getByText('Сергей Лавров').first().waitFor();
    await settled(page);
    const text = await printed(page);
    expect(text).toContain('A call with Лавров, then one with نتنياهو, is told.');
    const places = names.map((name) => text.indexOf(name));
    expect(places.filter((place) => place < 0)).toEqual([]);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});
