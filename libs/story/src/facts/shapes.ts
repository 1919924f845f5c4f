import type { Bearing, ClaimContent, Locator, PlanStatus, Span } from '#libs/codebook';
import type { Recorded } from './registers.js';

/** What the log says of one report version. `publicAt`: its publication instant (API §1.3), microseconds since the epoch. */
export interface ReportVersion {
  version: number;
  headline: string;
  textLength: number | null;
  textCommitment: string | null;
  published: string | null;
  retrieved: string | null;
  notice: { kind: 'correction' | 'update' | 'clarification'; text: string } | null;
  similar: readonly { report: string; similarity: number }[];
  recorded: Recorded;
  publicAt: number;
}
export interface Retraction { by: 'outlet' | 'editor'; reason: string; published: string | null; noticeUrl: string | null; recorded: Recorded; publicAt: number }
export interface ReportFacts {
  id: string;
  story: string;
  outlet: string | null;
  url: string | null;
  language: string;
  wire: string | null;
  note: string | null;
  status: 'standing' | 'retracted';
  retraction: Retraction | null;
  /** Version n stands at index n − 1. */
  versions: readonly ReportVersion[];
  /** Every claim ever recorded from it, in the order of recording. */
  claims: readonly string[];
  recorded: Recorded;
  /** The newest event that changed the report or one of its claims. */
  changed: Recorded;
}

export type ClaimEvent = 'ClaimReported' | 'ClaimReworded' | 'ClaimCorrected' | 'ClaimRecoded';
/** Where a claim stands in the text of a version; a carried claim has one per version. */
/** `paragraph`: the non-empty line of the text in which the claim starts, from 1; 0 for the headline; null when unknown. */
export interface Placement { version: number; order: number; paragraph: number | null; span: Span | null; locator: Locator | null }
export interface ClaimFacts {
  id: string;
  report: string;
  content: ClaimContent;
  recorded: Recorded;
  recordedAs: ClaimEvent;
  placements: readonly Placement[];
  /** As its own events say; a retracted report makes every active claim of it `retracted` (see `statusOf`). */
  status: 'active' | 'dropped' | 'corrected' | 'superseded' | 'withdrawn';
  ended: { by: 'ClaimReworded' | 'ClaimCorrected' | 'ClaimRecoded' | 'ClaimDropped' | 'ClaimWithdrawn'; version: number; notice: string | null; recorded: Recorded } | null;
  supersedes: string | null;
  supersededBy: string | null;
  /** The occurrence it belongs to now, after merges and splits; null only between its report and its attachment. */
  occurrence: string | null;
  attests: Bearing;
  planStatus: PlanStatus | null;
  attached: Recorded | null;
  credibility: readonly { grade: 1 | 2 | 3 | 4 | 5 | null; reason: string; recorded: Recorded }[];
}

export interface PlanDecision { status: PlanStatus; scheduledFor: string | null; reason: string; recorded: Recorded }
export interface OccurrenceFacts {
  id: string;
  opened: Recorded;
  /** Members now, in the order in which they were attached. Empty while absorbed. */
  claims: readonly string[];
  absorbedInto: string | null;
  /** Occurrences directly absorbed, with the claims each had, and the position of the merge. */
  absorbed: readonly { id: string; claims: readonly string[]; at: number }[];
  plans: readonly PlanDecision[];
  changed: Recorded;
}
export interface Override { value: number | null; reason: string; recorded: Recorded }
export interface Acknowledgement { marker: string; rule: string; subject: { type: string; id: string }; note: string; recorded: Recorded }
export interface NoteFacts { id: string; subject: { type: string; id: string }; text: string; recorded: Recorded }

/** What one event touched directly, by id; read models derive from it which of their rows to look at again. */
export interface StoryTouched {
  reports: readonly string[];
  claims: readonly string[];
  occurrences: readonly string[];
  /** Raw `holder/issue` pairs as stored in claims. */
  cells: readonly string[];
  /** Markers acknowledged. */
  markers: readonly string[];
  /** Register refs (`actor/usa`) named by this story for the first time. */
  refs: readonly string[];
  /** The story itself was opened, or a register it reads was restructured. */
  story: boolean;
}
