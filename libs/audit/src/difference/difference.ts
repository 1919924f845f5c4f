import { changeKinds, type ChangeKind } from '#libs/codebook';
import type { StoredEvent } from '#libs/event-store';
import { movementBetween, type CellTelling } from '#libs/read-models';
import type { Change } from '#libs/story';
import { Causes } from './causes.js';
import { claimFindings, lineages, type LineageStep } from './claims.js';
import { composeChange, type Finding } from './compose.js';
import { occurrenceFindings } from './occurrences.js';
import type { MarkerRow, Reads, RowPair } from './rows.js';

/**
 * The net difference between two reads of a story (DOMAIN §6): one function for the effects of a write, the list of changes, compare,
 * history and replay. Ordered by position, then by the catalogue, then by subject, so that equal reads give equal bytes.
 */
export function difference(reads: Reads): Change[] {
  const causes = new Causes(reads.events);
  const steps = lineages(reads.claims);
  const bySplit = new Set(reads.events.filter((event) => event.type === 'OccurrenceSplit').map((event) => event.data.into as string));
  const findings = [
    ...reportFindings(reads),
    ...reads.occurrences.flatMap((pair) => occurrenceFindings(pair, steps, bySplit, reads)),
    ...steps.flatMap((step) => claimFindings(step, reads)),
    ...causeFindings(steps, reads),
    ...reads.stances.flatMap((pair) => stanceFindings(pair, causes, reads)),
    ...contradictionFindings(reads.markers, stoodBefore(reads)),
    ...reads.markers.flatMap(markerFindings),
    ...reads.events.flatMap(decisionFindings),
  ];
  return findings.map((finding) => composeChange(finding, causes)).sort(inOrder);
}

/** An occurrence that did not change stood before; of those that did, those with a row at the first read. */
function stoodBefore({ occurrences }: Reads): (occurrence: string) => boolean {
  const fresh = new Set(occurrences.filter((pair) => pair.before === null).map((pair) => pair.key));
  return (occurrence) => !fresh.has(occurrence);
}

const orderOf = new Map<string, number>(changeKinds.map((kind, index) => [kind, index]));
function inOrder(a: Change, b: Change): number {
  return (a.position! - b.position!) || (orderOf.get(a.kind)! - orderOf.get(b.kind)!) || (placeOf(a) < placeOf(b) ? -1 : placeOf(a) > placeOf(b) ? 1 : 0);
}

/** A marker's id is a hash, so markers stand in the order of what they mark: a dry run and the write after it list them alike. */
function placeOf({ subject, before, after }: Change): string {
  const marked = (after ?? before) as { rule?: string; subject?: { id: string } } | null;
  return subject.type === 'marker' && marked?.subject !== undefined ? `${marked.subject.id} ${marked.rule}` : subject.id;
}

function reportFindings({ reports, events }: Reads): Finding[] {
  const isNew = new Set(reports.filter((pair) => pair.before === null).map((pair) => pair.key));
  const ofEvent = (event: StoredEvent): Finding[] => {
    const subject = { type: 'report', id: event.data.report as string };
    const at = [event.position];
    switch (event.type) {
      case 'ReportFiled':
        return [{ kind: 'report-filed', subject, at, after: { headline: event.data.headline, outlet: event.data.outlet }, sentence: `Report filed: ${event.data.headline}` }];
      case 'ReportRevised':
        // A report that is new since the first read appears once, as filed.
        return isNew.has(subject.id) ? [] : [{ kind: 'report-revised', subject, at, after: { version: event.data.version, headline: event.data.headline }, sentence: `The outlet put out version ${event.data.version}: ${event.data.headline}` }];
      case 'ReportRetracted':
        return [{ kind: 'report-retracted', subject, at, after: { by: event.data.by, reason: event.data.reason }, sentence: event.data.by === 'outlet' ? 'The outlet took the report back.' : 'An editor took the report back.' }];
      default:
        return [];
    }
  };
  const headlines = reports.flatMap(({ before, after, position }): Finding[] =>
    before !== null && after !== null && before.headline !== after.headline
      ? [{ kind: 'headline-changed', subject: { type: 'report', id: after.id }, at: [position], before: { headline: before.headline }, after: { headline: after.headline }, sentence: `The headline is now: ${after.headline}` }]
      : []);
  return [...events.flatMap(ofEvent), ...headlines];
}

