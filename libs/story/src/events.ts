import type { ActorKind, Bearing, ClaimContent, Locator, Name, Namedness, PlanStatus, Side, SourceKind, Span } from '#libs/codebook';
import type { StoredEvent } from '#libs/event-store';

/**
 * Every event type of the log (DOMAIN §3) with its data at its present schema version. Ids are given by the command that
 * proposes the event; positions, times and people live in the envelope (API §8.1) and are never repeated here.
 */
export interface EventData {
  StoryOpened: { slug: string; title: string; summary: string | null; issues: string[] };
  /** `occurrence` is opened by its first claim. */
  OccurrenceOpened: { occurrence: string; claim: string; attests: Bearing; planStatus: PlanStatus | null };
  ClaimAttached: { occurrence: string; claim: string; attests: Bearing; planStatus: PlanStatus | null };
  /** `claims`: per absorbed id the claims it had, so that a split can give them back. */
  OccurrencesMerged: { occurrence: string; absorbed: string[]; claims: Record<string, string[]>; reason: string };
  /** `into` receives `claims`; `restored` is `into` when an absorbed id comes back, else null. */
  OccurrenceSplit: { occurrence: string; into: string; claims: string[]; restored: string | null; reason: string };
  PlanStatusSet: { occurrence: string; status: PlanStatus; scheduledFor: string | null; reason: string };
  StanceOverridden: { holder: string; issue: string; value: number | null; reason: string };
  MarkerAcknowledged: { marker: string; rule: string; subject: { type: string; id: string }; note: string };
  NoteAdded: { note: string; subject: { type: string; id: string }; text: string };
  ImportStarted: { job: string; mediaType: string; fileHash: string };
  ImportFinished: { job: string; counts: { lines: number; filed: number; duplicates: number; rejected: number } };

  ReportFiled: {
    report: string; story: string; outlet: string | null; headline: string; url: string | null;
    textLength: number | null; textCommitment: string | null; published: string | null; retrieved: string | null;
    language: string; wire: string | null; note: string | null; similar: { report: string; similarity: number }[];
  };
  ReportRevised: {
    report: string; version: number; headline: string; textLength: number | null; textCommitment: string | null;
    published: string | null; retrieved: string | null; notice: { kind: 'correction' | 'update' | 'clarification'; text: string } | null;
    similar: { report: string; similarity: number }[];
  };
  /** `details` holds only the members that change. */
  ReportDetailsCorrected: {
    report: string;
    details: { outlet?: string | null; url?: string | null; headline?: string; published?: string | null; language?: string; wire?: string | null };
    reason: string;
  };
  ReportRetracted: { report: string; by: 'outlet' | 'editor'; reason: string; published: string | null; noticeUrl: string | null };
  /** `order`: the place of the claim in the body, from 0. `paragraph`: the non-empty line of the text it starts in, from 1, 0 for the headline, null when unknown. */
  ClaimReported: { report: string; version: number; claim: string; order: number; paragraph: number | null; content: ClaimContent };
  ClaimCarried: { report: string; version: number; claim: string; span: Span | null; locator: Locator | null; paragraph: number | null };
  ClaimReworded: { report: string; version: number; claim: string; supersedes: string; order: number; paragraph: number | null; content: ClaimContent };
  ClaimCorrected: { report: string; version: number; claim: string; supersedes: string; order: number; paragraph: number | null; content: ClaimContent; notice: string };
  ClaimRecoded: { report: string; version: number; claim: string; supersedes: string; order: number; paragraph: number | null; content: ClaimContent; reason: string };
  ClaimDropped: { report: string; version: number; claim: string; notice: string | null };
  ClaimWithdrawn: { report: string; version: number; claim: string; reason: string };
  CredibilityAssessed: { report: string; claim: string; grade: 1 | 2 | 3 | 4 | 5 | null; reason: string };

  OutletRegistered: { id: string; name: string; family: string | null; url: string | null; country: string | null; languages: string[] };
  OutletFamilyAssigned: { id: string; family: string | null; reason: string };
  SourceRegistered: { id: string; label: string; kind: SourceKind; namedness: Namedness; side: Side; actor: string | null };
  SourceIdentified: { id: string; actor: string; namedness: 'named-office' | 'named-person' | 'document'; reason: string };
  SourceReliabilityAssessed: { id: string; grade: 'a' | 'b' | 'c' | 'd' | 'e' | null; topic: string | null; from: string | null; reason: string };
  SourcesMerged: { id: string; absorbed: string[]; reason: string };
  SourcesSplit: { id: string; restored: string; reason: string };
  ActorRegistered: {
    id: string; kind: ActorKind; names: Name[]; memberOf: string | null; wikidata: string | null; iso3: string | null; sector: string | null;
  };
  ActorsMerged: { id: string; absorbed: string[]; reason: string };
  ActorsSplit: { id: string; restored: string; reason: string };
  IssueOpened: { id: string; title: string; parent: string | null; aliases: string[]; description: string | null };
  IssuesMerged: { id: string; absorbed: string[]; reason: string };
  IssuesSplit: { id: string; restored: string; reason: string };
  IssueClosed: { id: string; reason: string };
}
export type EventType = keyof EventData;

/** A stored event whose data is known by its type: what folds and projections switch over. */
export type StoryEvent = { [T in EventType]: Omit<StoredEvent, 'type' | 'data'> & { type: T; data: EventData[T] } }[EventType];
/** A proposed event: data only; the store draws position, version and time. */
export type Proposed = { [T in EventType]: { type: T; schemaVersion: number; stream: string; story: string | null; data: EventData[T] } }[EventType];

/** Streams by category (API §11.4). */
export const streams = {
  story: (slug: string) => `story/${slug}`,
  report: (id: string) => `report/${id}`,
  source: (id: string) => `source/${id}`,
  actor: (id: string) => `actor/${id}`,
  issue: (id: string) => `issue/${id}`,
};
