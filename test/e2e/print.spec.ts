import { type Stage, eventually, screenShown, screens, sentences, stage } from './browser.js';

const PRINTED = ['timeline', 'timeline with a selection', 'the past', 'stances', 'cell', 'uncertainty', 'audit', 'report', 'claim', 'stories'];

describe('on paper', () => {
  let on: Stage;
  beforeAll(async () => { on = await stage(); });
  afterAll(() => on.close());

  it.each(PRINTED)('%s prints its sentences, without navigation or drawing', async (name) => {
    const sentence = sentences[name]!;
    const page = await on.open(screens[name]!);
    await screenShown(page, name);
    await page.emulateMedia({ media: 'print' });
    const text = (): Promise<string> => page.locator('body').innerText();
    await eventually(text).toContain(sentence);
    await eventually(() => page.locator('canvas:visible, nav[aria-label=Screens]:visible, .replay:visible').count()).toBe(0);
    if (name !== 'stories') await eventually(text).toMatch(/As known at position \d+; newest position 117\./);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(8000);
    await page.context().close();
  });

  it('a comparison prints as an evidence sheet: pair, causes, leaf hashes and checkpoint', async () => {
    const page = await on.open(screens.audit!);
    await screenShown(page, 'audit');
    await page.emulateMedia({ media: 'print' });
    const text = (): Promise<string> => page.locator('body').innerText();
    await eventually(text).toMatch(/From position 106[\s\S]*to 117/);
    await eventually(text).toContain('Checkpoint of chancery.example/log: 117 entries');
    await eventually(text).toContain('q2V0c29tZWhhc2g');
  });
});
