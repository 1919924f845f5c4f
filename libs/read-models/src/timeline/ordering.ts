import type { ClaimFacts, StoryFacts } from '#libs/story';
import { absorbedBy } from '../tellings/index.js';

/** A claim says that `first` came before `second` (both occurrences). Of several that say so the one recorded first counts. */
export interface Edge { first: string; second: string; rank: number }
export interface Neighbours { after: string[]; before: string[] }

const putsBefore = new Set(['cause', 'precondition']);
const putsAfter = new Set(['responds-to', 'cancels']);

/** What one claim says of the order of occurrences (API §7.1): its links, and the relation of its time to an anchor. */
function edgesOfClaim(facts: StoryFacts, claim: ClaimFacts): Edge[] {
  const own = claim.occurrence;
  if (own === null) return [];
  const edges: Edge[] = [];
  const add = (other: string | null | undefined, ownIsFirst: boolean): void => {
    if (other == null || other === own) return;
    // At most 20 links a claim: the fraction keeps their order within the claim.
    const rank = claim.recorded.position + edges.length / 64;
    edges.push(ownIsFirst ? { first: own, second: other, rank } : { first: other, second: own, rank });
  };
  for (const { type, target } of claim.content.links) {
    if (putsBefore.has(type)) add(facts.claim(target)?.occurrence, true);
    else if (putsAfter.has(type)) add(facts.claim(target)?.occurrence, false);
  }
  const { relation = null, anchor = null } = claim.content.happened ?? {};
  if ((relation === 'before' || relation === 'after') && anchor !== null && anchor !== 'published') {
    add(facts.claim(anchor)?.occurrence ?? facts.canonicalOccurrence(anchor)?.id, relation === 'before');
  }
  return edges;
}

/** Every claim that says something of the order of this occurrence and others: its own, and those that point at it. */
function* speakingOf(facts: StoryFacts, occurrence: string): Iterable<ClaimFacts> {
  const ids = new Set<string>();
  for (const id of facts.occurrence(occurrence)?.claims ?? []) {
    ids.add(id);
    for (const other of facts.linkedFrom.get(id)) ids.add(other);
    for (const other of facts.anchoredTo.get(id)) ids.add(other);
  }
  for (const id of absorbedBy(facts, occurrence)) for (const other of facts.anchoredTo.get(id)) ids.add(other);
  for (const id of ids) {
    const claim = facts.claim(id);
    if (claim !== undefined) yield claim;
  }
}

interface KnownEdges { token: object; supports?: readonly Edge[]; any?: readonly Edge[] }
const knownEdges = new WeakMap<StoryFacts, Map<string, KnownEdges>>();

/** The edges that touch an occurrence, one per pair and direction, in the order in which they were first told. Kept while nothing new is said of it. */
function edgesAt(facts: StoryFacts, occurrence: string, counts: 'supports' | 'any'): readonly Edge[] {
  const token = facts.orderRenewed.get(occurrence);
  if (token === undefined) return [];
  let all = knownEdges.get(facts);
  if (all === undefined) knownEdges.set(facts, (all = new Map<string, KnownEdges>()));
  let known = all.get(occurrence);
  if (known?.token !== token) {
    const below = facts.below === null ? undefined : knownEdges.get(facts.below)?.get(occurrence);
    all.set(occurrence, (known = below?.token === token ? { ...below } : { token }));
  }
  return (known[counts] ??= edgesTold(facts, occurrence, counts));
}

function edgesTold(facts: StoryFacts, occurrence: string, counts: 'supports' | 'any'): Edge[] {
  const edges = new Map<string, Edge>();
  for (const claim of speakingOf(facts, occurrence)) {
    // Ended claims have said something too: what stood by it may stand otherwise now.
    if (counts === 'supports' && !facts.isSupporting(claim)) continue;
    for (const edge of edgesOfClaim(facts, claim)) {
      if (edge.first !== occurrence && edge.second !== occurrence) continue;
      const key = `${edge.first}>${edge.second}`;
      const earlier = edges.get(key);
      if (earlier === undefined || edge.rank < earlier.rank) edges.set(key, edge);
    }
  }
  return [...edges.values()].sort((a, b) => a.rank - b.rank);
}

