import { markerRow, type MarkerRule, type Span } from '#libs/codebook';
import type { StoredEvent } from '#libs/event-store';
import type { Projection } from '#libs/projections';
import { cellKey, recorded, type ClaimFacts, type Recorded, type StoryFacts, type StoryTouched } from '#libs/story';
import { claimRules, rulesOfContent } from './claim-rules.js';
import { markerId } from './marker-id.js';
import { occurrenceRules } from './occurrence-rules.js';
import { reportRules } from './report-rules.js';
import { claimTitle, titleOf } from '../tellings/index.js';
import { firedOn, type MarkedSubject, type MarkedType } from './rules.js';

export interface MarkerEvidence { claim: string | null; report: string; version: number; span: Span | null }
/** A marker of API §7.3. It stays as a row when it closes, so that closed ones can be listed. */
export interface Marker {
  id: string;
  rule: MarkerRule;
  ruleVersion: number;
  scope: MarkedType;
  severity: 1 | 2 | 3;
  subject: MarkedSubject;
  title: string | null;
  says: string;
  closesIf: string;
  evidence: MarkerEvidence[];
  dependants: { stances: number; occurrences: number };
  opened: Recorded;
  closed: Recorded | null;
  acknowledgement: { note: string; recorded: Recorded } | null;
}

/** A row's key names rule and subject behind the id, so that the row can be told from its key alone. */
const keyOf = (rule: string, subject: MarkedSubject): string => `${markerId(rule, subject.type, subject.id)}|${rule}|${subject.type}|${subject.id}`;
export function subjectOf(key: string): { id: string; rule: MarkerRule; subject: MarkedSubject } {
  const [id, rule, type, subjectId] = key.split('|') as [string, MarkerRule, MarkedType, string];
  return { id, rule, subject: { type, id: subjectId } };
}

export const markers: Projection<StoryFacts, StoryTouched, Marker> = {
  name: 'markers',
  version: 1,
  handles: 'all',
  foundByKey: true,
  keys: (event, touched, facts) => touchedMarkers(event, touched, facts),
  evolve(key, facts, event) {
    const { id, rule, subject } = subjectOf(key);
    const claims = firedOn(facts, subject).get(rule);
    if (claims === undefined) return null;
    const row = markerRow(rule);
    const acknowledged = facts.acknowledgements.get(id)?.at(-1) ?? null;
    return {
      id, rule, ruleVersion: row.ruleVersion, scope: subject.type, severity: row.severity, subject, title: titleOfSubject(facts, subject),
      says: row.says, closesIf: row.closesIf,
      evidence: claims.length > 0 || subject.type !== 'report' ? claims.map((claim) => evidenceOf(facts, claim)) : [reportEvidence(facts, subject.id)],
      dependants: dependantsOf(facts, subject),
      opened: recorded(event), closed: null,
      acknowledgement: acknowledged && { note: acknowledged.note, recorded: acknowledged.recorded },
    };
  },
  /** A marker stays open since it opened, closes when its rule no longer fires, and keeps an acknowledgement until its evidence changes. */
  carry(former, next, event) {
    if (next === null) return former === null || former.closed !== null ? former : { ...former, closed: recorded(event), acknowledgement: null };
    if (former === null || former.closed !== null) return { ...next, acknowledgement: null };
    const kept = event.type === 'MarkerAcknowledged' || JSON.stringify(former.evidence) === JSON.stringify(next.evidence);
    const acknowledgement = event.type === 'MarkerAcknowledged' ? next.acknowledgement : former.acknowledgement;
    return { ...next, opened: former.opened, acknowledgement: kept ? acknowledgement : null };
  },
  facets: ({ id, rule, scope, severity, subject, dependants, opened, closed, acknowledgement }) => ({
    id, rule, scope, severity, subject: `${subject.type}:${subject.id}`, dependants: dependants.stances + dependants.occurrences,
    opened: opened.position, status: closed !== null ? 'closed' : acknowledgement !== null ? 'acknowledged' : 'open',
  }),
};

/**
 * A claim carries only rules its content can fire, and those of its ending; all others are left out, or a filing would look at
 * sixteen absent rows per claim. Where registers or report details changed, the content itself reads differently: all are looked at.
 */
