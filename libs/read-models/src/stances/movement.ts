import type { ChangeOf, StanceBasis } from '#libs/codebook';

export type Movement =
  | 'opened' | 'confirmed' | 'hardened' | 'softened' | 'flipped' | 'shift-reported' | 'overridden' | 'lifted' | 'withdrawn';

/** The observation a cell takes its value from. Times in microseconds since 1970; an open or unknown end is null. */
export interface Deciding {
  claim: string;
  /** First claim of its lineage. */
  root: string;
  report: string;
  version: number;
  /** The time told, or null: then its publication dates it. */
  happened: { min: number | null; max: number | null } | null;
  publicAt: number;
  /** Position of the report version. */
  toldAt: number;
  value: number;
  basis: StanceBasis;
  conditional: boolean;
}
/** The members of a cell that a step is told by. */
export interface Stand {
  value: number | null;
  basis: StanceBasis | 'overridden';
  settled: boolean;
  conditional: boolean;
  claims: number;
  from: Deciding | null;
}
export interface Step { movement: Movement; changeOf: ChangeOf }

const dateOf = ({ happened, publicAt }: Deciding): { min: number; max: number } =>
  happened === null ? { min: publicAt, max: publicAt } : { min: happened.min ?? -Infinity, max: happened.max ?? Infinity };

const whollyAfter = (a: Deciding, b: Deciding): boolean => dateOf(a).min > dateOf(b).max;

/** Whether `next` tells of a newer moment than `former`, or of the same one in a later publication: rule 2 for two observations. */
function isNewer(next: Deciding, former: Deciding): boolean {
  if (whollyAfter(next, former)) return true;
  if (whollyAfter(former, next)) return false;
  return next.publicAt === former.publicAt ? next.toldAt >= former.toldAt : next.publicAt > former.publicAt;
}

/**
 * The step between two states of a cell (DOMAIN §5.2), or null when nothing moved. A cell without a value counts as none. `editorial`:
 * an act of ours caused it, so whatever moved is `coding`.
 *
 * Used between one event and the next, and between any two reads: it sees only the two states.
 */
export function movementBetween(former: Stand | null, next: Stand | null, editorial: boolean): Step | null {
  const movement = movementOf(former, next);
  if (movement === null) return null;
  if (editorial || movement === 'overridden' || movement === 'lifted') return { movement, changeOf: 'coding' };
  const isOfWorld = movement !== 'opened' && movement !== 'withdrawn' && former?.from != null && next?.from != null && whollyAfter(next.from, former.from);
  return { movement, changeOf: isOfWorld ? 'world' : 'story' };
}

function movementOf(former: Stand | null, next: Stand | null): Movement | null {
  const [was, is] = [former?.value ?? null, next?.value ?? null];
  if (former === null || was === null) return is === null ? null : 'opened';
  if (next === null || is === null) return 'withdrawn';
  if (next.basis === 'overridden') return former.basis === 'overridden' && was === is ? null : 'overridden';
  if (former.basis === 'overridden') return 'lifted';
  if (former.from !== null && next.from !== null && isLost(former.from, next.from)) return 'withdrawn';
  if (Math.sign(was) * Math.sign(is) < 0) return next.settled ? 'flipped' : 'shift-reported';
  // A turn reported before is settled by more evidence of the new sign, never by losing some of the old.
  if (was !== 0 && is !== 0 && !former.settled && next.settled && next.claims >= former.claims) return 'flipped';
  if (Math.abs(is) !== Math.abs(was)) return Math.abs(is) > Math.abs(was) ? 'hardened' : 'softened';
  if (former.conditional !== next.conditional) return next.conditional ? 'softened' : 'hardened';
  return isRetold(former.from, next.from) ? 'confirmed' : null;
}

/** The claim that carried the value has ended without a successor: else it would still prevail over what is shown now. */
const isLost = (former: Deciding, next: Deciding): boolean => former.root !== next.root && !isNewer(next, former);

/** A newer observation: another claim, or a later version's telling of the same. A recoding tells nothing anew. */
const isRetold = (former: Deciding | null, next: Deciding | null): boolean =>
  former !== null && next !== null && former.claim !== next.claim && (former.root !== next.root || next.toldAt > former.toldAt);
