import { bounds, overlaps } from '../edtf/index.js';
import type { Quantity } from '../shapes.js';

/** An interval of numbers; a side nobody gave is infinite. */
export interface NumberBounds { low: number; high: number }

/** Bounds of a quantity (DOMAIN §2.4). What the text leaves open stays open: no bound is invented. */
export function quantityBounds({ kind, best, low, high }: Pick<Quantity, 'kind' | 'best' | 'low' | 'high'>): NumberBounds {
  switch (kind) {
    case 'exact':
      return best === null ? asGiven(best, low, high) : { low: best, high: best };
    case 'at-least':
      return { low: best ?? low ?? -Infinity, high: Infinity };
    case 'at-most':
      return { low: -Infinity, high: best ?? high ?? Infinity };
    case 'approximate':
      if (low !== null && high !== null) return { low, high };
      // A tenth, taken by division: 150 * 1.1 is not 165 in binary.
      return best === null ? asGiven(best, low, high) : { low: best - Math.abs(best) / 10, high: best + Math.abs(best) / 10 };
    case 'range':
    case 'order':
    case 'fraction':
    case 'vague':
      return asGiven(best, low, high);
  }
}

function asGiven(best: number | null, low: number | null, high: number | null): NumberBounds {
  if (low === null && high === null && best !== null) return { low: best, high: best };
  return { low: low ?? -Infinity, high: high ?? Infinity };
}

/**
 * Whether two quantities disagree (DOMAIN §2.4): they count the same thing in the same unit at times that may be the same,
 * and the gap between their bounds is more than 2 % of the larger, by absolute value, of the two bounds that face each other.
 */
export function disagree(a: Quantity, b: Quantity): boolean {
  if (a.of !== b.of || a.unit !== b.unit) return false;
  if (a.asOf !== null && b.asOf !== null && !overlaps(bounds(a.asOf), bounds(b.asOf))) return false;
  const [first, second] = [quantityBounds(a), quantityBounds(b)];
  const [lower, upper] = first.high <= second.high ? [first, second] : [second, first];
  const gap = upper.low - lower.high;
  return gap > 0 && gap > 0.02 * Math.max(Math.abs(lower.high), Math.abs(upper.low));
}
