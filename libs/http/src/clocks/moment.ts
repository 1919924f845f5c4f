import { BeyondHead, ProjectionBehind, fault, type Fault } from '../problems/problem.js';
import { edtfComplaint, isRfc3339, utcTime } from '../requests/decorators.js';
import type { Heads } from './heads.js';

/** The moment a read answers at (API §1.3). */
export interface Moment {
  /** Answer as the store stood at this position. */
  position: number;
  /** Highest position in the log. */
  head: number;
  /** EDTF as sent, or null. */
  publishedBy: string | null;
  /** `knownAt` was sent (or the cursor of an earlier page pins the position). */
  asked: boolean;
  versions: 'current' | 'all';
  /** The answer can never change: `knownAt` was a position, or a time more than 60 s ago. */
  immutable: boolean;
  /** Recorded time of `knownAt` when it was sent as a time, as sent; else null. */
  knownAtTime: string | null;
}

/** What of the clocks a read accepts. */
export interface ClockOptions {
  /** Default true. */
  publishedBy?: boolean;
  /** Default false. */
  versions?: boolean;
}

export interface ClocksAsked {
  readonly knownAt: string | null;
  readonly publishedBy: string | null;
  readonly minPosition: number | null;
  readonly versions: 'current' | 'all';
}

export function clockParameters({ publishedBy = true, versions = false }: ClockOptions): string[] {
  return ['knownAt', 'minPosition', ...(publishedBy ? ['publishedBy'] : []), ...(versions ? ['versions'] : [])];
}

/** Reads the clock parameters; mistakes become faults. */
export function readClocks(options: ClockOptions, given: ReadonlyMap<string, readonly string[]>, faults: Fault[]): ClocksAsked {
  const accepted = clockParameters(options);
  const one = (name: string): string | null => {
    const values = accepted.includes(name) ? given.get(name) : undefined;
    if (values !== undefined && values.length > 1) faults.push(fault('query', name, 'type', `${name} may be sent once only.`, { got: [...values] }));
    return values?.[0] ?? null;
  };
  const knownAt = one('knownAt');
  if (knownAt !== null && !isPosition(knownAt) && !isRfc3339(knownAt)) {
    faults.push(fault('query', 'knownAt', 'type', 'knownAt must be a position (0 or more) or an RFC 3339 time with an offset.', { got: knownAt }));
  }
  const publishedBy = one('publishedBy');
  const complaint = publishedBy === null ? null : edtfComplaint(publishedBy);
  if (complaint !== null) faults.push(fault('query', 'publishedBy', 'edtf', `publishedBy ${complaint}.`, { got: publishedBy }));
  const minPosition = one('minPosition');
  if (minPosition !== null && !isPosition(minPosition)) faults.push(fault('query', 'minPosition', 'type', 'minPosition must be a position.', { got: minPosition }));
  const versions = one('versions');
  if (versions !== null && versions !== 'current' && versions !== 'all') {
    faults.push(fault('query', 'versions', 'enum', 'versions must be one of the allowed values.', { got: versions, allowed: ['current', 'all'] }));
  }
  if (versions === 'all' && publishedBy !== null) {
    faults.push(fault('query', 'versions', 'combination', 'versions=all and publishedBy exclude each other.', { got: 'all' }));
  }
  return { knownAt, publishedBy, minPosition: minPosition === null ? null : Number(minPosition), versions: versions === 'all' ? 'all' : 'current' };
}

function isPosition(text: string): boolean {
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text));
}

/** Milliseconds that a read waits for the position it was asked to include. */
export const patienceMs = 2000;

/** A moment, or the refusal that has to wait until it is known whether the resource exists at all (API §1.2, order). */
export interface ResolvedMoment {
  readonly moment: Moment;
  readonly refusal: BeyondHead | null;
}

/**
 * Finds the position a read answers at, and waits (at most {@link patienceMs}) for read models that are behind it.
 * `pinned` is the position of a cursor: later pages are read at the moment of the first.
 */
export async function resolveMoment(asked: ClocksAsked, pinned: number | null, heads: Heads, now: () => number = Date.now): Promise<ResolvedMoment> {
  let { position: head } = await heads.head();
  let refusal: BeyondHead | null = null;
  let position: number | null = pinned;
  let immutable = false;
  let knownAtTime: string | null = null;
  if (asked.knownAt !== null) {
    immutable = true;
    if (isPosition(asked.knownAt)) {
      const wanted = Number(asked.knownAt);
      position ??= wanted;
      if (wanted > head) head = await heads.latest();
      if (wanted > head) refusal = new BeyondHead(head, `Position ${wanted}`);
    } else {
      knownAtTime = asked.knownAt;
      const time = utcTime(asked.knownAt);
      const instant = Date.parse(time);
      if (instant > now()) refusal = new BeyondHead(head, `The time ${asked.knownAt}`);
      immutable = now() - instant > 60_000;
      position ??= refusal === null ? await heads.positionAt(time) : head;
    }
  }
  if (refusal !== null) return { moment: momentAt(Math.min(head, await heads.answered())), refusal };

  const wanted = Math.max(position ?? 0, asked.minPosition ?? 0);
  let reached = await heads.answered();
  if (reached < wanted) {
    reached = await heads.reachable(wanted, patienceMs);
    if (reached < wanted) throw new ProjectionBehind(await heads.slowest(), reached, wanted);
  }
  if (reached > head) ({ position: head } = await heads.head());
  return { moment: momentAt(position ?? reached), refusal: null };

  function momentAt(at: number): Moment {
    return { position: at, head: Math.max(head, at), publishedBy: asked.publishedBy, asked: asked.knownAt !== null || pinned !== null, versions: asked.versions, immutable, knownAtTime };
  }
}

