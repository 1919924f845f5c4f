import type { StoredEvent } from '#libs/event-store';
import type { Projection } from '#libs/projections';
import { cellKey, recorded, type ClaimFacts, type StoryFacts, type StoryTouched } from '#libs/story';
import { reachedMembers } from '../tellings/index.js';
import { cellOf, isAbsorbed, type Base, type Cell, type LedgerStep } from './cell.js';
import { movementBetween, type Step } from './movement.js';

export const stances: Projection<StoryFacts, StoryTouched, Cell> = {
  name: 'stances',
  version: 2,
  handles: 'all',
  keys: touchedCells,
  evolve(key, facts) {
    const [holder, issue] = key.split('/') as [string, string];
    return isAbsorbed(facts, holder, issue) ? null : cellOf(facts, holder, issue);
  },
  carry: withStep,
  facets: ({ holder, issue, value, from }) => ({ holder, issue, value, claim: from?.claim ?? null }),
};

/** Tells the step from the row before: its movement, since when the value stands, what it was, and whether a turn has settled. */
function withStep(former: Cell | null, next: Cell | null, event: StoredEvent): Cell | null {
  // A report is told in many events, and a reader only ever sees it whole: its claims make one step, from how the cell stood before.
  const isSameAppend = former !== null && former.append === event.append.first;
  const base = former === null ? null : isSameAppend ? former.base : baseOf(former);
  if (next === null) return gone(former, base, event);
  const settled = isSettledSince(base, next);
  const stand = { ...next, settled };
  const step = movementBetween(base, stand, isEditorial(event));
  const shown: Cell = {
    ...stand,
    since: former?.value === next.value ? former.since : base?.value === next.value ? base.since : recorded(event),
    previous: base === null || base.value === null ? null : base.value === next.value ? base.previous : base.value,
  };
  if (step === null) return { ...shown, step: base?.step ?? null, append: former?.append ?? null, base: former?.base ?? null };
  return { ...shown, step: stepOf(step, base, shown, event), append: event.append.first, base };
}

/** Only a turn from one sign to the other can be open, until it settles. */
function isSettledSince(base: Base | null, next: Cell): boolean {
  const [was, is] = [base?.value ?? 0, next.value ?? 0];
  if (was === 0 || is === 0 || next.basis === 'overridden') return true;
  return Math.sign(was) === Math.sign(is) ? base!.settled || next.settled : next.settled;
}

/** The last row of a cell nothing speaks on any more. A cell that came and went in one append never was. */
function gone(former: Cell | null, base: Base | null, event: StoredEvent): Cell | null {
  if (former === null || base === null || mergesAway.has(event.type)) return null;
  const step = movementBetween(base, null, isEditorial(event));
  if (step === null) return former;
  const last: Cell = {
    ...former, value: null, word: null, settled: true, conditional: false, conditions: [], claims: 0, origins: 0, since: recorded(event),
    previous: base.value, markers: { count: 0, worst: null }, from: null, published: null,
  };
  return { ...last, step: stepOf(step, base, last, event), append: event.append.first, base };
}

const mergesAway = new Set(['ActorsMerged', 'IssuesMerged']);

const baseOf = ({ value, basis, settled, conditional, claims, from, since, previous, step }: Cell): Base =>
  ({ value, basis, settled, conditional, claims, from, since, previous, step });

function stepOf({ movement, changeOf }: Step, base: Base | null, shown: Cell, event: StoredEvent): LedgerStep {
  const isOurs = movement === 'overridden' || movement === 'lifted';
  const from = isOurs ? null : movement === 'withdrawn' ? (base?.from ?? null) : shown.from;
  return {
    position: event.position, at: event.recordedAt, published: isOurs || movement === 'withdrawn' ? null : shown.published,
    before: base?.value ?? null, after: shown.value, movement, claim: from?.claim ?? null, report: from?.report ?? null,
    conditions: shown.conditions, changeOf,
  };
}

/** The ledger of a cell (API §7.2): the steps of its row's versions, oldest first; of one append only the last, which tells it whole. */
export function ledgerOf(versions: Iterable<Pick<Cell, 'step' | 'append'>>): LedgerStep[] {
  const steps: { append: number | null; step: LedgerStep }[] = [];
  for (const { step, append } of versions) {
    if (step === null) continue;
    const last = steps.at(-1);
    if (last !== undefined && (last.append === append || last.step.position === step.position)) steps.pop();
    // A step taken back within its append leaves the one before it, which is told already.
    if (steps.at(-1)?.step.position !== step.position) steps.push({ append, step });
  }
  return steps.map(({ step }) => step);
}

/** Acts of ours: what they move is `coding` (DOMAIN §5.2). */
const ours = new Set([
  'StanceOverridden', 'ClaimRecoded', 'ClaimWithdrawn', 'ReportDetailsCorrected', 'OccurrencesMerged', 'OccurrenceSplit', 'ActorsMerged', 'ActorsSplit',
  'IssuesMerged', 'IssuesSplit', 'SourcesMerged', 'SourcesSplit', 'SourceIdentified', 'OutletFamilyAssigned',
]);
const isEditorial = ({ type, data }: StoredEvent): boolean => ours.has(type) || (type === 'ReportRetracted' && data.by === 'editor');

function* touchedCells(event: StoredEvent, touched: StoryTouched, facts: StoryFacts): Iterable<string> {
  const raw = new Set(touched.cells);
  const addCellsOf = (claim: ClaimFacts | undefined): void => {
    for (const { holder, issue } of claim?.content.stances ?? []) raw.add(cellKey(holder, issue));
  };
  for (const id of reachedMembers(event, touched, facts)) addCellsOf(facts.claim(id));
  for (const id of touched.claims) {
    const claim = facts.claim(id)!;
    const met = claim.content.links.filter(({ type }) => type === 'fulfils').flatMap(({ target }) => facts.claim(target) ?? []);
    for (const condition of [claim, ...met]) {
      for (const told of facts.lineageOf(condition)) for (const holding of facts.conditionedBy.get(told.id)) addCellsOf(facts.claim(holding));
    }
  }
  const cells = new Set<string>();
  for (const cell of raw) {
    const [holder, issue] = cell.split('/') as [string, string];
    for (const one of readAs(event, facts, 'actor', holder)) for (const other of readAs(event, facts, 'issue', issue)) cells.add(cellKey(one, other));
  }
  yield* cells;
}

/** Who an id is read as now, and who it was read as before this event. */
function readAs({ type, data }: StoredEvent, facts: StoryFacts, register: 'actor' | 'issue', id: string): string[] {
  const now = facts.registers.canonical(register, id);
  const [merged, split] = register === 'actor' ? ['ActorsMerged', 'ActorsSplit'] : ['IssuesMerged', 'IssuesSplit'];
  if (type === merged) return [now, id, ...(data.absorbed as string[])];
  if (type === split) return [now, id, facts.registers.canonical(register, data.id as string)];
  return [now];
}
