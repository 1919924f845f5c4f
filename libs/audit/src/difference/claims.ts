import { type ChangeKind } from '#libs/codebook';
import type { StoredEvent } from '#libs/event-store';
import type { Finding } from './compose.js';
import type { ClaimRow, Names, Reads, RowPair } from './rows.js';
import { actorNature, equal, numberInWords, placeNature, quantityNature, sameChain, timeInWords, timeNature } from './values.js';

/** A lineage between two reads: its active end at each, and the claims of it that changed, oldest first. */
export interface LineageStep { before: ClaimRow | null; after: ClaimRow | null; path: readonly RowPair<ClaimRow>[] }

/** Claims are paired along their lineage (DOMAIN §6): what supersedes what, of all that changed. */
export function lineages(claims: readonly RowPair<ClaimRow>[]): LineageStep[] {
  const successorOf = new Map<string, RowPair<ClaimRow>>();
  const changed = new Set(claims.map((pair) => pair.key));
  for (const pair of claims) if (pair.after?.supersedes != null) successorOf.set(pair.after.supersedes, pair);
  const roots = claims.filter((pair) => pair.after?.supersedes == null || !changed.has(pair.after.supersedes));
  return roots.map((root) => {
    const path = [root];
    for (let next = successorOf.get(root.key); next !== undefined; next = successorOf.get(next.key)) path.push(next);
    const active = (read: 'before' | 'after'): ClaimRow | null => path.map((pair) => pair[read]).find((row) => row?.status === 'active') ?? null;
    return { before: active('before'), after: active('after'), path };
  });
}

const gone: Record<string, ChangeKind> = {
  dropped: 'claim-dropped', retracted: 'claim-retracted', withdrawn: 'withdrawn', corrected: 'claim-corrected', superseded: 'withdrawn',
};

/** The changes of one lineage; none where it was never active at either read, and none for what only moved between occurrences. */
export function claimFindings(step: LineageStep, reads: Reads): Finding[] {
  const { before, after, path } = step;
  const at = path.map((pair) => pair.position);
  const last = path[path.length - 1]!;
  const title = (row: ClaimRow): string => `“${(row.summary ?? row.excerpt ?? row.kind).replace(/\.$/, '')}”`;
  if (before === null && after === null) return [];
  if (before === null) {
    return [{ kind: 'claim-added', subject: subjectOf(after!), at, after: { kind: after!.kind, attests: after!.attests, occurrence: after!.occurrence }, sentence: `New claim: ${title(after!)}.` }];
  }
  if (after === null) {
    const status = last.after?.status ?? 'withdrawn';
    return [{ kind: gone[status] ?? 'withdrawn', subject: subjectOf(before), at, before: { status: 'active' }, after: { status }, sentence: `${title(before)} ${endings[status] ?? 'no longer counts'}.` }];
  }
  if (before.id === after.id) return emphasis(before, after, at);
  const by = new Set(reads.events.filter((event) => event.data.supersedes !== undefined && path.some((pair) => pair.key === event.data.claim)).map((event: StoredEvent) => event.type));
  const corrected = by.has('ClaimCorrected');
  const told = valueFindings(before, after, at, corrected, reads.names);
  const values = [...told, ...emphasis(before, after, at)];
  const differing = differingMembers(before, after);
  if (corrected) return [replaced('claim-corrected', before, after, at, `The outlet corrected ${title(before)}.`), ...values];
  if (by.has('ClaimRecoded')) return [replaced('recoded', before, after, at, `We coded ${title(before)} anew.`), ...values];
  // The words of a direct quotation are no coded value, yet they are never a mere matter of wording.
  if (differing.length === 0 && told.length === 0) {
    return [{ kind: 'reworded', subject: subjectOf(after), at, cosmetic: true, before: { excerpt: before.excerpt }, after: { excerpt: after.excerpt }, sentence: `Only words or place changed: ${title(after)}.` }, ...emphasis(before, after, at)];
  }
  // A coded value that has no kind of its own (a code, a stance, whom it names as a side) is still told, never passed over.
  if (values.length === 0) return [{ ...replaced('reworded', before, after, at, `Told anew with another coding: ${title(after)}.`), changeOf: 'story' }];
  return values;
}

const endings: Record<string, string> = {
  dropped: 'was left out of the new version', retracted: 'was taken back with its report', withdrawn: 'was withdrawn: our coding was wrong', corrected: 'was corrected',
};
const subjectOf = (row: ClaimRow): { type: string; id: string } => ({ type: 'claim', id: row.id });

function replaced(kind: ChangeKind, before: ClaimRow, after: ClaimRow, at: readonly number[], sentence: string): Finding {
  const members = differingMembers(before, after);
  return {
    kind, subject: subjectOf(after), at, sentence,
    before: { claim: before.id, ...pick(before, members) },
    after: { claim: after.id, ...pick(after, members) },
  };
}

