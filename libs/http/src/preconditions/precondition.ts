import { InvalidRequest, Problem, fault } from '../problems/problem.js';

/** A parsed `If-Match`: any, or one of these strong tags. Weak tags are dropped, they never match. */
export interface IfMatch {
  readonly any: boolean;
  readonly tags: readonly string[];
}

/** Parses `If-Match`; a text that is no list of entity tags is a fault. */
export function readIfMatch(header: string | undefined): IfMatch | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (text === '*') return { any: true, tags: [] };
  if (!/^(?:W\/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e]*")*$/.test(text)) {
    throw new InvalidRequest([fault('header', 'If-Match', 'pattern', 'If-Match must be * or a list of quoted ETags, such as "26.1".', { got: text.slice(0, 200) })]);
  }
  return { any: false, tags: text.split(/\s*,\s*/).filter((tag) => !tag.startsWith('W/')) };
}

/** What a client edits, as it stands now. */
export interface CurrentVersion {
  readonly etag: string;
  /** First half of the ETag; read from it when not given. */
  readonly position?: number;
  /** URL of the comparison between what the client saw and now; a function of the position the client saw. */
  readonly changesSince?: string | ((seen: number) => string) | null;
}

/**
 * Compares `If-Match` with the present ETag before an act (API §1.4). Absent: 428 where the act needs it (`required`, the
 * default; in a dry run it may always be absent). Different: 412. `*` matches anything.
 */
export function precondition(ifMatch: IfMatch | null, current: string | CurrentVersion, dryRun = false, required = true): void {
  const now: CurrentVersion = typeof current === 'string' ? { etag: current } : current;
  if (ifMatch === null) {
    if (required && !dryRun) throw new Problem('precondition-required', `Send the ETag you saw in If-Match; at present it is ${now.etag}.`, { currentEtag: now.etag }, { ETag: now.etag });
    return;
  }
  if (ifMatch.any || ifMatch.tags.includes(now.etag)) return;
  const seen = positionOf(ifMatch.tags[0] ?? '');
  const changesSince = typeof now.changesSince === 'function' ? (seen === null ? null : now.changesSince(seen)) : (now.changesSince ?? null);
  throw new Problem(
    'stale-version',
    `You saw ${ifMatch.tags[0] ?? 'a weak tag, which never matches'}, it is now ${now.etag}. Look at the changes, then send again with the new tag.`,
    { currentEtag: now.etag, currentPosition: now.position ?? positionOf(now.etag), changesSince },
    { ETag: now.etag },
  );
}

function positionOf(etag: string): number | null {
  const match = /^"(\d{1,16})\./.exec(etag);
  return match === null ? null : Number(match[1]);
}

/** Whether a stored representation is still good: any tag of `If-None-Match` equals it, weakly compared. */
export function matchesNone(header: string, etag: string): boolean {
  if (header.trim() === '*') return true;
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
