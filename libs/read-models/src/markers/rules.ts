import { markerRow, type MarkerRule } from '#libs/codebook';
import type { ClaimFacts, StoryFacts } from '#libs/story';
import { markerName } from './marker-id.js';
import { firedOnOccurrence, firedOnReport, rulesFiredOn } from './remembered.js';

export type MarkedType = 'claim' | 'occurrence' | 'report';
export interface MarkedSubject { type: MarkedType; id: string }
/** MarkerRef of API §5. */
export interface MarkerRef { id: string; rule: MarkerRule; severity: 1 | 2 | 3 }

/** The claims concerned by each rule that fires on the subject, as the facts stand. */
export function firedOn(facts: StoryFacts, subject: MarkedSubject): ReadonlyMap<string, ClaimFacts[]> {
  switch (subject.type) {
    case 'claim': {
      const claim = facts.claim(subject.id);
      return claim === undefined ? new Map() : new Map(rulesFiredOn(facts, claim).map((rule) => [rule, [claim]]));
    }
    case 'occurrence': {
      const occurrence = facts.occurrence(subject.id);
      return occurrence === undefined ? new Map() : firedOnOccurrence(facts, occurrence);
    }
    case 'report': {
      const report = facts.report(subject.id);
      return report === undefined ? new Map() : firedOnReport(facts, report);
    }
  }
}

/** The claims concerned by one rule on the subject; null where it does not fire. */
export function concernedBy(facts: StoryFacts, rule: string, subject: MarkedSubject): readonly ClaimFacts[] | null {
  if (subject.type !== 'claim') return firedOn(facts, subject).get(rule) ?? null;
  const claim = facts.claim(subject.id);
  return claim !== undefined && rulesFiredOn(facts, claim).includes(rule) ? [claim] : null;
}

/** The markers open on a subject, worst first, then by rule. */
export function openMarkersOn(facts: StoryFacts, subject: MarkedSubject): MarkerRef[] {
  return [...firedOn(facts, subject).keys()]
    .map((rule) => ({ id: markerName(rule, subject.type, subject.id).id, rule: rule as MarkerRule, severity: markerRow(rule as MarkerRule).severity }))
    .sort((a, b) => b.severity - a.severity || (a.rule < b.rule ? -1 : 1));
}

/** `markers` of a TimelineItem: how many, the worst severity (null without any), and how many of each rule. */
export interface MarkerSummary { count: number; worst: number | null; rules: Record<string, number> }

/** The markers on these occurrences and on these claims, counted; each is given once. */
export function markerSummary(facts: StoryFacts, occurrences: Iterable<string>, claims: Iterable<string>): MarkerSummary {
  const counts = new Map<string, number>();
  let count = 0;
  const add = (rules: Iterable<string>): void => {
    for (const rule of rules) {
      counts.set(rule, (counts.get(rule) ?? 0) + 1);
      count++;
    }
  };
  for (const id of occurrences) add(firedOn(facts, { type: 'occurrence', id }).keys());
  for (const id of claims) {
    const claim = facts.claim(id);
    if (claim !== undefined) add(rulesFiredOn(facts, claim));
  }
  const rules = [...counts.keys()].sort();
  return {
    count,
    worst: count === 0 ? null : Math.max(...rules.map((rule) => markerRow(rule as MarkerRule).severity)),
    rules: Object.fromEntries(rules.map((rule) => [rule, counts.get(rule)!])),
  };
}
