import type { Happened, Hop, Participant, Place, Quantity, StanceEntry } from '../api/shapes.js';
import { actorName, hopName, issueTitle } from './names.js';
import { plain, whenWords, whoOnWhom } from './words.js';

const STANCE: Record<string, string> = { 3: 'champions', 2: 'supports', 1: 'leans for', 0: 'is neutral on', '-1': 'doubts', '-2': 'opposes', '-3': 'rejects' };

/** A coded value in words. Every member of a claim has one; what is unknown stays visible as a raw value, never hidden. */
export function valueWords(field: string, value: unknown): string {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return 'not said';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  switch (field) {
    case 'participants': return participantsWords(value as Participant[]);
    case 'issue': return issueTitle(value as string);
    case 'happened': return happenedWords(value as Happened);
    case 'place': return `${(value as Place).label} (${(value as Place).precision})`;
    case 'attribution': return (value as Hop[]).map((hop) => `${hopName(hop)} (${plain(hop.namedness)}${hop.side === 'unknown' ? '' : `, ${hop.side}`}${hop.scopeUnclear ? ', scope unclear' : ''})`).join(', quoting ');
    case 'factuality': { const { certainty, polarity } = value as { certainty: string; polarity: string }; return `${certainty}, ${polarity}`; }
    case 'hedges': return (value as { cue: string; class: string; strength: number }[]).map((hedge) => `“${hedge.cue}” (${hedge.class}, ${hedge.strength})`).join(', ');
    case 'quantity': return quantityWords(value as Quantity);
    case 'stances': return (value as StanceEntry[]).map((entry) => `${actorName(entry.holder).text} ${STANCE[entry.value] ?? entry.value} ${issueTitle(entry.issue)}${entry.conditions.length > 0 ? ', on conditions' : ''}`).join('; ');
    case 'kind': case 'planStatus': case 'attests': case 'status': case 'word': case 'basis': case 'voice': return plain(String(value));
    case 'excerpt': return `“${String(value)}”`;
    default: return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

export function participantsWords(participants: readonly Participant[]): string {
  const name = (each: Participant): string => (each.actor === null ? (each.label ?? 'someone') : actorName(each.actor).text);
  const { from, to, mutual, others } = whoOnWhom(participants);
  const list = (all: Participant[]): string => all.map(name).join(', ');
  if (mutual) return from.map(name).join(' × ');
  return `${from.length > 0 ? list(from) : to.length > 0 ? 'someone unnamed' : `on ${list(others)}`}${to.length > 0 ? ` → ${list(to)}` : ''}`;
}

function happenedWords(value: Happened): string {
  const parts = [whenWords({ ...value, min: value.min ?? null, max: value.max ?? null })];
  if (value.aspect !== 'instant') parts.push(value.aspect);
  if (value.relation !== null) parts.push(`${value.relation} ${value.anchor === 'published' ? 'the publication' : (value.anchor ?? '')}`);
  return parts.join(', ');
}

export function quantityWords(quantity: Quantity): string {
  const number = (each: number): string => each.toLocaleString('en');
  const { best, low, high, kind, unit, of } = quantity;
  const amount = best !== null ? number(best) : low !== null && high !== null ? `${number(low)} to ${number(high)}` : low !== null ? `at least ${number(low)}` : high !== null ? `at most ${number(high)}` : 'some';
  const how = { exact: '', range: '', approximate: 'about ', estimate: 'an estimated ' }[kind] ?? `${plain(kind)} `;
  return `${how}${amount} ${best === 1 || /[^a-z]|s$/.test(unit) ? unit : unit === 'person' ? 'people' : `${unit}s`} (${plain(of)})`;
}
