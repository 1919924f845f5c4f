import type { StoredEvent } from '#libs/event-store';
import { claims, markers, reports, stances, timeline } from '#libs/read-models';
import type { Change } from '#libs/story';
import type { SpecStory } from '../../read-models/test/spec-story.js';
import { changeSources, difference, namesIn, readsOf, type AnyPair, type ClaimRow } from '../src/index.js';

/** The read models that changes are made of. */
export const sources = [timeline, stances, markers, claims, reports];
type Named = { name: string };

/** A row of a story told in memory, as it stood at a position. */
export function rowAt(story: SpecStory, projection: Named, key: string, position: number): any {
  return story.versions(projection, key).findLast((version) => version.position <= position)?.row ?? null;
}
export function rowsAt(story: SpecStory, projection: Named, position: number): any[] {
  return story.keys(projection).flatMap((key) => rowAt(story, projection, key, position) ?? []);
}

/** The net difference between two positions of a story told in memory. */
export function changesBetween(story: SpecStory, a: number, b: number, events: readonly StoredEvent[] = story.events): Change[] {
  const pairs = changeSources.flatMap((name) => story.keys({ name }).flatMap((key): AnyPair[] => {
    const position = story.versions({ name }, key).findLast((version) => version.position > a && version.position <= b)?.position;
    if (position === undefined) return [];
    const [before, after] = [rowAt(story, { name }, key, a), rowAt(story, { name }, key, b)];
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ projection: name, key, before, after, position }];
  }));
  const claimsBefore = (occurrence: string): ClaimRow[] => ((rowAt(story, timeline, occurrence, a)?.members ?? []) as string[]).flatMap((id) => rowAt(story, claims, id, a) ?? []);
  return difference(readsOf(pairs, { events: events.filter(({ position }) => position > a && position <= b), names: namesIn(story.registers.at(b)), claimsBefore }));
}
