import type { Span } from '#libs/codebook';

export type SpanFault = { why: 'outside' | 'splits-a-character' | 'differs'; found: string | null };

/**
 * Whether a span quotes the text it points into: `text.slice(start, end) === exact` (API §3, UTF-16 offsets into the text as
 * sent; no normalisation, so a combining mark is a unit of its own). Null: it does. `found` is what stands there instead.
 */
export function spanFault(text: string, { start, end, exact }: Span): SpanFault | null {
  if (start >= end || end > text.length) return { why: 'outside', found: null };
  // Half a surrogate pair is no text: it could be stored nowhere and shown to nobody.
  if (insidePair(text, start) || insidePair(text, end)) return { why: 'splits-a-character', found: null };
  const found = text.slice(start, end);
  return found === exact ? null : { why: 'differs', found };
}

function insidePair(text: string, offset: number): boolean {
  return isLeading(text.charCodeAt(offset - 1)) && isTrailing(text.charCodeAt(offset));
}
const isLeading = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isTrailing = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
