import type { TimelineItem } from '../api/shapes.js';

/** A row version for specs: only what matters is said, the rest is plain. Times follow positions, a minute each. */
export function row(occurrence: string, knownFrom: number, members: Partial<TimelineItem> = {}): TimelineItem {
  const at = (position: number): string => new Date(Date.UTC(2026, 10, 22, 10, position)).toISOString();
  const recorded = { position: knownFrom, at: at(knownFrom), by: { id: null, name: null, kind: 'key' } };
  return {
    occurrence, title: occurrence, kind: 'statement', issue: null, participants: [], place: null, happened: null, ordering: { basis: 'reported', after: [], before: [] }, planStatus: null, status: 'attested', voice: 'outlet', hedge: 0,
    attests: { supports: 1, denies: 0, queries: 0, mentions: 0 }, origins: 1, outlets: 1, markers: { count: 0, worst: 0, rules: {} }, published: { first: null, last: null }, recorded: { first: recorded, last: recorded }, group: null, knownFrom, knownTo: null, ...members,
  };
}

export function dated(min: string | null, max: string | null = min): Partial<TimelineItem> {
  return { happened: { edtf: `${min}/${max}`, aspect: 'instant', relation: null, anchor: null, min, max, precision: 'day', qualifier: 'none' } };
}
