import { bounds } from '#libs/codebook';
import type { EventStore } from '#libs/event-store';
import { recorded, type Recorded } from '#libs/story';
import type { StoryRead } from '../reading/index.js';
import type { OpenedStory } from './story-catalog.js';

/** A story of API §4. */
export interface Story {
  slug: string;
  title: string;
  summary: string | null;
  issues: string[];
  counts: { reports: number; claims: number; occurrences: number; undated: number; stances: number; openMarkers: number; unattributedClaims: number };
  published: { min: string | null; max: string | null };
  recorded: { first: Recorded; last: Recorded };
  links: Record<string, string>;
  knownFrom: number;
  knownTo: null;
}
/** The read models a story's counts are made of. */
export const countedModels = ['reports', 'claims', 'timeline', 'stances', 'markers'] as const;

/** Counts what stands: standing reports, active claims, occurrences that were not absorbed, cells that hold a value, open markers. */
export async function storyAnswer(opened: OpenedStory, read: StoryRead, store: Pick<EventStore, 'read'>): Promise<Story> {
  const [reports, claims, timeline, stances, markers] = await Promise.all(countedModels.map((model) => read.entries(model)));
  const standing = reports!.filter(({ facets }) => facets.status === 'standing');
  const active = claims!.filter(({ facets }) => facets.status === 'active');
  const occurrences = timeline!.filter(({ facets }) => facets.status !== 'merged');
  const open = markers!.filter(({ facets }) => facets.status !== 'closed');
  const dates = standing.flatMap(({ facets }) => (facets.published === null ? [] : [facets.published as string]));
  const earliest = (x: string, y: string): string => (bounds(y).min < bounds(x).min ? y : x);
  const latest = (x: string, y: string): string => (bounds(y).max > bounds(x).max ? y : x);
  const [last] = await store.read({ story: opened.slug, to: read.position, order: 'desc', limit: 1 });
  const { slug, title, summary, issues } = opened;
  const base = `/api/v1/stories/${slug}`;
  return {
    slug, title, summary, issues,
    counts: {
      reports: standing.length,
      claims: active.length,
      occurrences: occurrences.length,
      undated: occurrences.filter(({ facets }) => facets.dated !== true).length,
      stances: stances!.filter(({ facets }) => facets.value !== null).length,
      openMarkers: open.length,
      unattributedClaims: active.filter(({ facets }) => (facets.rules as string[]).includes('unattributed')).length,
    },
    published: { min: dates.length === 0 ? null : dates.reduce(earliest), max: dates.length === 0 ? null : dates.reduce(latest) },
    recorded: { first: opened.recorded, last: last === undefined ? opened.recorded : recorded(last) },
    links: Object.fromEntries(['timeline', 'stances', 'markers', 'quantities', 'plans', 'reports', 'claims', 'changes', 'replay'].map((view) => [view, `${base}/${view}`])),
    // It tells when it was last recorded, so each of its events changes it.
    knownFrom: Math.max(last?.position ?? opened.recorded.position, await read.changedAt(...countedModels)),
    knownTo: null,
  };
}
