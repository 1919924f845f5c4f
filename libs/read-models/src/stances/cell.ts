import { stanceWord, type StanceBasis } from '#libs/codebook';
import { cellKey, type ClaimFacts, type Override, type Recorded, type StoryFacts } from '#libs/story';
import { markerSummary } from '../markers/index.js';
import { originsOf } from '../origins/index.js';
import { finite } from '../tellings/index.js';
import { voiceClass } from '../voice/index.js';
import type { Deciding, Movement, Stand } from './movement.js';
import { deciding, lineageRoot, observationsOf, openConditions, type Observation } from './observations.js';

/** The newest step of a cell, an item of its ledger (API §7.2): the ledger is the steps of the row's versions. */
export interface LedgerStep {
  position: number;
  at: string;
  /** The publication of the observation concerned, as told. */
  published: string | null;
  before: number | null;
  after: number | null;
  movement: Movement;
  claim: string | null;
  report: string | null;
  conditions: string[];
  changeOf: string;
}

/** A cell of API §7.2 without `knownFrom` and `knownTo`; `value` and `word` are null in the last row of a cell nothing speaks on any more. */
export interface Cell extends Stand {
  holder: string;
  issue: string;
  value: number | null;
  word: string | null;
  basis: StanceBasis | 'overridden';
  settled: boolean;
  conditional: boolean;
  conditions: string[];
  claims: number;
  origins: number;
  since: Recorded;
  previous: number | null;
  markers: { count: number; worst: number | null };
  from: Deciding | null;
  /** Publication of the deciding observation, as told. */
  published: string | null;
  /** Told by the row before; null only where no row is kept, as in a dry run. */
  step: LedgerStep | null;
  /** First position of the append of `step`, and how the cell stood before it: what one report tells in many claims is one step. */
  append: number | null;
  base: Base | null;
}
/** How a cell stood before an append. */
export type Base = Pick<Cell, 'value' | 'basis' | 'settled' | 'conditional' | 'claims' | 'from' | 'since' | 'previous' | 'step'>;

/** The cell of API §7.2: what the row keeps for its ledger and for comparisons stays inside. */
export function publicCell({ from: _from, step: _step, append: _append, base: _base, published: _published, ...cell }: Cell): object {
  return cell;
}

/** The editor's word that stands for a cell, read through merges; null when none does, or the last one lifted it. */
function standingOverride(facts: StoryFacts, holder: string, issue: string): Override | null {
  const { registers } = facts;
  const all = registers.family('actor', holder).flatMap((one) =>
    registers.family('issue', issue).flatMap((other) => facts.overrides.get(cellKey(one, other)) ?? []));
  const last = all.reduce<Override | null>((newest, one) => (newest === null || one.recorded.position > newest.recorded.position ? one : newest), null);
  return last?.value == null ? null : last;
}

/**
 * The cell of a holder and an issue (DOMAIN §5.2); null where no report speaks, which is no position and never 0. An editor's value
 * stands above what is reported, and never instead of a report.
 *
 * Whether the sign has turned is told here by what speaks for the other sign; where the row before is at hand, `carry` knows better.
 */
export function cellOf(facts: StoryFacts, holder: string, issue: string): Cell | null {
  const seen = seenOf(facts, holder, issue);
  if (seen === null) return null;
  const { observations, newest, override, conditions } = seen;
  const { value, word, basis, settled, conditional, claims, from } = tellingOf(facts, seen);
  const ofSign = observations.filter(({ entry }) => Math.sign(entry.value) === Math.sign(value));
  return {
    holder, issue, value, word, basis, settled, conditional, conditions, claims,
    origins: originsOf(facts, [...new Set(ofSign.map(({ claim }) => claim))]).length,
    since: override?.recorded ?? newest.claim.recorded,
    previous: null,
    markers: markersOf(facts, observations),
    from,
    published: newest.told.published,
    step: null,
    append: null,
    base: null,
  };
}

/** What changes are told by: a cell without what is counted around it, at a fraction of the cost. */
export type CellTelling = Pick<Cell, 'holder' | 'issue' | 'value' | 'word' | 'basis' | 'settled' | 'conditional' | 'claims' | 'from'>;
export function cellTelling(facts: StoryFacts, holder: string, issue: string): CellTelling | null {
  const seen = isAbsorbed(facts, holder, issue) ? null : seenOf(facts, holder, issue);
  return seen === null ? null : { holder, issue, ...tellingOf(facts, seen) };
}

