/**
 * The shapes of what may be recorded (API §3, §5): plain values, no behaviour.
 * Every optional member of a request has been given its default before a value of these types exists.
 */

export const kinds = [
  'pressure', 'demand', 'appeal', 'condition', 'ultimatum', 'threat', 'warning', 'assessment', 'reassurance', 'statement', 'objection',
  'criticism', 'anger', 'accusation', 'investigation', 'rejection', 'refusal-to-meet', 'denial', 'no-comment', 'outreach', 'planned-meeting',
  'postponed-meeting', 'cancelled-meeting', 'suspended-talks', 'meeting', 'visit', 'call', 'talks', 'mediation', 'proposal', 'endorsement',
  'recognition', 'signed-deal', 'vote', 'concession', 'release', 'withdrawal', 'ceasefire', 'sanction', 'coercion', 'mobilisation', 'violence',
  'protest', 'aid', 'cooperation', 'state', 'quantity',
] as const;
export type Kind = (typeof kinds)[number];

export const roles = ['initiator', 'recipient', 'mediator', 'host', 'subject', 'beneficiary', 'speaker'] as const;
export type ParticipantRole = (typeof roles)[number];
export const actorKinds = ['state', 'government', 'organisation', 'armed-group', 'person', 'unit', 'collective', 'population'] as const;
export type ActorKind = (typeof actorKinds)[number];
export const sourceKinds = ['person', 'office', 'organisation', 'document', 'unnamed-role'] as const;
export type SourceKind = (typeof sourceKinds)[number];
/** Rising: a later entry is better named than an earlier one. */
export const namednesses = ['none', 'generic', 'role', 'unit', 'described-knowledge', 'named-office', 'named-person', 'document'] as const;
export type Namedness = (typeof namednesses)[number];
export const sides = ['party', 'aligned', 'third-party', 'unknown'] as const;
export type Side = (typeof sides)[number];
export const planStatuses = ['proposed', 'scheduled', 'postponed', 'cancelled', 'held', 'lapsed'] as const;
export type PlanStatus = (typeof planStatuses)[number];
export const bearings = ['supports', 'denies', 'queries', 'mentions'] as const;
export type Bearing = (typeof bearings)[number];
export const aspects = ['instant', 'ongoing', 'habitual', 'future'] as const;
export const timeRelations = ['before', 'after', 'during', 'overlaps', 'same'] as const;
export const placePrecisions = ['exact', 'near', 'admin-2', 'admin-1', 'country', 'region'] as const;
export const certainties = ['certain', 'probable', 'possible', 'unknown'] as const;
export const polarities = ['positive', 'negative', 'unknown'] as const;
export const hedgeClasses = ['epistemic', 'doxastic', 'investigative', 'conditional', 'hearsay', 'approximator'] as const;
export const quantityKinds = ['exact', 'approximate', 'at-least', 'at-most', 'range', 'order', 'fraction', 'vague'] as const;
export const quotations = ['direct', 'indirect', 'partial'] as const;
export const stanceBases = ['declared', 'attributed', 'inferred'] as const;
export type StanceBasis = (typeof stanceBases)[number];
export const linkTypes = ['cause', 'precondition', 'cancels', 'responds-to', 'restates', 'part-of', 'about', 'fulfils'] as const;
export type LinkType = (typeof linkTypes)[number];
export const changesOf = ['world', 'story', 'coding', 'none'] as const;
export type ChangeOf = (typeof changesOf)[number];

export interface Participant { actor: string | null; role: ParticipantRole; label: string | null }
/** `anchor` is `published`, a claim id or an occurrence id (in a request also `#ref`). */
export interface Happened {
  edtf: string | null;
  aspect: (typeof aspects)[number];
  relation: (typeof timeRelations)[number] | null;
  anchor: string | null;
}
export interface Place { label: string; precision: (typeof placePrecisions)[number] }
export interface Hop { source: string | null; label: string | null; cue: string | null; namedness: Namedness; side: Side; scopeUnclear: boolean }
/** UTF-16 offsets into the report's text as sent; `end` exclusive; `exact` is that slice. */
export interface Span { start: number; end: number; exact: string }
export interface Locator { part: 'headline' | 'body'; paragraph: number | null }
export interface Quantity {
  best: number | null;
  low: number | null;
  high: number | null;
  unit: string;
  of: string;
  kind: (typeof quantityKinds)[number];
  asOf: string | null;
  cue: string | null;
}
export interface Hedge { cue: string; class: (typeof hedgeClasses)[number]; strength: 0 | 1 | 2 | 3 }
export interface Factuality { certainty: (typeof certainties)[number]; polarity: (typeof polarities)[number] }
export interface StanceEntry { holder: string; issue: string; value: number; basis: StanceBasis; conditions: string[] }
export interface Link { type: LinkType; target: string }
export interface Code { scheme: string; version: string; code: string }

/** One reported event, state or number as one report tells it: ClaimInput of API §5 with defaults filled and references resolved to ids. */
export interface ClaimContent {
  kind: Kind;
  summary: string | null;
  span: Span | null;
  locator: Locator | null;
  participants: Participant[];
  issue: string | null;
  happened: Happened | null;
  place: Place | null;
  attribution: Hop[];
  observed: boolean;
  factuality: Factuality;
  hedges: Hedge[];
  quantity: Quantity | null;
  quotation: (typeof quotations)[number] | null;
  planStatus: PlanStatus | null;
  stances: StanceEntry[];
  links: Link[];
  attests: Bearing;
  coderCertainty: number | null;
  codes: Code[];
}
export interface Name { text: string; language: string | null; alias: boolean }
