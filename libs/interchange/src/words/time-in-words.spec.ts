import { timeInWords } from './time-in-words.js';

describe('a time in words', () => {
  it.each([
    ['1962-10-27', '27 October 1962'],
    ['2025-12~', 'about December 2025'],
    ['1962?', 'perhaps 1962'],
    ['1962-10%', 'perhaps about October 1962'],
    ['1962-10-24T14:00:00Z', '24 October 1962, 14:00 UTC'],
    ['1962-10-24T10:00:30-04:00', '24 October 1962, 10:00:30 UTC-04:00'],
    ['2025-12-XX', 'December 2025'],
    ['1962-23', 'autumn 1962'],
    ['196X', 'the 1960s'],
    ['19XX', 'the years 1900 to 1999'],
    ['-0043', '44 BCE'],
    ['1962-10-23/1962-10-24', 'from 23 October 1962 to 24 October 1962'],
    ['1962-10/1962-11~', 'from October 1962 to about November 1962'],
    ['1962/..', 'from 1962 on'],
    ['../1962-10-28', 'until 28 October 1962'],
    ['1962-10-24/1962-10-24', '24 October 1962'],
    ['no date', 'no date'],
  ])('says %s as %s', (edtf, words) => expect(timeInWords(edtf)).toBe(words));
});
