import { bounds, type Kind, type Participant, type Place, type PlanStatus } from '#libs/codebook';
import type { Projection } from '#libs/projections';
import type { Recorded, StoryFacts, StoryTouched } from '#libs/story';
import { finite, reachedOccurrences, readHappened, type HappenedRead } from '../tellings/index.js';
import { timelineItem, type TimelineItem } from '../timeline/item.js';
import { scheduledFor, wordsOn } from './standing.js';

/** A plan of API §7.5: an occurrence that a supporting claim or an editor gives a plan status. */
export interface Plan {
  occurrence: string;
  title: string;
  kind: Kind;
  participants: Participant[];
  issue: string | null;
  place: Place | null;
  scheduledFor: HappenedRead | null;
  status: PlanStatus;
  statuses: { status: PlanStatus; claim: string | null; by: 'outlet' | 'editor'; recorded: Recorded }[];
  markers: TimelineItem['markers'];
}

export const plans: Projection<StoryFacts, StoryTouched, Plan> = {
  name: 'plans',
  version: 1,
  handles: 'all',
  keys: (event, touched, facts) => reachedOccurrences(event, touched, facts),
  evolve(occurrence, facts) {
    if ((facts.occurrence(occurrence)?.absorbedInto ?? null) !== null) return null;
    const words = wordsOn(facts, occurrence);
    const item = words.length === 0 ? null : timelineItem(facts, occurrence);
    if (item === null) return null;
    const { title, kind, participants, issue, place, markers } = item;
    return {
      occurrence, title, kind, participants, issue, place, scheduledFor: readHappened(scheduledFor(words)),
      status: words.at(-1)!.status,
      statuses: words.map(({ status, claim, by, recorded }) => ({ status, claim, by, recorded })),
      markers,
    };
  },
  facets: ({ occurrence, status, scheduledFor: day }) => ({
    occurrence, status, until: day?.edtf == null ? null : finite(bounds(day.edtf).max),
  }),
};
