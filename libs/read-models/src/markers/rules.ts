import { markerRow, type MarkerRule } from '#libs/codebook';
import type { ClaimFacts, StoryFacts } from '#libs/story';
import { rulesOnClaim } from './claim-rules.js';
import { markerId } from './marker-id.js';
import { rulesOnOccurrence } from './occurrence-rules.js';
import { rulesOnReport } from './report-rules.js';

export type MarkedType = 'claim' | 'occurrence' | 'report';
export interface MarkedSubject { type: MarkedType; id: string }
/** MarkerRef of API §5. */
export interface MarkerRef { id: string; rule: MarkerRule; severity: 1 | 2 | 3 }

/** The claims concerned by each rule that fires on the subject, as the facts stand. */
export function firedOn(facts: StoryFacts, subject: MarkedSubject): Map<string, ClaimFacts[]> {
  switch (subject.type) {
    case 'claim': {
      const claim = facts.claim(subject.id);
      return claim === undefined ? new Map() : new Map(rulesOnClaim(facts, claim).map((rule) => [rule, [claim]]));
    }
    case 'occurrence': {
      const occurrence = facts.occurrence(subject.id);
      return occurrence === undefined ? new Map() : rulesOnOccurrence(facts, occurrence);
    }
    case 'report': {
      const report = facts.report(subject.id);
      return report === undefined ? new Map() : rulesOnReport(facts, report);
    }
  }
}

/** The markers open on a subject, worst first, then by rule. */
export function openMarkersOn(facts: StoryFacts, subject: MarkedSubject): MarkerRef[] {
  return [...firedOn(facts, subject).keys()]
    .map((rule) => ({ id: markerId(rule, subject.type, subject.id), rule: rule as MarkerRule, severity: markerRow(rule as MarkerRule).severity }))
    .sort((a, b) => b.severity - a.severity || (a.rule < b.rule ? -1 : 1));
}

/** The markers on an occurrence and its claims, as its item counts them (API §7.1). */
export function markersAround(facts: StoryFacts, occurrence: string): MarkerRef[] {
  const members = facts.occurrence(occurrence)?.claims ?? [];
  return [
    ...openMarkersOn(facts, { type: 'occurrence', id: occurrence }),
    ...members.flatMap((id) => openMarkersOn(facts, { type: 'claim', id })),
  ];
}

/** `markers` of a TimelineItem: how many, the worst severity (null without any), and how many of each rule. */
export function markerSummary(markers: readonly MarkerRef[]): { count: number; worst: number | null; rules: Record<string, number> } {
  const rules: Record<string, number> = {};
  for (const rule of markers.map((marker) => marker.rule).sort()) rules[rule] = (rules[rule] ?? 0) + 1;
  return { count: markers.length, worst: markers.length === 0 ? null : Math.max(...markers.map((marker) => marker.severity)), rules };
}
