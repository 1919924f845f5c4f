import type { ClaimContent, Span } from '#libs/codebook';
import type { Proposed } from '../events.js';
import type { StoryFacts } from '../facts/index.js';
import { inStory } from '../propose.js';
import { References, SpanMismatch, type SpanMismatchFault } from '../refusals/index.js';
import { spanFault } from '../report-text/spans.js';
import type { NewClaim } from './claim-input.js';
import { defaultStances } from './default-stances.js';

export interface CodedClaim { id: string; replaces: string | null; content: ClaimContent; occurrence: string; opens: boolean }

/**
 * Turns the claims of a body into what the log will hold: every reference checked and `#ref` replaced by the claim's id, stances
 * filled in from the kind where they are absent (DOMAIN §4), the occurrence settled. Links, conditions and anchors may name any
 * claim of the body; `occurrence` only an earlier one.
 * Faults go into `references`; call `settle` on it before the result is used.
 */
export function codeClaims(claims: readonly NewClaim[], facts: StoryFacts, references: References): CodedClaim[] {
  const byRef = new Map<string, string>(claims.flatMap(({ id, input }) => (input.ref === undefined ? [] : [[`#${input.ref}`, id] as const])));
  const occurrences = new Map<string, string>();

  return claims.map(({ id, freshOccurrence, input, pointer, replaces }) => {
    const claim = (target: string, at: string): string => {
      if (!target.startsWith('#')) references.claim(facts, target, at);
      else if (!byRef.has(target)) references.missing('claim', target, at, () => byRef.keys(), 'names no claim of this body, so it is not');
      return byRef.get(target) ?? target;
    };
    const { ref: _ref, occurrence: wanted, ...coded } = input;

    references.registered('issue', input.issue, `${pointer}/issue`);
    input.participants.forEach(({ actor }, i) => references.registered('actor', actor, `${pointer}/participants/${i}/actor`));
    input.attribution.forEach(({ source }, i) => references.voice(source, `${pointer}/attribution/${i}/source`));
    input.stances?.forEach((stance, i) => {
      references.registered('actor', stance.holder, `${pointer}/stances/${i}/holder`);
      references.registered('issue', stance.issue, `${pointer}/stances/${i}/issue`);
    });

    const content: ClaimContent = {
      ...coded,
      happened: input.happened === null ? null : { ...input.happened, anchor: anchorOf(input.happened.anchor, `${pointer}/happened/anchor`, claim, facts, references) },
      stances: (input.stances ?? defaultStances(input)).map((stance, i) => ({
        ...stance,
        conditions: stance.conditions.map((condition, j) => claim(condition, `${pointer}/stances/${i}/conditions/${j}`)),
      })),
      links: input.links.map(({ type, target }, i) => ({ type, target: claim(target, `${pointer}/links/${i}/target`) })),
    };
    const occurrence = occurrenceOf(wanted, replaces, freshOccurrence, `${pointer}/occurrence`, occurrences, facts, references);
    if (input.ref !== undefined) occurrences.set(`#${input.ref}`, occurrence);
    return { id, replaces, content, occurrence, opens: occurrence === freshOccurrence };
  });
}

function anchorOf(
  anchor: string | null, pointer: string, claim: (target: string, at: string) => string, facts: StoryFacts, references: References,
): string | null {
  if (anchor === null || anchor === 'published') return anchor;
  if (anchor.startsWith('#') || anchor.startsWith('clm_')) return claim(anchor, pointer);
  references.occurrence(facts, anchor, pointer);
  return anchor;
}

function occurrenceOf(
  wanted: string | null, replaces: string | null, fresh: string, pointer: string, earlier: ReadonlyMap<string, string>, facts: StoryFacts, references: References,
): string {
  if (wanted === null) return (replaces === null ? null : facts.claim(replaces)?.occurrence) ?? fresh;
  if (!wanted.startsWith('#')) {
    references.occurrence(facts, wanted, pointer);
    return wanted;
  }
  const joined = earlier.get(wanted);
  if (joined === undefined) references.missing('occurrence', wanted, pointer, () => earlier.keys(), 'names no earlier claim of this body, so it is not');
  return joined ?? fresh;
}

/** OccurrenceOpened or ClaimAttached per claim, in body order (DOMAIN §3). */
export function attachments(story: string, claims: readonly CodedClaim[]): Proposed[] {
  return claims.map(({ id, content, occurrence, opens }) =>
    inStory(story, opens ? 'OccurrenceOpened' : 'ClaimAttached', { occurrence, claim: id, attests: content.attests, planStatus: content.planStatus }));
}

/** @throws SpanMismatch naming every span that does not quote `text`; without a text no span can be right */
export function checkSpans(text: string | null, spans: readonly { span: Span | null; pointer: string }[]): void {
  const faults = spans.flatMap(({ span, pointer }): SpanMismatchFault[] => {
    if (span === null) return [];
    const fault = text === null ? ({ why: 'outside', found: null } as const) : spanFault(text, span);
    return fault === null ? [] : [mismatch(span, pointer, text === null ? 'There is no text to quote from.' : sayings[fault.why], fault.found)];
  });
  if (faults.length > 0) throw new SpanMismatch(faults.slice(0, 100));
}

const sayings = {
  outside: 'The span is empty, or ends beyond the text.',
  'splits-a-character': 'The span cuts a character in two (half a surrogate pair).',
  differs: 'The text reads differently there.',
};
const mismatch = (span: Span, pointer: string, message: string, found: string | null): SpanMismatchFault =>
  ({ in: 'body', name: null, pointer, code: 'span-mismatch', message, got: span.exact, allowed: null, suggestion: null, expected: span.exact, found });