/** All occurrences on the far side of `starts` along edges; a start itself only if a circle leads back. */
function reached(facts: StoryFacts, starts: Iterable<string>, way: 'first' | 'second', counts: 'supports' | 'any'): Set<string> {
  const seen = new Set<string>();
  const open = [...starts];
  const back = way === 'second' ? 'first' : 'second';
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const edge of edgesAt(facts, at, counts)) {
      if (edge[back] !== at || seen.has(edge[way])) continue;
      seen.add(edge[way]);
      open.push(edge[way]);
    }
  }
  return seen;
}

/** The direct neighbours of an occurrence in the order told (API §7.1); an edge that would close a circle of earlier ones is ignored. */
export function neighboursOf(facts: StoryFacts, occurrence: string): Neighbours {
  const kept = keptOn(occurrence, facts);
  const standing = edgesAt(facts, occurrence, 'supports').filter(({ first, second }) => {
    const other = first === occurrence ? second : first;
    return kept === null || !kept.members.has(other) || kept.edges.has(`${first}>${second}`);
  });
  return {
    after: standing.filter((edge) => edge.second === occurrence).map((edge) => edge.first),
    before: standing.filter((edge) => edge.first === occurrence).map((edge) => edge.second),
  };
}

/** Occurrences that all lead to one another, and the edges among them that stand (`first>second`). */
interface Circles { members: ReadonlySet<string>; edges: ReadonlySet<string> }

/** Circles by each of their members, null for who lies on none, for as long as the facts stand still: a report may tie 500 of them together. */
const known = new WeakMap<StoryFacts, { revision: number; of: Map<string, Circles | null> }>();

/** The circles an occurrence lies on, or null. */
function keptOn(occurrence: string, facts: StoryFacts): Circles | null {
  let remembered = known.get(facts);
  if (remembered?.revision !== facts.revision) known.set(facts, remembered = { revision: facts.revision, of: new Map() });
  if (!remembered.of.has(occurrence)) settleFrom(occurrence, facts, remembered.of);
  return remembered.of.get(occurrence)!;
}

interface Visit { at: string; onward: readonly string[]; next: number; number: number; lowest: number }

/**
 * Settles on which circles everything lies that an occurrence leads to (Tarjan's strongly connected components, without recursion: a
 * chain may be as long as a story). One walk for all of them: each asks, and each would walk the same way again.
 */
function settleFrom(start: string, facts: StoryFacts, settled: Map<string, Circles | null>): void {
  const edges = new Map<string, readonly Edge[]>();
  const numbers = new Map<string, number>();
  const waiting: string[] = [];
  const path: Visit[] = [];
  const enter = (at: string): void => {
    const own = edgesAt(facts, at, 'supports');
    edges.set(at, own);
    const number = numbers.size;
    numbers.set(at, number);
    waiting.push(at);
    path.push({ at, onward: own.flatMap(({ first, second }) => (first === at ? second : [])), next: 0, number, lowest: number });
  };
  enter(start);
  for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
    const other = visit.onward[visit.next++];
    if (other !== undefined) {
      const number = numbers.get(other);
      if (number !== undefined) {
        // What is settled is behind us for good.
        if (!settled.has(other)) visit.lowest = Math.min(visit.lowest, number);
      } else if (!settled.has(other)) enter(other);
      continue;
    }
    path.pop();
    const before = path.at(-1);
    if (before !== undefined) before.lowest = Math.min(before.lowest, visit.lowest);
    if (visit.lowest !== visit.number) continue;
    const members = waiting.splice(waiting.lastIndexOf(visit.at));
    const circles = members.length === 1 ? null : circlesOf(members, edges);
    for (const one of members) settled.set(one, circles);
  }
}

function circlesOf(members: readonly string[], edges: ReadonlyMap<string, readonly Edge[]>): Circles {
  const all = new Set(members);
  const within = members.flatMap((one) => edges.get(one)!.filter(({ first, second }) => first === one && all.has(second)));
  return { members: all, edges: acyclic(members, within.sort((a, b) => a.rank - b.rank)) };
}

