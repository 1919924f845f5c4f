/**
 * The candidate with the smallest Damerau–Levenshtein distance to `word` (case and underscores ignored), if that
 * distance is at most 2 or at most a third of the word's length; else null.
 */
export function suggest(word: string, candidates: Iterable<string>): string | null {
  return nearest(word, candidates, 1)[0] ?? null;
}

/** Up to `count` candidates that are close to `word`, nearest first, by the same measure as {@link suggest}. */
export function nearest(word: string, candidates: Iterable<string>, count = 3): string[] {
  // The distance costs time in the product of both lengths; nobody mistypes a name of 200 characters.
  const from = plain(word);
  if (from.length > 200) return [];
  const reach = Math.max(2, Math.floor(from.length / 3));
  const close: { candidate: string; distance: number }[] = [];
  for (const candidate of candidates) {
    const to = plain(candidate);
    if (Math.abs(to.length - from.length) > reach) continue;
    const distance = editDistance(from, to);
    if (distance <= reach) close.push({ candidate, distance });
  }
  close.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return close.slice(0, count).map(({ candidate }) => candidate);
}

/**
 * Damerau–Levenshtein distance in its restricted form: insertions, deletions, substitutions and swaps of neighbours cost 1.
 * Written here because the package of that name stops counting at 4, and an id of 20 characters may differ by 6.
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll('_', '');
}
