import type { ChangeOf } from '#libs/codebook';
import type { StoredEvent } from '#libs/event-store';
import type { Change } from '#libs/story';
import { isByOutlet } from './claim-events.js';

/** One entry of the history of a claim (API §5). */
export interface HistoryItem {
  position: number;
  at: string;
  event: string;
  /** What became of the claim: the word of the revision, or of the act. */
  outcome: string;
  claim: string;
  /** The report version it stood in after the event. */
  version: number;
  changeOf: ChangeOf;
  by: StoredEvent['recordedBy'];
  note: string | null;
  changes: Change[];
}

const outcomes: Record<string, string> = {
  ClaimReported: 'added', ClaimCarried: 'carried', ClaimReworded: 'reworded', ClaimCorrected: 'corrected', ClaimDropped: 'dropped', ClaimRecoded: 'recoded',
  ClaimWithdrawn: 'withdrawn', CredibilityAssessed: 'assessed', ReportRetracted: 'retracted', OccurrenceOpened: 'opened', ClaimAttached: 'attached',
  OccurrencesMerged: 'merged', OccurrenceSplit: 'split',
};
const recording = new Set(['ClaimReported', 'ClaimReworded', 'ClaimCorrected', 'ClaimRecoded']);
const attaching = new Set(['OccurrenceOpened', 'ClaimAttached']);
const ours = new Set(['ClaimRecoded', 'ClaimWithdrawn', 'CredibilityAssessed', 'OccurrencesMerged', 'OccurrenceSplit']);

/**
 * All that happened to a lineage, oldest first: what its report's stream says of its claims, the retraction of the report, and the
 * occurrences it was given to. A change stands with the first of its causes that is told here.
 *
 * @param lineage ids, root first
 * @param events of the report's stream and those that moved the claims between occurrences, in order of position
 * @param changes whose subject is a claim of the lineage, or a marker on one
 */
export function historyOf(lineage: readonly string[], events: readonly StoredEvent[], changes: readonly Change[]): HistoryItem[] {
  const own = new Set(lineage);
  const versions = new Map<string, number>();
  let standing = lineage[0]!;
  const items = events.flatMap((event): HistoryItem[] => {
    const outcome = outcomes[event.type];
    const claim = outcome === undefined ? undefined : claimIn(event, own, standing);
    if (outcome === undefined || claim === undefined) return [];
    const version = typeof event.data.version === 'number' ? event.data.version : (versions.get(claim) ?? 1);
    versions.set(claim, version);
    if (event.data.content !== undefined) standing = claim;
    return [{
      position: event.position, at: event.recordedAt, event: event.type, outcome, claim, version, changeOf: changeOfEvent(event, events), by: event.recordedBy,
      note: (event.data.notice ?? event.data.reason ?? null) as string | null, changes: [],
    }];
  });
  const byPosition = new Map(items.map((item) => [item.position, item]));
  for (const change of changes) {
    const told = change.because.flatMap(({ position }) => byPosition.get(position!) ?? [])[0] ?? byPosition.get(change.position!);
    // A claim is told and given to its occurrence in one act: what that changes stands with the telling.
    const telling = told !== undefined && attaching.has(told.event) ? items.find(({ claim, event }) => claim === told.claim && recording.has(event)) : undefined;
    (telling ?? told)?.changes.push(change);
  }
  return items;
}

/** The claim of the lineage that an event speaks of. A retraction of the report speaks of the one that stands. */
function claimIn({ type, data }: StoredEvent, own: ReadonlySet<string>, standing: string): string | undefined {
  if (type === 'ReportRetracted') return standing;
  if (typeof data.claim === 'string') return own.has(data.claim) ? data.claim : undefined;
  const moved = Array.isArray(data.claims) ? (data.claims as string[]) : Object.values((data.claims ?? {}) as Record<string, string[]>).flat();
  return moved.findLast((claim) => own.has(claim));
}

function changeOfEvent(event: StoredEvent, events: readonly StoredEvent[]): ChangeOf {
  if (event.type === 'ReportRetracted') return event.data.by === 'editor' ? 'coding' : 'story';
  if (ours.has(event.type)) return 'coding';
  if (event.type === 'ClaimCarried') return 'none';
  return isByOutlet(event, events) ? 'story' : 'coding';
}
