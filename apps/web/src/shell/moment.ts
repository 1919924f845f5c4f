import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { address } from '../address/location.js';
import { type Query } from '../address/address.js';
import { useResource } from '../api/resource.js';
import { head } from '../api/client.js';
import { newest } from '../api/live.js';
import type { Params } from '../api/client.js';

/** The parameters that say at which moment to answer, as the address has them. */
export const momentParams = computed<Params>(() => ({ knownAt: address.value.query.knownAt, publishedBy: address.value.query.publishedBy }));

/** Whether the reader looks at the past: exactly when `knownAt` or `publishedBy` is below the present. */
export function isPast(query: Query, now: number): boolean {
  if (query.publishedBy !== undefined) return true;
  if (query.knownAt === undefined) return false;
  return /^\d+$/.test(query.knownAt) ? Number(query.knownAt) < now : Date.parse(query.knownAt) < Date.now() - 1000;
}

/** Parameters for a view at the moment of the address: at the present it includes what the live log last told of. */
export function viewParams(): Params {
  const { query } = address.value;
  return query.knownAt === undefined && query.publishedBy === undefined ? { minPosition: newest.value || undefined } : momentParams.value;
}

/** While a timeline is loaded it knows the times of its positions, so that scrubbing asks nothing of the service. */
export const timeOf = signal<((position: number) => string | null) | null>(null);

/** The recorded time of a position: from the rows at hand, else from the log. */
export function useRecordedAt(position: number | null): string | null {
  const near = position === null ? null : (timeOf.value?.(position) ?? null);
  const { data } = useResource<{ recordedAt: string }>(position === null || position < 1 || timeOf.value !== null ? null : `/log/${position}`);
  return near ?? data?.recordedAt ?? null;
}

/** Resolves a `knownAt` that is a time to the position it means. */
export function useKnownPosition(slug: string): number | null {
  const known = address.value.query.knownAt;
  const isTime = known !== undefined && !/^\d+$/.test(known);
  const answer = useResource(isTime ? `/stories/${encodeURIComponent(slug)}` : null, { knownAt: known });
  if (known === undefined) return null;
  return isTime ? (answer.data === null ? null : answer.position) : Number(known);
}

/** The last visit: the head when the story was last left. Read before it is written anew. */
const visits = new Map<string, number | null>();
export function lastVisit(slug: string): number | null {
  if (!visits.has(slug)) {
    const stored = localStorage.getItem(`chancery.visit.${slug}`);
    visits.set(slug, stored === null ? null : Number(stored));
  }
  return visits.get(slug) ?? null;
}
export function useVisit(slug: string | undefined): void {
  useEffect(() => {
    if (slug === undefined) return;
    lastVisit(slug);
    const keep = (): void => { if (head.value > 0) localStorage.setItem(`chancery.visit.${slug}`, String(head.value)); };
    addEventListener('pagehide', keep);
    return () => { keep(); removeEventListener('pagehide', keep); };
  }, [slug]);
}

