import { latestInstant } from '#libs/codebook';
import type { StoredEvent } from '#libs/event-store';
import type { StoryEvent } from '../events.js';
import { publicAt, type StoryFacts } from './story-facts.js';

/** One step of the published clock: `event` counts from `instant` on (microseconds since the epoch; −∞: always). */
export interface PublishedStep { instant: number; event: StoredEvent }

/**
 * The story's events in published order (API §1.3): a report version with all that derives from it counts from its publication
 * instant, a retraction from its own, an editorial event from the moment all it refers to is there. The state at an instant is the
 * fold of the steps up to it, so raising `publishedBy` never hides a report (DOMAIN §7.4).
 *
 * `facts` is the story folded over the same events: corrected publication dates are read from it. An event that refers to several
 * things becomes one step for each, so that it holds for those that are there.
 */
export function publishedOrder(facts: StoryFacts, events: readonly StoredEvent[]): PublishedStep[] {
  const versionAt = (report: string, version: number): number => {
    const versions = facts.report(report)?.versions ?? [];
    // A later version is never public before an earlier one, whatever its date says.
    return versions.slice(0, version).reduce((latest, one) => Math.max(latest, one.publicAt), Number.NEGATIVE_INFINITY);
  };
  const claimAt = (id: string): number => {
    const claim = facts.claim(id);
    if (claim === undefined) return Number.NEGATIVE_INFINITY;
    if (claim.recordedAs === 'ClaimRecoded' && claim.supersedes !== null) return claimAt(claim.supersedes);
    return versionAt(claim.report, claim.placements[0]!.version);
  };
  const firstClaimOf = new Map<string, number>();
  for (const stored of events) {
    const event = stored as unknown as StoryEvent;
    if (event.type !== 'OccurrenceOpened' && event.type !== 'ClaimAttached') continue;
    const { occurrence, claim } = event.data;
    firstClaimOf.set(occurrence, Math.min(firstClaimOf.get(occurrence) ?? Number.POSITIVE_INFINITY, claimAt(claim)));
  }
  const occurrenceAt = (id: string): number => firstClaimOf.get(id) ?? Number.NEGATIVE_INFINITY;
  const versionsSeen = new Map<string, number>();

  const steps = events.flatMap((stored): PublishedStep[] => {
    const event = stored as unknown as StoryEvent;
    const at = (instant: number): PublishedStep[] => [{ instant, event: stored }];
    switch (event.type) {
      case 'ReportFiled':
        versionsSeen.set(event.data.report, 1);
        return at(versionAt(event.data.report, 1));
      case 'ReportRevised':
        versionsSeen.set(event.data.report, event.data.version);
        return at(versionAt(event.data.report, event.data.version));
      case 'ReportDetailsCorrected':
        return at(versionAt(event.data.report, versionsSeen.get(event.data.report) ?? 1));
      case 'ReportRetracted':
        return at(Math.max(versionAt(event.data.report, 1), publicAt(event.data.published, event.recordedAt)));
      case 'ClaimReported':
      case 'ClaimReworded':
      case 'ClaimCorrected':
      case 'ClaimCarried':
      case 'ClaimDropped':
        return at(versionAt(event.data.report, event.data.version));
      case 'ClaimRecoded':
      case 'ClaimWithdrawn':
      case 'CredibilityAssessed':
      case 'OccurrenceOpened':
      case 'ClaimAttached':
        return at(claimAt(event.data.claim));
      case 'PlanStatusSet':
        return at(occurrenceAt(event.data.occurrence));
      case 'OccurrencesMerged':
        return event.data.absorbed.map((other) => ({
          instant: Math.max(occurrenceAt(event.data.occurrence), occurrenceAt(other)),
          event: { ...stored, data: { ...event.data, absorbed: [other] } },
        }));
      case 'OccurrenceSplit':
        return event.data.claims.map((claim) => ({
          instant: Math.max(occurrenceAt(event.data.occurrence), claimAt(claim)),
          event: { ...stored, data: { ...event.data, claims: [claim] } },
        }));
      default:
        return at(Number.NEGATIVE_INFINITY);
    }
  });
  return steps.map((step, index) => ({ step, index }))
    .sort((a, b) => (a.step.instant === b.step.instant ? a.index - b.index : a.step.instant < b.step.instant ? -1 : 1))
    .map(({ step }) => step);
}

/** How many of the steps are visible under `publishedBy` (EDTF, checked before): those at or before its latest instant. */
export function visibleSteps(steps: readonly PublishedStep[], publishedBy: string): number {
  const until = latestInstant(publishedBy);
  let low = 0;
  for (let high = steps.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (steps[middle]!.instant <= until) low = middle + 1;
    else high = middle;
  }
  return low;
}
