import { changeOfWords, publishedWords, spanWords, timelineSentence, whenWords, whoOnWhom } from './words.js';

const time = (edtf: string | null, min: string | null, max: string | null, precision: string, qualifier = 'none') => ({ edtf, min, max, precision, qualifier });

describe('times in words', () => {
  it.each([
    [time('2025-12-05', '2025-12-05', '2025-12-05', 'day'), '5 Dec 2025'], [time('2025-12~', '2025-12-01', '2025-12-31', 'month', 'approximate'), 'about December 2025'], [time('2025?', '2025-01-01', '2025-12-31', 'year', 'uncertain'), 'perhaps 2025'],
    [time('../2025-12-05', null, '2025-12-05', 'interval'), 'before or on 5 Dec 2025'], [time('2025-12-05/..', '2025-12-05', null, 'interval'), '5 Dec 2025 or later'], [time('2025-24', '2025-01-01', '2025-12-31', 'season'), 'winter 2025'], [time('198X', '1980-01-01', '1989-12-31', 'decade'), 'the 1980s'],
    [time('2025-12-01/2025-12-05', '2025-12-01', '2025-12-05', 'interval'), '1 Dec 2025 to 5 Dec 2025'], [time(null, null, null, 'day'), 'undated'], [null, 'undated'],
  ])('%j is “%s”', (value, words) => expect(whenWords(value)).toBe(words));
  it.each([['1962-10-22', '22 Oct 1962'], ['2025-12~', 'about December 2025'], ['1989~', 'about 1989'], ['1962-10-26/..', '1962-10-26/..'], [null, 'undated']])('published %s is “%s”', (value, words) => expect(publishedWords(value)).toBe(words));
  it.each([[3, '3 days'], [1, '1 day'], [76, '11 weeks'], [200, '7 months'], [6570, '18 years']])('%d days are “%s”', (days, words) => expect(spanWords(days * 86_400_000)).toBe(words));
});

describe('who acts on whom', () => {
  const one = (actor: string, role: string) => ({ actor, role, label: null });
  it('is mutual with two initiators and no recipient', () => expect(whoOnWhom([one('a', 'initiator'), one('b', 'initiator')])).toMatchObject({ mutual: true }));
  it('has a direction otherwise', () => expect(whoOnWhom([one('a', 'initiator'), one('b', 'recipient'), one('c', 'host')])).toMatchObject({ mutual: false, from: [{ actor: 'a' }], to: [{ actor: 'b' }], others: [{ actor: 'c' }] }));
});

it('labels the drawing with one sentence of counts', () => expect(timelineSentence(6, 0, 4, 5, 'actor')).toBe('Timeline of 6 occurrences in 5 lanes by actor: none is dated, 4 relayed or unnamed. The list below shows the same.'));
it('does not call new what changed: only a source that tells it differently changed its story', () => {
  expect(changeOfWords('story', 'claim-added')).toBe('a source tells more');
  expect(changeOfWords('story', 'contradiction-opened')).toBe('the source changed its story');
  expect(changeOfWords('world', 'stance-softened')).toBe('the world moved');
});
