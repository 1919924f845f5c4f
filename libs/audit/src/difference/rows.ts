import type { ClaimContent, Happened, MarkerRule, Participant, Place, PlanStatus, Quantity, Span } from '#libs/codebook';
import type { StoredEvent } from '#libs/event-store';
import type { CellTelling } from '#libs/read-models';

/**
 * What a difference reads of the rows of the read models. Rows hold more; these are the members that changes are made of.
 */
export interface ReportRow { id: string; version: number; status: string; headline: string; outlet: string | null }
export interface ClaimRow extends Omit<ClaimContent, 'locator' | 'span'> {
  id: string;
  report: string;
  version: number;
  occurrence: string | null;
  status: string;
  excerpt: string | null;
  supersedes: string | null;
  span: Span | null;
  /** The non-empty line it starts in, from 1; 0 for the headline; null when unknown. */
  paragraph: number | null;
}
export interface OccurrenceRow {
  occurrence: string;
  title: string;
  status: string;
  happened: (Happened & { min?: string | null; max?: string | null }) | null;
  place: Place | null;
  participants: Participant[];
  planStatus: PlanStatus | null;
  quantity: Quantity | null;
  origins: number;
  attests: { supports: number; denies: number };
  members: string[];
}
export interface MarkerRow {
  id: string;
  rule: MarkerRule;
  subject: { type: string; id: string };
  title: string | null;
  closed: unknown;
  acknowledgement: unknown;
}
/** A row at the two reads; null where there was or is none. `position`: the last event between the reads that changed it. */
export interface RowPair<R> { key: string; before: R | null; after: R | null; position: number }

/** Everything that differs between two reads of one story. */
export interface Reads {
  reports: readonly RowPair<ReportRow>[];
  claims: readonly RowPair<ClaimRow>[];
  occurrences: readonly RowPair<OccurrenceRow>[];
  stances: readonly RowPair<CellTelling>[];
  markers: readonly RowPair<MarkerRow>[];
  /** The events between the reads that this story applied, ascending. */
  events: readonly StoredEvent[];
  /** Claims that stood before in an occurrence, for numbers told one after another; asked only for occurrences that gained a number. */
  claimsBefore(occurrence: string): readonly ClaimRow[];
  names: Names;
}
/** How a reader calls what an id names; the id itself where nothing better is known. */
export interface Names {
  actor(id: string): string;
  issue(id: string): string;
  outlet(id: string): string;
  /** The collective or state an actor is a member of, or null. */
  memberOf(actor: string): string | null;
}
