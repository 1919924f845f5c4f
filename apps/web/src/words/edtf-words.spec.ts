import { edtfFromWords } from './edtf-words.js';

const now = new Date('2026-11-22T10:00:00Z');
const edtf = (words: string): string | null | undefined => {
  const read = edtfFromWords(words, now);
  return 'edtf' in read ? read.edtf : undefined;
};

describe('a date in plain words', () => {
  it.each([
    ['2025', '2025'], ['Dec 2025', '2025-12'], ['december 2025', '2025-12'], ['5 Dec 2025', '2025-12-05'], ['December 5, 2025', '2025-12-05'], ['the 5th of December 2025', '2025-12-05'], ['2025-12-05', '2025-12-05'],
    ['about December 2025', '2025-12~'], ['around 2025', '2025~'], ['perhaps Dec 2025', '2025-12?'], ['perhaps about Dec 2025', '2025-12%'], ['before 2024', '../2024'], ['by 5 Dec 2025', '../2025-12-05'], ['after about Dec 2025', '2025-12~/..'], ['since March 2025', '2025-03/..'],
    ['between 1 Dec 2025 and 5 Dec 2025', '2025-12-01/2025-12-05'], ['Dec 2025 to Jan 2026', '2025-12/2026-01'], ['winter 2025', '2025-24'], ['fall 2025', '2025-23'], ['1980s', '198X'], ['today', '2026-11-22'], ['yesterday', '2026-11-21'],
    ['2025-12~', '2025-12~'], ['../2025', '../2025'], ['2025-12-01/..', '2025-12-01/..'],
  ])('%s is %s', (words, expected) => expect(edtf(words)).toBe(expected));
  it.each(['', '  ', 'not said', 'Unknown'])('“%s” stays without a date', (words) => expect(edtf(words)).toBeNull());
  it.each(['05/12/2025', 'soon', '31 Feb 2025', '5 Foo 2025', 'about soon'])('“%s” is not guessed', (words) => expect(edtf(words)).toBeUndefined());
  it('says what to do about a day and month that could be swapped', () => expect(edtfFromWords('05/12/2025')).toEqual({ problem: 'Day or month first? Write the month as a word.' }));
});
