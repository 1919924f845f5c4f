import type { Claim, FaultEntry, Hop, Locator, Participant, Place, Quantity, Report, Span, StanceEntry } from '../api/shapes.js';
import { edtfFromWords } from '../words/edtf-words.js';
import { publishedText } from '../words/words.js';

/** A claim as it is being coded. What the form does not show (`rest`) goes along untouched. */
export interface ClaimDraft {
  ref: string;
  kind: string;
  summary: string;
  span: Span | null;
  locator: Locator | null;
  participants: Participant[];
  issue: string | null;
  /** In the coder's words; '' is "not said". Never filled from `published`. */
  happened: string;
  happenedRest: { aspect: string; relation: string | null; anchor: string | null };
  place: Place | null;
  attribution: Hop[];
  observed: boolean;
  hedges: { cue: string; class: string; strength: number }[];
  factuality: { certainty: string; polarity: string };
  quantity: Quantity | null;
  planStatus: string | null;
  /** null: the default of the kind applies. */
  stances: StanceEntry[] | null;
  occurrence: string | null;
  attests: string;
  links: { type: string; target: string }[];
  rest: Record<string, unknown>;
}

export interface Draft {
  /** Made when the form was opened: a double press files once. */
  key: string;
  outlet: string | null;
  headline: string;
  url: string;
  published: string;
  language: string;
  text: string;
  keepText: boolean;
  note: string;
  claims: ClaimDraft[];
}

export const KINDS = [
  'pressure', 'demand', 'appeal', 'condition', 'ultimatum', 'threat', 'warning', 'assessment', 'reassurance', 'statement', 'objection', 'criticism', 'anger', 'accusation', 'investigation', 'rejection', 'refusal-to-meet', 'denial', 'no-comment',
  'outreach', 'planned-meeting', 'postponed-meeting', 'cancelled-meeting', 'suspended-talks', 'meeting', 'visit', 'call', 'talks', 'mediation', 'proposal', 'endorsement', 'recognition', 'signed-deal', 'vote', 'concession', 'release', 'withdrawal',
  'ceasefire', 'sanction', 'coercion', 'mobilisation', 'violence', 'protest', 'aid', 'cooperation', 'state', 'quantity',
];
const MUTUAL = new Set(['planned-meeting', 'postponed-meeting', 'meeting', 'talks', 'call']);
const ABOUT = new Set(['state', 'quantity', 'cancelled-meeting', 'suspended-talks']);
const PLAN_STATUS: Record<string, string> = { 'planned-meeting': 'scheduled', 'postponed-meeting': 'postponed', 'cancelled-meeting': 'cancelled', proposal: 'proposed' };

export function emptyDraft(key: string): Draft {
  return { key, outlet: null, headline: '', url: '', published: '', language: 'en', text: '', keepText: true, note: '', claims: [] };
}

export function isEmptyDraft(draft: Draft): boolean {
  return draft.headline === '' && draft.text === '' && draft.claims.length === 0 && draft.url === '';
}

/** A new claim on the selected words. Values that repeat from claim to claim (issue, voice) are taken over from the one before. */
export function newClaim(draft: Pick<Draft, 'claims'>, span: Span | null): ClaimDraft {
  const before = draft.claims.at(-1);
  const taken = new Set(draft.claims.map((claim) => claim.ref));
  let number = draft.claims.length + 1;
  while (taken.has(`c${number}`)) number += 1;
  return {
    ref: `c${number}`, kind: '', summary: '', span, locator: span === null ? { part: 'body', paragraph: null } : null, participants: [], issue: before?.issue ?? null, happened: '',
    happenedRest: { aspect: 'instant', relation: null, anchor: null }, place: null, attribution: before === undefined ? [] : structuredClone(before.attribution), observed: false, hedges: [],
    factuality: { certainty: 'certain', polarity: 'positive' }, quantity: null, planStatus: null, stances: null, occurrence: null, attests: 'supports', links: [], rest: {},
  };
}