/** DOMAIN §6 *coded values*: all members of ClaimInput but `ref`, `summary`, `span`, `locator` and `coderCertainty`. */
export const codedMembers = [
  'kind', 'participants', 'issue', 'happened', 'place', 'attribution', 'observed', 'factuality', 'hedges', 'quantity', 'quotation', 'planStatus',
  'stances', 'links', 'attests', 'codes',
] as const;
type CodedMember = (typeof codedMembers)[number];
const coded = (row: ClaimRow, member: CodedMember): unknown => {
  // Derived members of a read form (bounds of a time) are no coding.
  if (member !== 'happened' || row.happened === null) return row[member];
  const { edtf, aspect, relation, anchor } = row.happened;
  return { edtf, aspect, relation, anchor };
};
export const differingMembers = (before: ClaimRow, after: ClaimRow): CodedMember[] =>
  codedMembers.filter((member) => !equal(coded(before, member), coded(after, member)));
const pick = (row: ClaimRow, members: readonly CodedMember[]): Record<string, unknown> => Object.fromEntries(members.map((member) => [member, coded(row, member)]));

const strength = (row: ClaimRow): number => row.hedges.reduce((most, hedge) => Math.max(most, hedge.strength), 0);
const doubt = ['certain', 'probable', 'possible', 'unknown'];

function valueFindings(before: ClaimRow, after: ClaimRow, at: readonly number[], corrected: boolean, names: Names): Finding[] {
  const subject = subjectOf(after);
  const findings: Finding[] = [];
  const add = (kind: ChangeKind, sentence: string, was: Record<string, unknown>, is: Record<string, unknown>, nature: Finding['nature'] = null, more: Partial<Finding> = {}): void => {
    findings.push({ kind, subject, at, sentence, before: was, after: is, nature, ...more });
  };
  const hedge = Math.sign(strength(after) - strength(before)) || Math.sign(doubt.indexOf(after.factuality.certainty) - doubt.indexOf(before.factuality.certainty));
  if (hedge !== 0) {
    add(hedge > 0 ? 'hedge-strengthened' : 'hedge-weakened', hedge > 0 ? 'It is now told with more reserve.' : 'It is now told with less reserve.',
      { hedges: before.hedges, certainty: before.factuality.certainty }, { hedges: after.hedges, certainty: after.factuality.certainty });
  }
  const [was, is] = [before.factuality.polarity, after.factuality.polarity];
  if (was !== is && was !== 'unknown' && is !== 'unknown') {
    add('polarity-flipped', is === 'negative' ? 'It is now told as not so.' : 'It is now told as so.', { polarity: was }, { polarity: is });
  }
  if (before.quantity !== null && after.quantity !== null) {
    const nature = quantityNature(before.quantity, after.quantity, corrected);
    const words = `${numberInWords(before.quantity)} is now ${numberInWords(after.quantity)} (${after.quantity.of}).`;
    if (nature !== null) add('quantity-changed', words, { quantity: before.quantity }, { quantity: after.quantity }, nature, { changeOf: nature === 'update' ? 'world' : 'story' });
    if (before.quantity.kind !== after.quantity.kind && before.quantity.best === after.quantity.best) add('quantity-hedge-changed', words, { kind: before.quantity.kind }, { kind: after.quantity.kind });
  }
  if (!sameChain(before.attribution, after.attribution)) add('attribution-changed', 'It is now laid on other voices.', { attribution: before.attribution }, { attribution: after.attribution });
  const time = timeNature(before.happened, after.happened);
  if (time !== null) add('time-changed', `Its time was ${timeInWords(before.happened)}, now ${timeInWords(after.happened)}.`, { happened: before.happened }, { happened: after.happened }, time, { changeOf: after.planStatus !== null ? 'world' : 'story' });
  const place = placeNature(before.place, after.place);
  if (place !== null) add('place-changed', `Its place was ${before.place?.label ?? 'not told'}, now ${after.place?.label ?? 'not told'}.`, { place: before.place }, { place: after.place }, place);
  const actors = actorNature(before.participants, after.participants, names);
  if (actors !== null) add('actor-changed', 'It names other people.', { participants: before.participants }, { participants: after.participants }, actors);
  const direct = before.quotation === 'direct' && after.quotation === 'direct' && before.excerpt !== after.excerpt;
  if (before.quotation !== after.quotation || direct) add('quote-altered', 'It is quoted otherwise.', { quotation: before.quotation, excerpt: before.excerpt }, { quotation: after.quotation, excerpt: after.excerpt });
  const causes = (row: ClaimRow): string[] => row.links.filter((link) => link.type === 'cause').map((link) => link.target).sort();
  if (!equal(causes(before), causes(after))) add('cause-changed', 'What it is said to bring about differs.', { causes: causes(before) }, { causes: causes(after) });
  return findings;
}

/** The headline and the first two paragraphs of the body are what most readers see. */
const inFront = (row: ClaimRow): boolean | null => (row.paragraph === null ? null : row.paragraph <= 2);
function emphasis(before: ClaimRow, after: ClaimRow, at: readonly number[]): Finding[] {
  const [was, is] = [inFront(before), inFront(after)];
  if (was === null || is === null || was === is) return [];
  return [{
    kind: 'emphasis-changed', subject: subjectOf(after), at, before: { paragraph: before.paragraph }, after: { paragraph: after.paragraph },
    sentence: is ? 'It moved up to the front of the report.' : 'It moved down from the front of the report.',
  }];
}
