/** Controls that turn the direction of text round or hide in it: with them a name can be made to read as another. */
const invisible = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
/** Letters that exist twice: full width, mathematical, circled. */
const doubles = /[\u2460-\u24ff\uff21-\uff3a\uff41-\uff5a\u{1d400}-\u{1d7ff}\u{1f110}-\u{1f189}]/u;
/** Zero-width joiners shape Arabic and Indic words and have no business in others. */
const joinersElsewhere = /[\u200c\u200d](?![\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Kannada}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Khmer}\p{M}])/u;

/** Alphabets whose letters look alike. A word of one of them is a word; a word of two is a disguise. */
const alphabets = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u, /\p{Script=Cherokee}/u, /\p{Script=Coptic}/u, /\p{Script=Lisu}/u];

/**
 * What is wrong with a name, or null. Names are refused when they could pass for another; quotations and texts are kept as they
 * are, whatever they hold.
 */
export function nameFault(name: string): string | null {
  if (invisible.test(name) || joinersElsewhere.test(name)) return 'must not hold control characters or marks that turn the direction of writing';
  if (doubles.test(name)) return 'must be written with ordinary letters';
  for (const word of name.match(/[\p{L}\p{M}]+/gu) ?? []) {
    if (alphabets.filter((alphabet) => alphabet.test(word)).length > 1) return `must not mix look-alike letters of two alphabets in one word (${word})`;
  }
  if (name.trim() === '') return 'must hold a letter';
  return null;
}