/** What is absorbed by another holder or issue is read there. */
export function isAbsorbed({ registers }: StoryFacts, holder: string, issue: string): boolean {
  return registers.canonical('actor', holder) !== holder || registers.canonical('issue', issue) !== issue;
}

interface Seen { observations: readonly Observation[]; newest: Observation; override: Override | null; conditions: string[] }

function seenOf(facts: StoryFacts, holder: string, issue: string): Seen | null {
  const observations = observationsOf(facts, holder, issue);
  const newest = deciding(facts, observations);
  if (newest === null) return null;
  const override = standingOverride(facts, holder, issue);
  return { observations, newest, override, conditions: override === null ? openConditions(facts, newest) : [] };
}

function tellingOf(facts: StoryFacts, { observations, newest, override, conditions }: Seen): Omit<CellTelling, 'holder' | 'issue' | 'value'> & { value: number } {
  const value = override?.value ?? newest.entry.value;
  return {
    value,
    word: stanceWord(value),
    basis: override === null ? newest.entry.basis : 'overridden',
    settled: override !== null || isSettled(facts, newest, observations),
    conditional: conditions.length > 0,
    claims: claimsIn(observations),
    from: decidingOf(facts, newest),
  };
}

/** How many claims they are of: those of one claim stand together. */
function claimsIn(observations: readonly Observation[]): number {
  let count = 0;
  for (let i = 0; i < observations.length; i++) if (i === 0 || observations[i - 1]!.claim !== observations[i]!.claim) count++;
  return count;
}

/** Rule 5. A sign that nothing speaks or spoke against was never a turn, and 0 has no sign. */
function isSettled(facts: StoryFacts, newest: Observation, observations: readonly Observation[]): boolean {
  const sign = Math.sign(newest.entry.value);
  if (sign === 0) return true;
  const opposed = observations.filter(({ entry }) => Math.sign(entry.value) === -sign);
  if ((opposed.length === 0 && !turnsItself(facts, newest)) || newest.entry.basis === 'declared' || voiceClass(facts, newest.claim) === 'named') return true;
  // Counted from where the turn began, not from what was told last: two outlets that tell of it on two days are two origins for it.
  const turned = opposed.reduce((latest, { min }) => Math.max(latest, min), -Infinity);
  const now = observations.filter(({ entry, max }) => Math.sign(entry.value) === sign && (max >= turned || max >= newest.min));
  return originsOf(facts, [...new Set(now.map(({ claim }) => claim))]).length >= 2;
}

/** Whether an earlier telling of the same claim gave the same holder the other sign on the same issue. */
function turnsItself(facts: StoryFacts, { claim, entry }: Observation): boolean {
  const { registers } = facts;
  const earlier: ClaimFacts[] = facts.lineageOf(claim).filter((one) => one.recorded.position < claim.recorded.position);
  return earlier.some((one) => one.content.stances.some((other) =>
    registers.canonical('actor', other.holder) === registers.canonical('actor', entry.holder)
    && registers.canonical('issue', other.issue) === registers.canonical('issue', entry.issue)
    && Math.sign(other.value) === -Math.sign(entry.value)));
}

function decidingOf(facts: StoryFacts, newest: Observation): Deciding {
  const { claim, entry, told, min, max, dated } = newest;
  return {
    claim: claim.id, root: lineageRoot(facts, newest), report: claim.report, version: told.version,
    happened: dated ? { min: finite(min), max: finite(max) } : null,
    publicAt: told.publicAt, toldAt: told.recorded.position, value: entry.value, basis: entry.basis,
    conditional: openConditions(facts, newest).length > 0,
  };
}

function markersOf(facts: StoryFacts, observations: readonly Observation[]): Cell['markers'] {
  const claims = new Set(observations.map(({ claim }) => claim.id));
  const occurrences = new Set(observations.flatMap(({ claim }) => claim.occurrence ?? []));
  const { count, worst } = markerSummary(facts, occurrences, claims);
  return { count, worst };
}
