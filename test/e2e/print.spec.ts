import { type Stage, screens, settled, stage } from './browser.js';

const SENTENCES: Record<string, string> = {
  timeline: 'Israel pressed hard against the meeting.', 'timeline with a selection': '“no meeting was set”', 'the past': 'As known at position 90', stances: 'champions', cell: 'softened', uncertainty: 'One origin carries this.', audit: 'A second voice denies the meeting',
  report: 'The envoy\'s office said on Monday', claim: 'first coded', stories: 'Rafah First Reconstruction',
};

describe('on paper', () => {
  let on: Stage;
  beforeAll(async () => { on = await stage(); });
  afterAll(() => on.close());

  it.each(Object.entries(SENTENCES))('%s prints its sentences, without navigation or drawing', async (name, sentence) => {
    const page = await on.open(screens[name]!);
    await settled(page);
    await page.getByText(sentence).filter({ visible: true }).first().waitFor();
    await page.emulateMedia({ media: 'print' });
    const text = await page.locator('body').innerText();
    expect(text).toContain(sentence);
    expect(await page.locator('canvas:visible, nav[aria-label=Screens]:visible, .replay:visible').count()).toBe(0);
    if (name !== 'stories') expect(text).toMatch(/As known at position \d+; newest position 117\./);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(8000);
    await page.context().close();
  });

  it('a comparison prints as an evidence sheet: pair, causes, leaf hashes and checkpoint', async () => {
    const page = await on.open(screens.audit!);
    await settled(page);
    await page.waitForTimeout(300);
    await page.emulateMedia({ media: 'print' });
    const text = await page.locator('body').innerText();
    expect(text).toMatch(/From position 106[\s\S]*to 117/);
    expect(text).toContain('Checkpoint of chancery.example/log: 117 entries');
    expect(text).toContain('q2V0c29tZWhhc2g');
  });
});
