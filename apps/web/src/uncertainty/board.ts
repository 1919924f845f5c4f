import type { Marker } from '../api/shapes.js';

export type Column = 'origin' | 'voice' | 'conflict' | 'vague' | 'changed';

const RULES: Partial<Record<Column, readonly string[]>> = {
  origin: ['single-source', 'circular-sourcing'],
  voice: ['unattributed', 'anonymous-attribution', 'second-hand-relay', 'interested-party', 'ambiguous-scope'],
  conflict: ['contested', 'contradicted-quantity', 'contradicted-time', 'internal-inconsistency', 'headline-body-mismatch'],
  changed: ['corrected', 'retracted', 'dropped-silently', 'no-longer-attested'],
};
export const COLUMNS: { column: Column; title: string; asks: string }[] = [
  { column: 'origin', title: 'Origin', asks: 'How many independent origins?' }, { column: 'voice', title: 'Voice', asks: 'Who is speaking?' }, { column: 'conflict', title: 'Conflict', asks: 'Does anyone say otherwise?' },
  { column: 'vague', title: 'Vague', asks: 'What is left open?' }, { column: 'changed', title: 'Changed', asks: 'What was taken back?' },
];

/** Every rule a filter can name, as the codebook has them; `stale` is evaluated at read time and filters nothing. */
export const FILTER_RULES: readonly string[] = [
  ...Object.values(RULES).flat(), 'hedged-modality', 'hypothetical', 'negated', 'approximate-quantity', 'vague-time', 'vague-place', 'vague-actor', 'causal-inference', 'low-coder-certainty', 'late-report', 'undated-report',
];

export function columnOf(rule: string): Column {
  for (const [column, rules] of Object.entries(RULES)) if (rules.includes(rule)) return column as Column;
  return 'vague';
}

/** Markers of one rule on one type of subject: one card, however many they are. */
export interface Card { key: string; rule: string; subjectType: string; severity: number; markers: Marker[]; stances: number }

/** Cards of a column: conflicts and withdrawals first, then by the most that depends on one of them (or by age). */
export function cardsOf(markers: readonly Marker[], column: Column, sort: 'dependants' | 'oldest'): Card[] {
  const cards = new Map<string, Card>();
  for (const marker of markers) {
    if (columnOf(marker.rule) !== column) continue;
    const key = `${marker.rule}/${marker.subject.type}`;
    const card = cards.get(key) ?? { key, rule: marker.rule, subjectType: marker.subject.type, severity: 0, markers: [], stances: 0 };
    card.markers.push(marker);
    card.severity = Math.max(card.severity, marker.severity);
    card.stances = Math.max(card.stances, marker.dependants.stances);
    cards.set(key, card);
  }
  const weight = (marker: Marker): number => marker.dependants.stances + marker.dependants.occurrences;
  const order = sort === 'oldest' ? (a: Marker, b: Marker): number => a.opened.position - b.opened.position : (a: Marker, b: Marker): number => weight(b) - weight(a) || a.opened.position - b.opened.position;
  const list = [...cards.values()];
  for (const card of list) card.markers.sort(order);
  return sort === 'oldest'
    ? list.sort((a, b) => a.markers[0]!.opened.position - b.markers[0]!.opened.position)
    : list.sort((a, b) => b.severity - a.severity || b.stances - a.stances || b.markers.length - a.markers.length);
}
