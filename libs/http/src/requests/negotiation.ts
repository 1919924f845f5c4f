/**
 * Chooses among the available media types (the default first) what `Accept` likes best; null when it likes none.
 * Equal likes go to the earlier one of `available`, so that a browser's `*∕*` gets the default.
 */
export function negotiate(accept: string | undefined, available: readonly string[]): string | null {
  if (accept === undefined || accept.trim() === '' || accept.trim() === '*/*') return available[0] ?? null;
  const ranges = accept.split(',').map((part) => {
    const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    return { range, quality: q === undefined ? 1 : Number(q.slice(2)) || 0 };
  });
  let best: { type: string; quality: number } | null = null;
  for (const type of available) {
    // The most specific range that covers a type decides about it (RFC 9110 §12.5.1).
    const range = ranges.filter(({ range: of }) => covers(of, type)).sort((a, b) => specificity(b.range) - specificity(a.range))[0];
    if (range !== undefined && range.quality > 0 && (best === null || range.quality > best.quality)) best = { type, quality: range.quality };
  }
  return best?.type ?? null;
}

function covers(range: string, type: string): boolean {
  return range === '*/*' || range === type || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));
}

function specificity(range: string): number {
  return range === '*/*' ? 0 : range.endsWith('/*') ? 1 : 2;
}
