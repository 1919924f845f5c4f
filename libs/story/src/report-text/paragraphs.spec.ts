import { paragraphOf } from './paragraphs.js';

const text = 'Kicker\n\nFirst paragraph.\r\n \nSecond paragraph.';
const starting = (words: string) => ({ span: { start: text.indexOf(words), end: text.indexOf(words) + words.length, exact: words }, locator: null });

describe('the paragraph a claim starts in', () => {
  it('counts non-empty lines', () => expect(['Kicker', 'First', 'paragraph.\r', 'Second'].map((words) => paragraphOf(starting(words), text))).toEqual([1, 2, 2, 3]));
  it('is 0 for the headline', () => expect(paragraphOf({ span: null, locator: { part: 'headline', paragraph: null } }, text)).toBe(0));
  it('is that of the locator', () => expect(paragraphOf({ span: null, locator: { part: 'body', paragraph: 7 } }, null)).toBe(7));
  it('is unknown without a number', () => expect(paragraphOf({ span: null, locator: { part: 'body', paragraph: null } }, null)).toBeNull());
});
