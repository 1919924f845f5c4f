import type { ChangeOf } from '#libs/codebook';
import type { StoredEvent } from '#libs/event-store';
import type { Because } from '#libs/story';

/** Acts of ours: whatever they cause is `coding` (DOMAIN §6). */
const editorial = new Set([
  'OccurrencesMerged', 'OccurrenceSplit', 'PlanStatusSet', 'StanceOverridden', 'MarkerAcknowledged', 'ReportDetailsCorrected', 'ClaimRecoded',
  'ClaimWithdrawn', 'CredibilityAssessed', 'ActorsMerged', 'ActorsSplit', 'SourcesMerged', 'SourcesSplit', 'IssuesMerged', 'IssuesSplit',
  'SourceIdentified', 'OutletFamilyAssigned',
]);
/** Acts of an outlet that open an append: all that follows in it is what the outlet told. */
const ofOutlet = new Set(['ReportFiled', 'ReportRevised']);

/** The events between two reads, as the causes of what differs. */
export class Causes {
  private readonly byPosition = new Map<number, StoredEvent>();
  private readonly codingAppends = new Map<number, boolean>();
  /** Claims recorded between the reads: what attaches one names only the claim, and comes with it. */
  private readonly recorded = new Map<string, StoredEvent>();

  constructor(readonly events: readonly StoredEvent[]) {
    for (const event of events) {
      this.byPosition.set(event.position, event);
      if (event.data.content !== undefined) this.recorded.set(event.data.claim as string, event);
      const soFar = this.codingAppends.get(event.append.first);
      // A claim added by a correction of ours looks like any other; only the append tells whose act it was.
      const coding = !ofOutlet.has(event.type) && !(event.type === 'ReportRetracted' && event.data.by === 'outlet');
      this.codingAppends.set(event.append.first, (soFar ?? true) && coding);
    }
  }

  /** Was the event at this position an act of ours, or part of one? */
  isEditorial(position: number): boolean {
    const event = this.byPosition.get(position);
    if (event === undefined) return false;
    return editorial.has(event.type) || (event.type === 'ReportRetracted' && event.data.by === 'editor') || this.codingAppends.get(event.append.first) === true;
  }

  /** `changeOf` of a change caused at a position: the catalogue's, or `coding` for an act of ours. Bookkeeping stays bookkeeping. */
  changeOf(position: number, byCatalogue: ChangeOf): ChangeOf {
    return byCatalogue === 'none' || !this.isEditorial(position) ? byCatalogue : 'coding';
  }

  because(positions: readonly number[]): Because[] {
    return [...new Set(positions)].sort((a, b) => a - b).flatMap((position) => {
      const event = this.byPosition.get(position);
      if (event === undefined) return [];
      const { claim = null } = event.data as { claim?: string | null };
      const told = event.data.report === undefined && claim !== null ? this.recorded.get(claim) : undefined;
      const { report = null, version = null, content = null, span = null } = (told ?? event).data as Record<string, any>;
      return [{ position, event: event.type, report, version: event.type === 'ReportFiled' ? 1 : version, claim, span: content?.span ?? span ?? null }];
    });
  }
}