/** What a kind brings with it: the status of a plan, a denial's bearing, an empty quantity, the role of whom it concerns. */
export function withKind(claim: ClaimDraft, kind: string): ClaimDraft {
  const quantity = kind === 'quantity' && claim.quantity === null ? { best: null, low: null, high: null, unit: 'person', of: '', kind: 'exact', asOf: null, cue: null } : kind !== 'quantity' && claim.quantity?.of === '' ? null : claim.quantity;
  const participants = claim.participants.map((each) => ({ ...each, role: roleFor(kind, each.role) }));
  return { ...claim, kind, participants, quantity, planStatus: PLAN_STATUS[kind] ?? (claim.planStatus !== null && PLAN_STATUS[claim.kind] === claim.planStatus ? null : claim.planStatus), attests: kind === 'denial' ? 'denies' : claim.attests === 'denies' && claim.kind === 'denial' ? 'supports' : claim.attests };
}

function roleFor(kind: string, role: string): string {
  if (MUTUAL.has(kind) && role === 'recipient') return 'initiator';
  if (ABOUT.has(kind) && role === 'initiator') return 'subject';
  if (!ABOUT.has(kind) && role === 'subject') return 'initiator';
  return role;
}

/** Which of the two boxes, who and whom, a kind needs: mutual acts have initiators only, states have whom they are about. */
export function rolesOf(kind: string): { who: string; whom: string | null; whoWords: string; whomWords: string } {
  if (MUTUAL.has(kind)) return { who: 'initiator', whom: null, whoWords: 'who with whom', whomWords: '' };
  if (ABOUT.has(kind)) return { who: 'subject', whom: null, whoWords: 'about whom', whomWords: '' };
  return { who: 'initiator', whom: 'recipient', whoWords: 'who', whomWords: 'to whom' };
}

/** ClaimInput of the API; members at their default are left out. */
export function claimInput(claim: ClaimDraft): Record<string, unknown> {
  const happened = edtfFromWords(claim.happened);
  const edtf = 'edtf' in happened ? happened.edtf : claim.happened; // What is not understood goes as typed: the service says why not.
  const { aspect, relation, anchor } = claim.happenedRest;
  const saysTime = edtf !== null || aspect !== 'instant' || relation !== null;
  return clean({
    ...claim.rest, ref: claim.ref, kind: claim.kind, summary: claim.summary.trim() || undefined, span: claim.span ?? undefined, locator: claim.span === null ? claim.locator : undefined,
    participants: claim.participants.length > 0 ? claim.participants.map((each) => clean({ actor: each.actor ?? undefined, role: each.role, label: each.label ?? undefined })) : undefined, issue: claim.issue ?? undefined,
    happened: saysTime ? clean({ edtf: edtf ?? undefined, aspect, relation: relation ?? undefined, anchor: anchor ?? undefined }) : undefined, place: claim.place === null || claim.place.label.trim() === '' ? undefined : claim.place,
    attribution: claim.attribution.length > 0 ? claim.attribution.map((hop) => clean({ source: hop.source ?? undefined, label: hop.label ?? undefined, cue: hop.cue || undefined, namedness: hop.namedness, side: hop.side, scopeUnclear: hop.scopeUnclear || undefined })) : undefined,
    observed: claim.observed || undefined, hedges: claim.hedges.length > 0 ? claim.hedges : undefined, factuality: claim.factuality.certainty === 'certain' && claim.factuality.polarity === 'positive' ? undefined : claim.factuality,
    quantity: claim.quantity === null ? undefined : clean({ ...claim.quantity, of: claim.quantity.of, cue: claim.quantity.cue || undefined, asOf: claim.quantity.asOf || undefined, best: claim.quantity.best ?? undefined, low: claim.quantity.low ?? undefined, high: claim.quantity.high ?? undefined }),
    planStatus: claim.planStatus ?? undefined, stances: claim.stances ?? undefined, occurrence: claim.occurrence ?? undefined, attests: claim.attests === 'supports' ? undefined : claim.attests, links: claim.links.length > 0 ? claim.links : undefined,
  });
}

