/**
 * Text similarity (DOMAIN §3): Jaccard over the sets of five-word shingles. A word is a run of letters, marks and digits, letter
 * case and composition ignored; in scripts written without spaces each character is a word.
 */
const words = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]|[\p{L}\p{M}\p{N}]+/gu;
const shingleWords = 5;
/** From here on two texts are `similar`. */
export const similarFrom = 0.8;

/** The shingles of a text as sorted, distinct 52-bit hashes; empty for fewer than five words. */
export function shinglesOf(text: string): Float64Array {
  const all = text.normalize('NFC').toLowerCase().match(words) ?? [];
  const hashes = new Set<number>();
  for (let i = 0; i + shingleWords <= all.length; i++) hashes.add(hash52(all.slice(i, i + shingleWords).join(' ')));
  return Float64Array.from(hashes).sort();
}

/** |A ∩ B| / |A ∪ B| of two sorted sets; 0 when both are empty. */
export function jaccard(a: Float64Array, b: Float64Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      shared++;
      i++;
      j++;
    } else if (a[i]! < b[j]!) i++;
    else j++;
  }
  const union = a.length + b.length - shared;
  return union === 0 ? 0 : shared / union;
}

/**
 * The smallest hashes of a set, as many as it takes that any set with at least {@link similarFrom} in common must share one of
 * them: two such sets have at least ⌈0.8 n⌉ members in common, so at most n − ⌈0.8 n⌉ of n are not shared, and one more surely is
 * among the smallest of both. The database finds candidates by these; the exact number is then taken from all.
 */
export function prefixOf(shingles: Float64Array): number[] {
  const needed = Math.ceil(similarFrom * shingles.length - 1e-9);
  return Array.from(shingles.subarray(0, shingles.length - needed + 1));
}

/** FNV-1a over UTF-16 units in two lanes with different offsets; 52 bits, so that a double holds it exactly. */
function hash52(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
  }
  low = mixed(low);
  high = mixed(high ^ low);
  return (high & 0xfffff) * 0x100000000 + (low >>> 0);
}

function mixed(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return bits ^ (bits >>> 16);
}
