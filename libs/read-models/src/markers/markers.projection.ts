import { markerRow, type MarkerRule, type Span } from '#libs/codebook';
import type { Projection } from '#libs/projections';
import { cellKey, recorded, type ClaimFacts, type Recorded, type StoryFacts, type StoryTouched } from '#libs/story';
import { claimTitle, titleOf } from '../tellings/index.js';
import { concernedBy, type MarkedSubject, type MarkedType } from './rules.js';
import { linkedClaims, subjectOf, touchedMarkers } from './touched-markers.js';

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

export const markers: Projection<StoryFacts, StoryTouched, Marker> = {
  name: 'markers',
  version: 1,
  handles: 'all',
  foundByKey: true,
  keys: (event, touched, facts) => touchedMarkers(event, touched, facts),
  evolve(key, facts, event) {
    const { id, rule, subject } = subjectOf(key);
    const claims = concernedBy(facts, rule, subject);
    if (claims === null) return null;
    const row = markerRow(rule);
    return {
      id, rule, ruleVersion: row.ruleVersion, scope: subject.type, severity: row.severity, subject, title: titleOfSubject(facts, subject),
      says: row.says, closesIf: row.closesIf,
      evidence: claims.length > 0 || subject.type !== 'report' ? claims.map((claim) => evidenceOf(facts, claim)) : [reportEvidence(facts, subject.id)],
      dependants: dependantsOf(facts, subject),
      opened: recorded(event), closed: null,
      acknowledgement: acknowledgementOf(facts, id),
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

/** What changes are told by: whether a marker is open, without its evidence and what rests on it. */
export type MarkerTelling = Pick<Marker, 'id' | 'rule' | 'subject' | 'title' | 'closed' | 'acknowledgement'>;
export function markerTelling(key: string, facts: StoryFacts): MarkerTelling | null {
  const { id, rule, subject } = subjectOf(key);
  if (concernedBy(facts, rule, subject) === null) return null;
  return { id, rule, subject, title: titleOfSubject(facts, subject), closed: null, acknowledgement: acknowledgementOf(facts, id) };
}

function acknowledgementOf(facts: StoryFacts, id: string): Marker['acknowledgement'] {
  const last = facts.acknowledgements.get(id)?.at(-1);
  return last === undefined ? null : { note: last.note, recorded: last.recorded };
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
