import type { TimelineItem } from '../api/shapes.js';
import type { TimeRecord } from '../replay/record.js';

export type Grouping = 'actor' | 'issue' | 'kind';

/** One horizontal lane. `null` holds what has no actor, issue or kind to stand under. */
export interface Lane { key: string | null; count: number }

/** Lanes in order of first appearance in reading order, so that the page reads downwards as the story does. At most `most`; the rest share the last lane. */
export function lanesOf(record: TimeRecord, mask: Uint8Array | null, grouping: Grouping, most: number): { lanes: Lane[]; laneOf: (row: TimelineItem) => number[]; folded: number } {
  const counts = new Map<string | null, number>();
  for (const index of record.order) {
    if (mask !== null && mask[index] !== 1) continue;
    for (const key of keysOf(record.rows[index]!, grouping)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let keys = [...counts.keys()].filter((key) => key !== null);
  const folded = Math.max(0, keys.length - most);
  if (folded > 0) {
    const kept = new Set(keys.toSorted((a, b) => counts.get(b)! - counts.get(a)!).slice(0, most - 1));
    keys = keys.filter((key) => kept.has(key));
  }
  const lanes: Lane[] = keys.map((key) => ({ key, count: counts.get(key)! }));
  if (folded > 0 || counts.has(null)) lanes.push({ key: null, count: counts.get(null) ?? 0 });
  const places = new Map(lanes.map((lane, place) => [lane.key, place]));
  const last = lanes.length - 1;
  return { lanes, folded: folded > 0 ? folded + 1 : 0, laneOf: (row) => [...new Set(keysOf(row, grouping).map((key) => places.get(key) ?? last))] };
}

/** Where a row stands: on the lane of whoever acts, and of whom it is done to; reciprocal acts on each side. */
export function keysOf(row: TimelineItem, grouping: Grouping): (string | null)[] {
  if (grouping === 'issue') return [row.issue];
  if (grouping === 'kind') return [row.kind];
  const registered = row.participants.filter((each) => each.actor !== null);
  const from = registered.filter((each) => each.role === 'initiator' || each.role === 'speaker');
  const to = registered.filter((each) => each.role === 'recipient');
  const others = registered.filter((each) => each.role !== 'recipient' && !from.includes(each));
  const all = from.length > 0 ? [...from, ...to] : to.length > 0 ? [null, ...to] : others;
  return all.length > 0 ? all.map((each) => each?.actor ?? null) : [null];
}

/** Whether the later lanes of `keysOf` are acted upon (an arrow) or stand beside the first (a mutual act). */
export function isDirected(row: TimelineItem): boolean {
  return row.participants.some((each) => each.role === 'recipient');
}
