import { bounds, type StanceEntry } from '#libs/codebook';
import { cellKey, type ClaimFacts, type ReportVersion, type StoryFacts } from '#libs/story';
import { endOf, rootOf, toldIn } from '../tellings/index.js';

/** One stance entry of one supporting claim, dated (DOMAIN §5.2, rule 1). `min` and `max` in microseconds since 1970. */
export interface Observation {
  claim: ClaimFacts;
  entry: StanceEntry;
  told: ReportVersion;
  min: number;
  max: number;
  /** Whether the claim dates it; else its publication does. */
  dated: boolean;
}

/** Every observation of a cell, read through merges of holders and of issues, in the order of publication. */
export function observationsOf(facts: StoryFacts, holder: string, issue: string): readonly Observation[] {
  const { registers } = facts;
  const [holders, issues] = [registers.family('actor', holder), registers.family('issue', issue)];
  if (holders.length === 1 && issues.length === 1) return observationsAs(facts, cellKey(holder, issue));
  const all = holders.flatMap((one) => issues.flatMap((other) => observationsAs(facts, cellKey(one, other))));
  return all.sort((a, b) => inOrderOfPublication(facts, a, b));
}

/** Observations of a cell as claims name it, of the first `read` claims that do. */
interface Observed { token: object | undefined; read: number; list: Observation[] }
const observed = new WeakMap<StoryFacts, Map<string, Observed>>();

/**
 * Kept, and carried on by the claims that came since: a cell may rest on thousands. A layer of facts begins with what the facts below
 * it know.
 */
function observationsAs(facts: StoryFacts, key: string): readonly Observation[] {
  let known = observed.get(facts);
  if (known === undefined) observed.set(facts, (known = new Map<string, Observed>()));
  const token = facts.cellsRenewed.get(key);
  let cell = known.get(key);
  if (cell === undefined || cell.token !== token) {
    const below = facts.below === null ? undefined : observed.get(facts.below)?.get(key);
    cell = below !== undefined && below.token === token ? { ...below, list: [...below.list] } : { token, read: 0, list: [] };
    known.set(key, cell);
  }
  const ids = facts.cells.get(key);
  if (cell.read === ids.length) return cell.list;
  for (; cell.read < ids.length; cell.read++) {
    const claim = facts.claim(ids[cell.read]!);
    if (claim === undefined) continue;
    // Its bearing is only known once it is attached: until then it is looked at anew.
    if (claim.occurrence === null) return withMore(facts, cell.list, ids.slice(cell.read), key);
    insert(facts, cell.list, claim, key);
  }
  return cell.list;
}

function withMore(facts: StoryFacts, list: readonly Observation[], ids: readonly string[], key: string): Observation[] {
  const more = [...list];
  for (const id of ids) {
    const claim = facts.claim(id);
    if (claim !== undefined) insert(facts, more, claim, key);
  }
  return more;
}

/** Puts in what a supporting claim shows of a cell, each in its place; what is told last mostly goes last. */
function insert(facts: StoryFacts, list: Observation[], claim: ClaimFacts, key: string): void {
  if (!facts.isSupporting(claim)) return;
  for (const one of observationsIn(facts, claim)) {
    if (cellKey(one.entry.holder, one.entry.issue) !== key) continue;
    let at = list.length;
    while (at > 0 && inOrderOfPublication(facts, list[at - 1]!, one) > 0) at--;
    list.splice(at, 0, one);
  }
}

/** By publication instant, then position of the report version, then order in the body. */
function inOrderOfPublication(facts: StoryFacts, { claim: a, told: x, entry }: Observation, { claim: b, told: y, entry: other }: Observation): number {
  if (a === b) return a.content.stances.indexOf(entry) - a.content.stances.indexOf(other);
  return x.publicAt - y.publicAt || x.recorded.position - y.recorded.position
    || facts.placementOf(a).order - facts.placementOf(b).order || a.recorded.position - b.recorded.position;
}

// A claim is replaced when it changes: what it shows of stances is the same as long as it is, and the version that told it.
const remembered = new WeakMap<ClaimFacts, readonly Observation[]>();
function observationsIn(facts: StoryFacts, claim: ClaimFacts): readonly Observation[] {
  const told = toldIn(facts, claim);
  const known = remembered.get(claim);
  if (known !== undefined && (known.length === 0 || known[0]!.told === told)) return known;
  const edtf = claim.content.happened?.edtf ?? null;
  const { min, max } = edtf === null ? { min: told.publicAt, max: told.publicAt } : bounds(edtf);
  const fresh = claim.content.stances.map((entry): Observation => ({ claim, entry, told, min, max, dated: edtf !== null }));
  remembered.set(claim, fresh);
  return fresh;
}

/**
 * The observation that gives a cell its value (rule 2): none that another's date lies wholly after; of those left the one published
 * last; within one report version the greatest absolute value, then the later place in the text, else in the body.
 */
export function deciding(facts: StoryFacts, observations: readonly Observation[]): Observation | null {
  let newestBegin = -Infinity;
  for (const { min } of observations) newestBegin = Math.max(newestBegin, min);
  let best: Observation | null = null;
  for (const one of observations) {
    if (one.max < newestBegin) continue;
    if (best === null || prevails(facts, one, best)) best = one;
  }
  return best;
}

/** `observations` come in their order of publication and of the body, so of two that tie in all else the later one prevails. */
function prevails(facts: StoryFacts, one: Observation, other: Observation): boolean {
  const published = one.told.publicAt - other.told.publicAt || one.told.recorded.position - other.told.recorded.position;
  if (published !== 0) return published > 0;
  const strength = Math.abs(one.entry.value) - Math.abs(other.entry.value);
  if (strength !== 0) return strength > 0;
  const [here, there] = [facts.placementOf(one.claim).span, facts.placementOf(other.claim).span];
  return here === null || there === null || here.start >= there.start;
}

/**
 * The conditions of an observation that are still open (DOMAIN §2.2), by the newest claim of each: no active claim fulfils one, and
 * the condition itself still stands. One that was withdrawn or dropped is no condition any more.
 */
export function openConditions(facts: StoryFacts, { entry }: Observation): string[] {
  return entry.conditions.flatMap((id) => {
    const condition = facts.claim(id);
    if (condition === undefined) return [];
    const end = endOf(facts, condition);
    return facts.isActive(end) && !isFulfilled(facts, end) ? [end.id] : [];
  });
}

function isFulfilled(facts: StoryFacts, condition: ClaimFacts): boolean {
  const line = facts.lineageOf(condition).map(({ id }) => id);
  return line.some((told) => facts.linkedFrom.get(told).some((id) => {
    const claim = facts.claim(id);
    return claim !== undefined && facts.isActive(claim) && claim.content.links.some(({ type, target }) => type === 'fulfils' && target === told);
  }));
}

/** The first claim of the deciding claim's lineage: a retelling of it is no loss of it. */
export const lineageRoot = (facts: StoryFacts, { claim }: Observation): string => rootOf(facts, claim).id;