/** A cause told, or no longer told, of something that stood before. A claim's own links are among its own values. */
function causeFindings(steps: readonly LineageStep[], { events }: Reads): Finding[] {
  const fresh = new Set(steps.filter((step) => step.before === null).flatMap((step) => step.path.map((pair) => pair.key)));
  return steps.flatMap((step): Finding[] => {
    const [row, added] = step.before === null ? [step.after, true] : step.after === null ? [step.before, false] : [null, false];
    if (row === null || events.length === 0) return [];
    return row.links.filter((link) => link.type === 'cause' && !fresh.has(link.target)).map((link) => ({
      kind: 'cause-changed' as ChangeKind, subject: { type: 'claim', id: link.target }, at: step.path.map((pair) => pair.position),
      before: added ? null : { cause: row.id }, after: added ? { cause: row.id } : null,
      sentence: added ? 'A cause is now told for it.' : 'A cause told for it is gone.',
    }));
  });
}

const stanceKinds: Record<string, ChangeKind> = {
  opened: 'stance-opened', hardened: 'stance-hardened', softened: 'stance-softened', flipped: 'stance-flipped', 'shift-reported': 'stance-shift-reported', withdrawn: 'stance-withdrawn',
};
/** An editor's word is a step of its own in the ledger; the change it makes is named by the values (DOMAIN §5.2). */
function kindByValues(before: CellTelling | null, after: CellTelling | null): ChangeKind | undefined {
  const [was, is] = [before?.value ?? 0, after?.value ?? 0];
  if (was * is < 0) return 'stance-flipped';
  if (Math.abs(is) !== Math.abs(was)) return Math.abs(is) > Math.abs(was) ? 'stance-hardened' : 'stance-softened';
  if (before?.conditional === after?.conditional) return undefined;
  return after?.conditional === true ? 'stance-softened' : 'stance-hardened';
}

function stanceFindings({ before, after, position }: RowPair<CellTelling>, causes: Causes, { names }: Reads): Finding[] {
  const cell = after ?? before;
  const step = movementBetween(before, after, causes.isEditorial(position));
  const kind = step === null ? undefined : step.movement === 'overridden' || step.movement === 'lifted' ? kindByValues(before, after) : stanceKinds[step.movement];
  if (cell === null || step === null || kind === undefined) return [];
  const shown = (one: CellTelling | null): Record<string, unknown> | null =>
    one === null || one.value === null ? null : { value: one.value, basis: one.basis, conditional: one.conditional, settled: one.settled };
  const words = (one: CellTelling | null): string => (one === null || one.value === null ? 'no reported position' : `${one.word ?? one.value}${one.conditional ? ' on conditions' : ''}`);
  return [{
    kind, subject: { type: 'stance', id: `${cell.holder}/${cell.issue}` }, at: [position], changeOf: step.changeOf, before: shown(before), after: shown(after),
    sentence: `${names.actor(cell.holder)} on ${names.issue(cell.issue)}: ${words(before)}, now ${words(after)}.`,
  }];
}

