import type { Change } from '../api/shapes.js';

/** The sign and the shelf of a kind of change. Conclusions that moved stand first, bookkeeping last. */
export type Shelf = 'conclusions' | 'tellings' | 'plans' | 'decisions' | 'markers';
export const SHELVES: { shelf: Shelf; title: string }[] = [
  { shelf: 'conclusions', title: 'Conclusions that moved' }, { shelf: 'tellings', title: 'What is told' }, { shelf: 'plans', title: 'Plans, times, places' }, { shelf: 'decisions', title: 'Our own decisions' }, { shelf: 'markers', title: 'Markers' },
];

const CONCLUSIONS = new Set(['contradiction-opened', 'contradiction-resolved', 'corroborated', 'corroboration-lost', 'occurrence-unattested', 'report-retracted', 'claim-retracted']);
const PLANS = new Set(['status-changed', 'time-changed', 'place-changed', 'actor-changed']);
const DECISIONS = new Set(['merged', 'split', 'recoded', 'withdrawn', 'details-corrected', 'identified', 'marker-acknowledged']);

export function shelfOf(kind: string): Shelf {
  if (kind.startsWith('stance-') || CONCLUSIONS.has(kind)) return 'conclusions';
  if (kind === 'marker-opened' || kind === 'marker-closed') return 'markers';
  if (PLANS.has(kind)) return 'plans';
  return DECISIONS.has(kind) ? 'decisions' : 'tellings';
}

export function signOf(kind: string): string {
  if (kind.startsWith('contradiction')) return '!';
  if (kind.startsWith('marker')) return '⚠';
  if (kind.startsWith('stance')) return '↕';
  if (/-(filed|opened|added)$/.test(kind) || kind === 'corroborated') return '+';
  if (/-(dropped|retracted|unattested|withdrawn|lost|closed)$/.test(kind) || kind === 'withdrawn') return '−';
  return '~';
}

/** The one line above a comparison: "+1 report +1 claim ! 1 contradiction ⚠ +4 −0". */
export function summaryWords(summary: Readonly<Record<string, number>>): string[] {
  const words: string[] = [];
  const say = (kind: string, text: (count: number) => string): void => { const count = summary[kind]; if (count !== undefined && count > 0) words.push(text(count)); };
  const noun = (one: string) => (count: number): string => `${count} ${one}${count === 1 ? '' : 's'}`;
  for (const kind of ['stance-flipped', 'stance-shift-reported', 'stance-hardened', 'stance-softened', 'stance-withdrawn', 'stance-opened']) say(kind, (count) => `↕ ${count} stance${count === 1 ? '' : 's'} ${kind.slice(7).replaceAll('-', ' ')}`);
  say('contradiction-opened', (count) => `! ${noun('contradiction')(count)}`);
  say('contradiction-resolved', (count) => `${noun('contradiction')(count)} resolved`);
  for (const [kind, one] of [['report-filed', 'report'], ['occurrence-opened', 'occurrence'], ['claim-added', 'claim']] as const) say(kind, (count) => `+${noun(one)(count)}`);
  for (const [kind, one] of [['report-retracted', 'report'], ['occurrence-unattested', 'occurrence'], ['claim-dropped', 'claim'], ['claim-retracted', 'claim']] as const) say(kind, (count) => `−${noun(one)(count)}`);
  const [opened, closed] = [summary['marker-opened'] ?? 0, summary['marker-closed'] ?? 0];
  const said = /^(stance-|contradiction-|report-filed|occurrence-|claim-(added|dropped|retracted)|marker-(opened|closed)|report-retracted)/;
  const rest = Object.entries(summary).filter(([kind]) => !said.test(kind)).reduce((sum, [, count]) => sum + count, 0);
  if (rest > 0) words.push(`~${rest} other change${rest === 1 ? '' : 's'}`);
  if (opened + closed > 0) words.push(`⚠ +${opened} −${closed}`);
  return words;
}

/** The rule of a marker that opened, closed or was acknowledged. */
export const ruleOf = (change: Change): string | null => ((change.after?.rule ?? change.before?.rule) as string | undefined) ?? null;

/** Changes by shelf, then by position; on the shelf of markers those of one rule stand together. */
export function shelve(changes: readonly Change[]): Map<Shelf, Change[][]> {
  const shelves = new Map<Shelf, Change[][]>();
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const shelf = shelfOf(change.kind);
    const list = shelves.get(shelf) ?? [];
    shelves.set(shelf, list);
    const key = shelf === 'markers' ? `${change.kind}${ruleOf(change) ?? change.sentence}` : '';
    const group = key === '' ? undefined : groups.get(key);
    if (group !== undefined) { group.push(change); continue; }
    const fresh = [change];
    if (key !== '') groups.set(key, fresh);
    list.push(fresh);
  }
  return shelves;
}
