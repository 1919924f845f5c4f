/** Letters and digits of any script, with the marks that join them. */
const word = /[\p{L}\p{N}\p{M}]+/gu;

/** Letter case and diacritics ignored (API §1.1): "Jérusalem" is found by "jerusalem". */
const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The words of a text, folded. */
export const wordsOf = (text: string): ReadonlySet<string> => new Set(folded(text).match(word) ?? []);

/** Whether a set of words holds every word of `q`, whole. A `q` without a word matches everything. */
export function wordTest(q: string): (words: ReadonlySet<string>) => boolean {
  const wanted = [...wordsOf(q)];
  return (words) => wanted.every((one) => words.has(one));
}
