/** The eight marks of the legend. Shape and line carry the meaning; colour only adds to it. */
export type Shape = 'press' | 'object' | 'warn' | 'meet' | 'cancel' | 'propose' | 'coerce' | 'say';

const KINDS: Record<Shape, readonly string[]> = {
  press: ['pressure', 'demand', 'appeal', 'condition', 'ultimatum', 'threat'],
  object: ['objection', 'criticism', 'anger', 'accusation', 'investigation', 'rejection', 'refusal-to-meet', 'denial'],
  warn: ['warning', 'assessment'],
  meet: ['planned-meeting', 'meeting', 'talks', 'visit', 'call', 'mediation', 'outreach'],
  cancel: ['cancelled-meeting', 'suspended-talks', 'postponed-meeting'],
  propose: ['proposal', 'endorsement', 'recognition', 'signed-deal', 'reassurance', 'concession', 'release', 'withdrawal', 'ceasefire', 'aid', 'cooperation'],
  coerce: ['sanction', 'mobilisation', 'coercion', 'violence', 'protest'],
  say: ['statement', 'no-comment', 'vote', 'state', 'quantity'],
};

export const SHAPES = Object.keys(KINDS) as Shape[];
const BY_KIND = new Map(SHAPES.flatMap((shape) => KINDS[shape].map((kind) => [kind, shape] as const)));

/** The mark of a kind. A plan that was called off is a cancelled meeting, whatever its first claim said. */
export function shapeOf(kind: string, planStatus: string | null = null): Shape {
  const shape = BY_KIND.get(kind) ?? 'say';
  return shape === 'meet' && (planStatus === 'cancelled' || planStatus === 'postponed' || planStatus === 'lapsed') ? 'cancel' : shape;
}

export const LEGEND: Record<Shape, { sign: string; words: string }> = {
  press: { sign: '▲', words: 'pressure, demand, appeal, condition, ultimatum, threat' },
  object: { sign: '◆', words: 'objection, criticism, accusation, rejection, refusal, denial' },
  warn: { sign: '◇', words: 'warning, assessment' },
  meet: { sign: '○', words: 'meetings planned and held, talks, visit, call, mediation, outreach' },
  cancel: { sign: '✕', words: 'meeting cancelled or postponed, talks suspended' },
  propose: { sign: '■', words: 'proposal, endorsement, deal, reassurance, concession, withdrawal, aid' },
  coerce: { sign: '▼', words: 'sanction, mobilisation, coercion, violence, protest' },
  say: { sign: '•', words: 'statement, no comment, vote, state, quantity' },
};

/** Lines by voice: solid where the outlet or a named person speaks, dashed unnamed, dotted relayed. Lengths in CSS pixels. */
export const DASHES: Record<'solid' | 'dashed' | 'dotted', number[]> = { solid: [], dashed: [5, 3], dotted: [1.5, 2.5] };

export function lineOf(voice: string | null): 'solid' | 'dashed' | 'dotted' {
  return voice === 'relayed' ? 'dotted' : voice === 'unnamed' ? 'dashed' : 'solid';
}

/** The outline of a mark centred on 0,0 with radius r, as a path that canvas and SVG both read. */
export function pathOf(shape: Shape, r: number): string {
  const s = r * 0.86;
  switch (shape) {
    case 'press': return `M0 ${-r}L${r} ${s}L${-r} ${s}Z`;
    case 'coerce': return `M0 ${r}L${r} ${-s}L${-r} ${-s}Z`;
    case 'object':
    case 'warn': return `M0 ${-r * 1.1}L${r * 1.1} 0L0 ${r * 1.1}L${-r * 1.1} 0Z`;
    case 'propose': return `M${-s} ${-s}H${s}V${s}H${-s}Z`;
    case 'cancel': return `M${-s} ${-s}L${s} ${s}M${s} ${-s}L${-s} ${s}`;
    case 'meet': return `M${r} 0A${r} ${r} 0 1 1 ${-r} 0A${r} ${r} 0 1 1 ${r} 0Z`;
    case 'say': return `M${r * 0.6} 0A${r * 0.6} ${r * 0.6} 0 1 1 ${-r * 0.6} 0A${r * 0.6} ${r * 0.6} 0 1 1 ${r * 0.6} 0Z`;
  }
}

/** Whether a mark is filled (a deed or a word that pushes) or open. */
export const FILLED: Record<Shape, boolean> = { press: true, object: true, warn: false, meet: false, cancel: false, propose: true, coerce: true, say: true };