/** Takes the edges one by one and leaves out each that would close a circle; who leads to whom is kept as one row of bits a member. */
function acyclic(members: readonly string[], edges: readonly Edge[]): Set<string> {
  const numbers = new Map(members.map((one, at) => [one, at]));
  const words = Math.ceil(members.length / 32);
  const onward = members.map((_, at) => {
    const row = new Int32Array(words);
    row[at >> 5]! |= 1 << (at & 31);
    return row;
  });
  const leads = (from: number, to: number): boolean => (onward[from]![to >> 5]! & (1 << (to & 31))) !== 0;
  const accepted = new Set<string>();
  for (const { first, second } of edges) {
    const [from, to] = [numbers.get(first)!, numbers.get(second)!];
    if (leads(to, from)) continue;
    accepted.add(`${first}>${second}`);
    if (leads(from, to)) continue;
    for (let one = 0; one < members.length; one += 1) {
      if (leads(one, from)) for (let word = 0; word < words; word += 1) onward[one]![word]! |= onward[to]![word]!;
    }
  }
  return accepted;
}

/**
 * The occurrences whose neighbours may differ after claims of `changed` began, ended or moved: those next to them, and those on a
 * circle through them, in which another edge may now be the one ignored. Ended claims are looked at too: their edges just went.
 */
export function orderedAround(facts: StoryFacts, changed: ReadonlySet<string>): Set<string> {
  const around = new Set<string>();
  for (const one of changed) {
    for (const edge of edgesAt(facts, one, 'any')) around.add(edge.first).add(edge.second);
  }
  if (around.size === 0) return around;
  const onward = reached(facts, changed, 'second', 'any');
  if (![...changed].some((one) => onward.has(one))) return around;
  const back = reached(facts, changed, 'first', 'any');
  for (const one of onward) if (back.has(one)) around.add(one);
  return around;
}

/** What the order of a list needs of an item. `min` and `max` in microseconds, null where open; `dated` tells an open end from no time. */
export interface Orderable { occurrence: string; dated: boolean; min: number | null; max: number | null; first: number; after: readonly string[] }

/**
 * The order of the timeline on the clock `happened` (API §7.1): dated items by `min`, `max`, first position; then undated ones, next
 * always the one of lowest first position whose predecessors are placed. A predecessor that is not in the list holds nobody up.
 */
export function inHappenedOrder<T extends Orderable>(items: Iterable<T>): T[] {
  const all = [...items];
  const dated = all.filter((item) => item.dated).sort((a, b) =>
    compare(a.min ?? -Infinity, b.min ?? -Infinity) || compare(a.max ?? Infinity, b.max ?? Infinity) || a.first - b.first);
  const undated = all.filter((item) => !item.dated).sort((a, b) => a.first - b.first);
  const waiting = new Map(undated.map((item, index) => [item.occurrence, index]));
  const missing = undated.map((item) => new Set(item.after.filter((one) => waiting.has(one))).size);
  const followers: number[][] = undated.map(() => []);
  undated.forEach((item, index) => new Set(item.after).forEach((one) => followers[waiting.get(one) ?? -1]?.push(index)));
  const ready = new Heap(undated.map((_, index) => index).filter((index) => missing[index] === 0));
  const placed = new Set<T>();
  for (let index = ready.take(); index !== undefined; index = ready.take()) {
    placed.add(undated[index]!);
    for (const follower of followers[index]!) if (--missing[follower]! === 0) ready.put(follower);
  }
  // Rows of one moment hold no circle. Were some left waiting all the same, a list must still not lose an item.
  return [...dated, ...placed, ...undated.filter((item) => !placed.has(item))];
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

/** The smallest number first. */
class Heap {
  private readonly items: number[] = [];
  constructor(ascending: readonly number[]) {
    // An ascending list is a heap already.
    this.items = [...ascending];
  }

  put(item: number): void {
    let at = this.items.push(item) - 1;
    for (let up = (at - 1) >> 1; at > 0 && this.items[up]! > item; up = (at - 1) >> 1) {
      this.items[at] = this.items[up]!;
      at = up;
    }
    this.items[at] = item;
  }

  take(): number | undefined {
    const top = this.items[0];
    const last = this.items.pop();
    if (top === undefined || last === undefined || this.items.length === 0) return top;
    let at = 0;
    for (let down = 1; down < this.items.length; down = 2 * at + 1) {
      if (down + 1 < this.items.length && this.items[down + 1]! < this.items[down]!) down++;
      if (this.items[down]! >= last) break;
      this.items[at] = this.items[down]!;
      at = down;
    }
    this.items[at] = last;
    return top;
  }
}