const contradictions = new Set(['contested', 'contradicted-quantity', 'contradicted-time']);
const isOpen = (row: MarkerRow | null): row is MarkerRow => row !== null && row.closed === null;
/** A marker is told of as it stands; one that closed as it stood: a closed row may be kept or not, and tell of what came with the closing. */
const toldOf = ({ before, after }: RowPair<MarkerRow>): MarkerRow => (isOpen(before) && !isOpen(after) ? before : (after ?? before!));
function markerFindings(pair: RowPair<MarkerRow>): Finding[] {
  const { before, after, position } = pair;
  const at = [position];
  const row = toldOf(pair);
  const subject = { type: 'marker', id: row.id };
  const of = row.title === null ? '' : `: ${row.title}`;
  if (isOpen(before) === isOpen(after)) {
    const acknowledged = isOpen(before) && isOpen(after) && after.acknowledgement !== null && JSON.stringify(before.acknowledgement) !== JSON.stringify(after.acknowledgement);
    return acknowledged ? [{ kind: 'marker-acknowledged', subject, at, after: { acknowledgement: after.acknowledgement }, sentence: `Acknowledged, and still open: ${row.rule}${of}` }] : [];
  }
  const opened = isOpen(after);
  const detail = { rule: row.rule, subject: row.subject };
  return [{
    kind: opened ? 'marker-opened' : 'marker-closed', subject, at, before: opened ? null : detail, after: opened ? detail : null,
    sentence: `${opened ? 'Marked' : 'No longer marked'} ${row.rule}${of}`,
  }];
}

/** A contradiction of something that stood before; what is new brings only its markers. */
function contradictionFindings(markers: readonly RowPair<MarkerRow>[], stoodBefore: (occurrence: string) => boolean): Finding[] {
  return markers.flatMap((pair): Finding[] => {
    const { before, after, position } = pair;
    const row = toldOf(pair);
    if (!contradictions.has(row.rule) || isOpen(before) === isOpen(after) || !stoodBefore(row.subject.id)) return [];
    const opened = isOpen(after);
    return [{
      kind: opened ? 'contradiction-opened' : 'contradiction-resolved', subject: row.subject, at: [position],
      before: { [row.rule]: !opened }, after: { [row.rule]: opened },
      sentence: `${opened ? contradictionWords[row.rule] : 'It is no longer contradicted'}${row.title === null ? '.' : `: ${row.title}`}`,
    }];
  });
}
const contradictionWords: Record<string, string> = {
  contested: 'A second voice denies it', 'contradicted-quantity': 'Reports give numbers that cannot both hold', 'contradicted-time': 'Accounts place it at times that do not meet',
};

/** Decisions of ours lie between the reads or they do not; they are told as decisions, whatever else they changed. */
function decisionFindings(event: StoredEvent): Finding[] {
  const at = [event.position];
  const { data } = event;
  const registers: Record<string, string> = { Actors: 'actor', Sources: 'source', Issues: 'issue' };
  const register = /^(Actors|Sources|Issues)(Merged|Split)$/.exec(event.type);
  if (register !== null) {
    const subject = { type: registers[register[1]!]!, id: data.id as string };
    return register[2] === 'Merged'
      ? [{ kind: 'merged', subject, at, after: { absorbed: data.absorbed }, sentence: `${(data.absorbed as string[]).join(', ')} is read as ${data.id} from now on.` }]
      : [{ kind: 'split', subject, at, after: { restored: data.restored }, sentence: `${data.restored} is read as itself again.` }];
  }
  switch (event.type) {
    case 'OccurrencesMerged':
      return [{ kind: 'merged', subject: { type: 'occurrence', id: data.occurrence }, at, after: { absorbed: data.absorbed }, sentence: `Judged to be one and the same: ${data.reason}` }];
    case 'OccurrenceSplit':
      return [{ kind: 'split', subject: { type: 'occurrence', id: data.occurrence }, at, after: { into: data.into, claims: data.claims }, sentence: `Judged to be two: ${data.reason}` }];
    case 'ReportDetailsCorrected':
      return [{ kind: 'details-corrected', subject: { type: 'report', id: data.report }, at, after: data.details, sentence: `We had details of the report wrong: ${data.reason}` }];
    case 'SourceIdentified':
      return [{ kind: 'identified', subject: { type: 'source', id: data.id }, at, after: { actor: data.actor, namedness: data.namedness }, sentence: `The source ${data.id} is now known: ${data.actor}.` }];
    default:
      return [];
  }
}
