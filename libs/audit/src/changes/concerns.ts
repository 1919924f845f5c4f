import type { Filters, Passed, StoryRead, Views } from '#libs/read-models';
import { compileFilters } from '#libs/read-models';
import type { Change } from '#libs/story';

/** What a change is about, for the shared filters: occurrences and claims first, reports where neither is named. */
export interface Concerns { occurrences: string[]; claims: string[]; reports: string[] }

/**
 * The claim or occurrence concerned (API §7.6). A marker concerns what it is on; a stance, a report or a register entry has no claim
 * of its own and concerns the claims of its causes, or where a whole report is the cause, those of the report.
 */
export function concernsOf({ subject, before, after, because }: Change): Concerns {
  const marked = subject.type === 'marker' ? ((after ?? before)?.subject as { type: string; id: string } | undefined) : undefined;
  const { type, id } = marked ?? subject;
  if (type === 'occurrence') return { occurrences: [id], claims: [], reports: [] };
  if (type === 'claim') return { occurrences: [], claims: [id], reports: [] };
  if (type === 'report') return { occurrences: [], claims: [], reports: [id] };
  const claims = [...new Set(because.flatMap(({ claim }) => claim ?? []))];
  return { occurrences: [], claims, reports: claims.length > 0 ? [] : [...new Set(because.flatMap(({ report }) => report ?? []))] };
}

export type PassesConcerns = (concerns: Concerns) => boolean;
export interface SharedPassing { occurrence: Passed['occurrence']; concerns: PassesConcerns }

/** The shared filters compiled for changes; null when nothing is filtered. A report passes when one of its claims does. */
export async function passingConcerns(views: Views, read: StoryRead, filters: Filters): Promise<SharedPassing | null> {
  const passed = await compileFilters(read, filters, await views.reads.registersUpTo(read.position));
  if (passed === null) return null;
  const reports = new Set((await read.entries('claims')).flatMap(({ key, facets }) => (passed.claim(key) ? (facets.report as string) : [])));
  return {
    occurrence: (id) => passed.occurrence(id),
    concerns: ({ occurrences, claims, reports: named }) => occurrences.some((id) => passed.occurrence(id)) || claims.some((id) => passed.claim(id)) || named.some((id) => reports.has(id)),
  };
}

/** Occurrences without a change are those that no change concerns, themselves or one of their claims. */
export async function changedOccurrences(read: StoryRead, changes: readonly Change[]): Promise<ReadonlySet<string>> {
  const occurrenceOf = new Map((await read.entries('claims')).map(({ key, facets }) => [key, facets.occurrence as string | null]));
  return new Set(changes.flatMap((change) => {
    if (change.subject.type === 'stance') return []; // It moves by what claims say, and says nothing of what happened.
    const { occurrences, claims } = concernsOf(change);
    return [...occurrences, ...claims.flatMap((claim) => occurrenceOf.get(claim) ?? [])];
  }));
}