function* touchedMarkers(event: StoredEvent, touched: StoryTouched, facts: StoryFacts): Iterable<string> {
  const rereads = touched.story && event.type !== 'ReportFiled' && event.type !== 'StoryOpened';
  const anyRule = rereads || event.type === 'ReportDetailsCorrected';
  const neighbours = new Set<string>();
  // A report's markers weigh its claims against one another and count what is linked to them, wherever they now belong.
  const reports = new Set(touched.reports);
  for (const id of touched.claims) {
    const claim = facts.claim(id)!;
    reports.add(claim.report);
    const subject: MarkedSubject = { type: 'claim', id };
    for (const rule of anyRule ? claimRules : [...rulesOfContent(facts, claim), ...rulesOfEnding(facts, claim)]) yield keyOf(rule, subject);
    for (const other of linkedClaims(facts, claim)) neighbours.add(other.id);
  }
  // The counts of dependants of what is linked, and of what shares a cell, follow the claims that were touched.
  for (const id of neighbours) {
    if (touched.claims.includes(id)) continue;
    const claim = facts.claim(id)!;
    for (const rule of firedOn(facts, { type: 'claim', id }).keys()) yield keyOf(rule, { type: 'claim', id });
    reports.add(claim.report);
    if (claim.occurrence !== null && !touched.occurrences.includes(claim.occurrence)) {
      for (const rule of firedOn(facts, { type: 'occurrence', id: claim.occurrence }).keys()) yield keyOf(rule, { type: 'occurrence', id: claim.occurrence });
    }
  }
  const occurrences = new Set(touched.occurrences);
  for (const report of touched.reports) for (const claim of reachedByReport(event, touched, facts, report)) if (claim.occurrence !== null) occurrences.add(claim.occurrence);
  for (const id of occurrences) for (const rule of occurrenceRules) yield keyOf(rule, { type: 'occurrence', id });
  for (const id of reports) for (const rule of reportRules) yield keyOf(rule, { type: 'report', id });
  for (const id of touched.markers) {
    const acknowledged = facts.acknowledgements.get(id)?.at(-1);
    if (acknowledged !== undefined) yield keyOf(acknowledged.rule, acknowledged.subject as MarkedSubject);
  }
}

/** A report told to resemble another, or revised, may join the origins of every occurrence it speaks of. */
function reachedByReport(event: StoredEvent, touched: StoryTouched, facts: StoryFacts, report: string): ClaimFacts[] {
  const whole = event.type === 'ReportFiled' || event.type === 'ReportRevised' || event.type === 'ReportDetailsCorrected' || touched.story;
  return whole ? facts.claimsOf(report) : [];
}

function rulesOfEnding(facts: StoryFacts, claim: ClaimFacts): string[] {
  const status = facts.statusOf(claim);
  return status === 'active' ? (facts.report(claim.report)!.status === 'standing' ? [] : ['retracted']) : [...firedOn(facts, { type: 'claim', id: claim.id }).keys()];
}

function linkedClaims(facts: StoryFacts, claim: ClaimFacts): ClaimFacts[] {
  const ids = [...claim.content.links.map((link) => link.target), ...facts.linkedFrom.get(claim.id)];
  return ids.flatMap((id) => facts.claim(id) ?? []);
}

const evidenceOf = (facts: StoryFacts, claim: ClaimFacts): MarkerEvidence => {
  const { version, span } = facts.placementOf(claim);
  return { claim: claim.id, report: claim.report, version, span };
};

const reportEvidence = (facts: StoryFacts, report: string): MarkerEvidence =>
  ({ claim: null, report, version: facts.report(report)!.versions.length, span: null });

function titleOfSubject(facts: StoryFacts, subject: MarkedSubject): string | null {
  switch (subject.type) {
    case 'report':
      return facts.report(subject.id)!.versions.at(-1)!.headline;
    case 'claim':
      return claimTitle(facts.registers, facts.claim(subject.id)!);
    case 'occurrence':
      return titleOf(facts, subject.id);
  }
}

/** Stance cells that rest on the subject's supporting claims, and other occurrences that its claims link to or are linked from. */
function dependantsOf(facts: StoryFacts, subject: MarkedSubject): { stances: number; occurrences: number } {
  const claims = subject.type === 'claim' ? [facts.claim(subject.id)!] : subject.type === 'report' ? facts.claimsOf(subject.id) : facts.membersOf(subject.id);
  const own = new Set(subject.type === 'occurrence' ? [subject.id] : claims.map((claim) => claim.occurrence));
  const { registers } = facts;
  const cells = new Set<string>();
  const occurrences = new Set<string>();
  for (const claim of claims) {
    if (facts.isSupporting(claim)) {
      for (const { holder, issue } of claim.content.stances) cells.add(cellKey(registers.canonical('actor', holder), registers.canonical('issue', issue)));
    }
    for (const other of linkedClaims(facts, claim)) if (other.occurrence !== null && !own.has(other.occurrence)) occurrences.add(other.occurrence);
  }
  return { stances: cells.size, occurrences: occurrences.size };
}
