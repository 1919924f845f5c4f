import type { Finding } from './compose.js';
import type { LineageStep } from './claims.js';
import type { ClaimRow, OccurrenceRow, Reads, RowPair } from './rows.js';
import { actorNature, direction, numberInWords, placeNature, quantityNature, timeInWords, timeNature } from './values.js';

const subjectOf = (row: OccurrenceRow): { type: string; id: string } => ({ type: 'occurrence', id: row.occurrence });
const stands = (row: OccurrenceRow | null): row is OccurrenceRow => row !== null && row.status !== 'merged';

/** What changed in one item of the timeline. A new one makes one change; its other values make none (DOMAIN §6). */
export function occurrenceFindings(pair: RowPair<OccurrenceRow>, steps: readonly LineageStep[], bySplit: ReadonlySet<string>, reads: Reads): Finding[] {
  const { before, after } = pair;
  if (!stands(after)) return [];
  const subject = subjectOf(after);
  const at = [pair.position];
  if (!stands(before)) {
    // What a split makes or gives back is told by the split.
    if (before !== null || bySplit.has(after.occurrence)) return [];
    return [{ kind: 'occurrence-opened', subject, at, after: { title: after.title, status: after.status }, sentence: `Told for the first time: ${after.title}` }];
  }
  const findings: Finding[] = [];
  if (before.status === 'attested' && after.status === 'unattested') {
    findings.push({ kind: 'occurrence-unattested', subject, at, before: { status: 'attested' }, after: { status: 'unattested' }, sentence: `Nothing that stands supports it any more: ${after.title}` });
  }
  if (before.planStatus !== after.planStatus) {
    findings.push({ kind: 'status-changed', subject, at, changeOf: 'world', before: { planStatus: before.planStatus }, after: { planStatus: after.planStatus }, sentence: `The plan was ${before.planStatus ?? 'no plan'}, now ${after.planStatus ?? 'no plan'}: ${after.title}` });
  }
  if (before.origins === 1 && after.origins >= 2) {
    findings.push({ kind: 'corroborated', subject, at, before: { origins: 1 }, after: { origins: after.origins }, sentence: `A second origin carries it: ${after.title}` });
  }
  if (before.origins >= 2 && after.origins === 1) {
    findings.push({ kind: 'corroboration-lost', subject, at, before: { origins: before.origins }, after: { origins: 1 }, sentence: `Only one origin still carries it: ${after.title}` });
  }
  const own = steps.filter((step) => (step.after ?? step.before)?.occurrence === after.occurrence);
  const retold = own.filter((step) => step.before !== null && step.after !== null && step.before.id !== step.after.id);
  if (retold.length === 0) findings.push(...shownFindings(before, after, at, reads));
  findings.push(...numberFindings(after, own, reads));
  return findings;
}

/** Time, place and actors as the item shows them, where no claim's own telling changed (that is told on the claim). */
function shownFindings(before: OccurrenceRow, after: OccurrenceRow, at: readonly number[], reads: Reads): Finding[] {
  const subject = subjectOf(after);
  const findings: Finding[] = [];
  const time = timeNature(before.happened, after.happened);
  if (time !== null && (before.happened?.edtf ?? null) !== (after.happened?.edtf ?? null)) {
    findings.push({
      kind: 'time-changed', subject, at, nature: time, changeOf: after.planStatus === null ? 'story' : 'world', before: { happened: before.happened }, after: { happened: after.happened },
      sentence: `Its time was ${timeInWords(before.happened)}, now ${timeInWords(after.happened)}: ${after.title}`,
    });
  }
  const place = placeNature(before.place, after.place);
  if (place !== null) {
    findings.push({
      kind: 'place-changed', subject, at, nature: place, before: { place: before.place }, after: { place: after.place },
      sentence: `Its place was ${before.place?.label ?? 'not told'}, now ${after.place?.label ?? 'not told'}: ${after.title}`,
    });
  }
  const actors = actorNature(before.participants, after.participants, reads.names);
  if (actors !== null) {
    findings.push({ kind: 'actor-changed', subject, at, nature: actors, before: { participants: before.participants }, after: { participants: after.participants }, sentence: `Others are said to take part: ${after.title}` });
  }
  return findings;
}

/** From one supporting claim of an occurrence to the next of the same `of` and `unit`: new numbers beside those that stood before. */
function numberFindings(after: OccurrenceRow, own: readonly LineageStep[], reads: Reads): Finding[] {
  const added = own.filter((step) => step.before === null && step.after !== null && step.after.quantity !== null && step.after.attests === 'supports');
  if (added.length === 0) return [];
  const series = (row: ClaimRow): string => `${row.quantity!.of}/${row.quantity!.unit}`;
  const newest = new Map<string, ClaimRow>();
  for (const row of reads.claimsBefore(after.occurrence)) {
    if (row.quantity !== null && row.attests === 'supports' && row.status === 'active') newest.set(series(row), row);
  }
  return added.flatMap((step): Finding[] => {
    const row = step.after!;
    const former = newest.get(series(row));
    newest.set(series(row), row);
    const nature = former === undefined ? null : quantityNature(former.quantity!, row.quantity!, false);
    if (former === undefined || nature === null) return [];
    const way = direction(former.quantity!, row.quantity!);
    return [{
      kind: 'quantity-changed', subject: subjectOf(after), at: step.path.map((pair) => pair.position), nature, changeOf: nature === 'update' ? 'world' : 'story',
      before: { quantity: former.quantity, claim: former.id }, after: { quantity: row.quantity, claim: row.id, direction: way },
      sentence: `${row.quantity!.of}: ${numberInWords(former.quantity!)} before, now ${numberInWords(row.quantity!)}${way === 'same' ? '' : ` (${way})`}.`,
    }];
  });
}