/** FileReport of the API. */
export function reportBody(draft: Draft): Record<string, unknown> {
  const published = edtfFromWords(draft.published);
  return clean({
    outlet: draft.outlet, headline: draft.headline, url: draft.url.trim() || undefined, text: draft.text === '' ? undefined : draft.text, keepText: draft.text !== '' && !draft.keepText ? false : undefined,
    published: ('edtf' in published ? published.edtf : draft.published) ?? undefined, language: draft.language, note: draft.note.trim() || undefined, claims: draft.claims.map(claimInput),
  }, ['outlet']);
}

function clean(value: Record<string, unknown>, keepNull: string[] = []): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([name, each]) => each !== undefined && (each !== null || keepNull.includes(name))));
}

/** A filed claim as a draft, so that a correction starts from what stands. */
export function draftOf(claim: Claim): ClaimDraft {
  return {
    ref: claim.id.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 40), kind: claim.kind, summary: claim.summary ?? '', span: claim.span, locator: claim.locator, participants: structuredClone(claim.participants), issue: claim.issue, happened: claim.happened?.edtf ?? '',
    happenedRest: { aspect: claim.happened?.aspect ?? 'instant', relation: claim.happened?.relation ?? null, anchor: claim.happened?.anchor ?? null }, place: claim.place, attribution: structuredClone(claim.attribution), observed: claim.observed, hedges: structuredClone(claim.hedges), factuality: claim.factuality,
    quantity: claim.quantity === null ? null : { ...claim.quantity, asOf: typeof claim.quantity.asOf === 'object' && claim.quantity.asOf !== null ? (claim.quantity.asOf as { edtf: string }).edtf : claim.quantity.asOf }, planStatus: claim.planStatus, stances: structuredClone(claim.stances), occurrence: null, attests: claim.attests, links: structuredClone(claim.links),
    rest: clean({ quotation: claim.quotation, coderCertainty: claim.coderCertainty, codes: (claim as Claim & { codes?: unknown[] }).codes?.length ? (claim as Claim & { codes?: unknown[] }).codes : undefined }),
  };
}

/** Finds the words of a span in an edited text, nearest to where they stood; null where they are gone. */
export function reanchor(span: Span, text: string): Span | null {
  let best: number | null = null;
  for (let at = text.indexOf(span.exact); at >= 0; at = text.indexOf(span.exact, at + 1)) {
    if (best === null || Math.abs(at - span.start) < Math.abs(best - span.start)) best = at;
  }
  return best === null ? null : { start: best, end: best + span.exact.length, exact: span.exact };
}

/** A new text under claims already coded: spans move with their words; one whose words are gone keeps its claim and says so. */
export function withText(draft: Draft, text: string): Draft {
  return { ...draft, text, claims: draft.claims.map((claim) => (claim.span === null ? claim : { ...claim, span: reanchor(claim.span, text) ?? claim.span })) };
}

export const isLost = (claim: ClaimDraft, text: string): boolean => claim.span !== null && text.slice(claim.span.start, claim.span.end) !== claim.span.exact;

/** The paragraph (non-empty line, from 1) in which a span begins. */
export function paragraphOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').filter((line) => line.trim() !== '').length + (/\n\s*$/.test(text.slice(0, at)) || at === 0 ? 1 : 0);
}

/** The faults that belong to a place of the body: those at the pointer or below it. */
export function faultsAt(errors: readonly FaultEntry[] | undefined, pointer: string, deep = true): FaultEntry[] {
  return (errors ?? []).filter((fault) => fault.pointer === pointer || (deep && fault.pointer?.startsWith(`${pointer}/`) === true));
}

/** `gulf-wire` from "Gulf Wire": a proposal for an id that its maker may change. */
export function slugOf(words: string): string {
  return words.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 80);
}

/** Report members as the correction form edits them. */
export function detailsOf(report: Report): { outlet: string | null; headline: string; url: string; published: string; language: string } {
  return { outlet: report.outlet, headline: report.headline, url: report.url ?? '', published: publishedText(report.published) ?? '', language: report.language };
}
