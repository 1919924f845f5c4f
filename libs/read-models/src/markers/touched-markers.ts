import type { MarkerRule } from '#libs/codebook';
import type { StoredEvent } from '#libs/event-store';
import type { ClaimFacts, StoryFacts, StoryTouched } from '#libs/story';
import { reachedOccurrences } from '../tellings/index.js';
import { claimRules } from './claim-rules.js';
import { markerName } from './marker-id.js';
import { occurrenceRules } from './occurrence-rules.js';
import { firedOnOccurrence, firedOnReport, rulesFiredOn } from './remembered.js';
import { reportRules } from './report-rules.js';
import type { MarkedSubject, MarkedType } from './rules.js';

/** A row's key names rule and subject behind the id, so that the row can be told from its key alone. */
export const keyOf = (rule: string, { type, id }: MarkedSubject): string => markerName(rule, type, id).key;
export function subjectOf(key: string): { id: string; rule: MarkerRule; subject: MarkedSubject } {
  const [id, rule, type, subjectId] = key.split('|') as [string, MarkerRule, MarkedType, string];
  return { id, rule, subject: { type, id: subjectId } };
}

/** Claims this one links to, and claims that link to it. */
export function linkedClaims(facts: StoryFacts, claim: ClaimFacts): ClaimFacts[] {
  const ids = [...claim.content.links.map((link) => link.target), ...facts.linkedFrom.get(claim.id)];
  return ids.flatMap((id) => facts.claim(id) ?? []);
}

/** Nine of ten events of a log: they add a claim or an occurrence and end nothing, so most rules can only open by them. */
const adding = new Set(['ClaimReported', 'OccurrenceOpened', 'ClaimAttached']);
const attaching = new Set(['OccurrenceOpened', 'ClaimAttached']);

/**
 * The markers an event may open, close or change: rules that fire now, and those that may have fired before. Looking at every rule of
 * every subject would be nine rows an event, nearly all of them absent before and after, and was half of a rebuild.
 */
export function* touchedMarkers(event: StoredEvent, touched: StoryTouched, facts: StoryFacts): Iterable<string> {
  const adds = adding.has(event.type);
  const reports = new Set(touched.reports);
  const neighbours = new Set<ClaimFacts>();
  for (const id of touched.claims) {
    const claim = facts.claim(id)!;
    // A report's markers weigh its claims against one another and count what is linked to them, wherever they now belong.
    reports.add(claim.report);
    const linked = linkedClaims(facts, claim);
    for (const other of linked) neighbours.add(other);
    const subject: MarkedSubject = { type: 'claim', id };
    // What an attached claim is marked with stands since it was reported; only what is counted around it may be new.
    if (attaching.has(event.type) && linked.length === 0 && claim.attests === claim.content.attests) continue;
    for (const rule of adds ? rulesFiredOn(facts, claim) : claimRules) yield keyOf(rule, subject);
  }
  // Markers on what is linked count the occurrences they have to do with.
  const seen = new Set(touched.claims);
  const counted = new Set<string>();
  for (const claim of neighbours) {
    if (seen.has(claim.id)) continue;
    for (const rule of rulesFiredOn(facts, claim)) yield keyOf(rule, { type: 'claim', id: claim.id });
    reports.add(claim.report);
    if (claim.occurrence !== null) counted.add(claim.occurrence);
  }
  const occurrences = reachedOccurrences(event, touched, facts);
  for (const id of occurrences) yield* ofOccurrence(facts, id, adds);
  for (const id of counted) {
    if (!occurrences.has(id)) for (const rule of firedOnOccurrence(facts, facts.occurrence(id)!).keys()) yield keyOf(rule, { type: 'occurrence', id });
  }
  for (const id of reports) yield* ofReport(facts, id, event.type);
  for (const id of touched.markers) {
    const acknowledged = facts.acknowledgements.get(id)?.at(-1);
    if (acknowledged !== undefined) yield keyOf(acknowledged.rule, acknowledged.subject as MarkedSubject);
  }
}

function* ofOccurrence(facts: StoryFacts, id: string, adds: boolean): Iterable<string> {
  const subject: MarkedSubject = { type: 'occurrence', id };
  const occurrence = facts.occurrence(id)!;
  const fired = firedOnOccurrence(facts, occurrence);
  const members = occurrence.claims.length;
  for (const rule of occurrenceRules) if (fired.has(rule) || !adds || (members > 1 && closedByMore.has(rule))) yield keyOf(rule, subject);
}

/** What one more claim may close: a second origin, an admission, support where there was none, an origin outside a circle. */
const closedByMore: ReadonlySet<string> = new Set(['single-source', 'contested', 'no-longer-attested', 'circular-sourcing']);

function* ofReport(facts: StoryFacts, id: string, type: string): Iterable<string> {
  const subject: MarkedSubject = { type: 'report', id };
  const report = facts.report(id);
  if (report === undefined) return; // One that this resembles, and that is not public yet.
  const fired = firedOnReport(facts, report);
  for (const rule of reportRules) if (fired.has(rule) || mayHaveFired(rule, type, report.claims, facts)) yield keyOf(rule, subject);
}

/** Whether a rule that does not fire on a report may have fired before an event of this type. */
function mayHaveFired(rule: (typeof reportRules)[number], type: string, claims: readonly string[], facts: StoryFacts): boolean {
  switch (rule) {
    case 'retracted':
      return false;
    case 'undated-report':
      return type === 'ReportRevised' || type === 'ReportDetailsCorrected';
    case 'internal-inconsistency':
      return !adding.has(type) && type !== 'ReportFiled';
    case 'headline-body-mismatch':
      return !attaching.has(type) && claims.some((claim) => facts.claim(claim)!.content.locator?.part === 'headline' || facts.claim(claim)!.placements.length > 1);
  }
}
