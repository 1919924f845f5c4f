import fc from 'fast-check';
import { jaccard, prefixOf, shinglesOf, similarFrom } from './shingles.js';

const words = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `word${from + i}`).join(' ');

describe('text similarity', () => {
  it('is 1 for the same words, whatever case, marks and punctuation', () =>
    expect(jaccard(shinglesOf('The envoy, it says, will not meet.'), shinglesOf('the ENVOY it says will—not meet'))).toBe(1));

  it('is shared shingles over all shingles', () =>
    // 24 words have 20 shingles each; 22 words in common have 18: 18 / (20 + 20 − 18).
    expect(jaccard(shinglesOf(`${words(22)} x y`), shinglesOf(`${words(22)} a b`))).toBeCloseTo(18 / 22));

  it('is 0 for texts too short to have a shingle', () => expect(jaccard(shinglesOf('one two'), shinglesOf('one two'))).toBe(0));

  it('takes each character for a word where words have no spaces', () => expect(shinglesOf('外交官は会談を拒否した').length).toBeGreaterThan(3));

  it('finds every similar pair by the smallest hashes alone', () =>
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 60 }), fc.array(fc.tuple(fc.nat(70), fc.nat(9)), { maxLength: 4 }), (length, edits) => {
        const all = words(length).split(' ');
        const changed = [...all];
        for (const [place, word] of edits) changed[place % length] = `other${word}`;
        const [a, b] = [shinglesOf(all.join(' ')), shinglesOf(changed.join(' '))];
        if (jaccard(a, b) >= similarFrom) expect(prefixOf(a).some((hash) => prefixOf(b).includes(hash))).toBe(true);
      }),
    ));
});
