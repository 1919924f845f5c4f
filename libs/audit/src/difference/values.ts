import { bounds, contains, quantityBounds, whollyAfter, type Happened, type Hop, type Participant, type Place, type Quantity } from '#libs/codebook';
import type { Change } from '#libs/story';
import type { Names } from './rows.js';

type Nature = Change['nature'];
export const equal = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** DOMAIN §6 `quantity-changed`: null when the bounds are equal. `corrected`: along a ClaimCorrected. */
export function quantityNature(before: Quantity, after: Quantity, corrected: boolean): Nature {
  const [old, now] = [quantityBounds(before), quantityBounds(after)];
  if (old.low === now.low && old.high === now.high) return null;
  if (before.asOf !== null && after.asOf !== null && whollyAfter(bounds(after.asOf), bounds(before.asOf))) return 'update';
  if (corrected) return 'correction';
  const inside = after.best !== null ? old.low <= after.best && after.best <= old.high : old.low <= now.low && now.high <= old.high;
  return inside && now.high - now.low < old.high - old.low ? 'refinement' : 'disagreement';
}

/** Where a number moved: the middle of its bounds, else the finite one. */
export function direction(before: Quantity, after: Quantity): 'up' | 'down' | 'same' {
  const at = (quantity: Quantity): number => {
    const { low, high } = quantityBounds(quantity);
    return quantity.best ?? (Number.isFinite(low) && Number.isFinite(high) ? (low + high) / 2 : Number.isFinite(low) ? low : high);
  };
  const step = at(after) - at(before);
  return step > 0 ? 'up' : step < 0 ? 'down' : 'same';
}

export function numberInWords({ best, low, high, kind }: Quantity): string {
  const range = low !== null && high !== null ? `${low} to ${high}` : null;
  switch (kind) {
    case 'exact':
      return `${best ?? low}`;
    case 'at-least':
      return `at least ${best ?? low}`;
    case 'at-most':
      return `at most ${best ?? high}`;
    case 'approximate':
      return `about ${best ?? range}`;
    case 'vague':
      return best === null && range === null ? 'an unstated number' : `loosely ${best ?? range}`;
    default:
      return range ?? `${best ?? low ?? high}`;
  }
}

type Time = Pick<Happened, 'edtf'> | null;
export const timeInWords = (time: Time): string => time?.edtf ?? 'no date';

/** `refined`: inside the old time (an undated one holds every time) and not the same; else `moved`. Null: no difference. */
export function timeNature(before: Happened | null, after: Happened | null): Nature {
  if (equal(shownTime(before), shownTime(after))) return null;
  const [old, now] = [before?.edtf ?? null, after?.edtf ?? null];
  if (old === null) return now === null ? 'moved' : 'refined';
  if (now === null) return 'moved';
  return contains(bounds(old), bounds(now)) ? 'refined' : 'moved';
}
const shownTime = (time: Happened | null): unknown => time && [time.edtf, time.aspect, time.relation, time.anchor];

const fineness = ['region', 'country', 'admin-1', 'admin-2', 'near', 'exact'];
export function placeNature(before: Place | null, after: Place | null): Nature {
  if (equal(before, after)) return null;
  if (after === null) return 'moved';
  return before === null || fineness.indexOf(after.precision) > fineness.indexOf(before.precision) ? 'refined' : 'moved';
}

const acts = ({ actor, label, role }: Participant): string => `${role} ${actor ?? `“${label}”`}`;
export function actorNature(before: readonly Participant[], after: readonly Participant[], names: Names): Nature {
  const old = new Set(before.map(acts));
  const now = new Set(after.map(acts));
  if (old.size === now.size && [...now].every((one) => old.has(one))) return null;
  const within = (one: Participant): boolean =>
    old.has(acts(one)) || before.some((was) => was.role === one.role && (was.actor === null || (one.actor !== null && names.memberOf(one.actor) === was.actor)));
  return after.length >= before.length && after.every(within) ? 'refined' : 'moved';
}

export const sameChain = (a: readonly Hop[], b: readonly Hop[]): boolean =>
  equal(a.map(({ source, label, cue, namedness }) => [source, label, cue, namedness]), b.map(({ source, label, cue, namedness }) => [source, label, cue, namedness]));
