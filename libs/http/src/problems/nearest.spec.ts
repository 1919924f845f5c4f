import { editDistance, nearest, suggest } from './nearest.js';

describe('the nearest spelling', () => {
  it('counts a swap of neighbours as one mistake', () => {
    expect(editDistance('acotr', 'actor')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('kitten', 'sitting')).toBe(3);
  });

  it('ignores case and underscores', () => expect(suggest('known_at', ['knownAt', 'limit'])).toBe('knownAt'));

  it('is suggested up to a distance of 2, or of a third of the word', () => {
    expect(suggest('ab', ['cd'])).toBe('cd'); // distance 2
    expect(suggest('abc', ['xyz'])).toBeNull(); // 3 > max(2, 1)
    expect(suggest('rafah-recunstruktien', ['rafah-reconstruction'])).toBe('rafah-reconstruction'); // 4 of 20
    expect(suggest('abcdefghijkl', ['abcdefghWXYZ'])).toBe('abcdefghWXYZ'); // 4 = 12/3
    expect(suggest('abcdefghijkl', ['abcdefgVWXYZ'])).toBeNull(); // 5
  });

  it('names up to three ids, nearest first', () => expect(nearest('rpt_aa', ['rpt_zz', 'rpt_ab', 'rpt_aa1', 'rpt_az', 'other'])).toEqual(['rpt_aa1', 'rpt_ab', 'rpt_az']));
});
