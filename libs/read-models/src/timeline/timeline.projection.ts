import { bounds, microseconds } from '#libs/codebook';
import type { Projection } from '#libs/projections';
import type { StoryFacts, StoryTouched } from '#libs/story';
import { finite, reachedOccurrences } from '../tellings/index.js';
import { timelineItem, type TimelineItem } from './item.js';
import { orderedAround } from './ordering.js';

/** What lists of the timeline sort and filter by, without reading a row. Times in microseconds since 1970; null: open or unknown. */
export interface TimelineFacets {
  occurrence: string;
  status: TimelineItem['status'];
  dated: boolean;
  min: number | null;
  max: number | null;
  /** The first position, by which all else being equal items are ordered. */
  first: number;
  after: string[];
  /** Beginning of the first dated publication; when its first claim was recorded. */
  published: number | null;
  recorded: number;
  kind: string;
  issue: string | null;
  /** First initiator, else first participant: what `groupBy=actor` groups by. */
  actor: string | null;
  voice: string | null;
  planStatus: string | null;
  origins: number;
  rules: string[];
  members: string[];
}

export const timeline: Projection<StoryFacts, StoryTouched, TimelineItem> = {
  name: 'timeline',
  version: 1,
  handles: 'all',
  foundByKey: true,
  keys(event, touched, facts) {
    const reached = reachedOccurrences(event, touched, facts);
    return reached.size === 0 ? reached : new Set([...reached, ...orderedAround(facts, reached)]);
  },
  evolve: (occurrence, facts) => timelineItem(facts, occurrence),
  facets: (item): TimelineFacets => {
    const edtf = item.happened?.edtf ?? null;
    const time = edtf === null ? null : bounds(edtf);
    const lead = item.participants.find(({ role }) => role === 'initiator') ?? item.participants[0];
    return {
      occurrence: item.occurrence, status: item.status, dated: time !== null,
      min: time && finite(time.min), max: time && finite(time.max),
      first: item.recorded.first.position, after: item.ordering.after,
      published: item.published.first === null ? null : finite(bounds(item.published.first).min),
      recorded: microseconds(item.recorded.first.at),
      kind: item.kind, issue: item.issue, actor: lead?.actor ?? null, voice: item.voice, planStatus: item.planStatus, origins: item.origins,
      rules: Object.keys(item.markers.rules), members: item.members,
    };
  },
};
