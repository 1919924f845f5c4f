import type { StoredEvent } from '#libs/event-store';
import { Breather } from './breather.js';
import type { FactsCache } from './facts-cache.js';
import { REGISTERS, type Model, type Touched } from './model.js';
import type { Partition } from './partition.js';
import { RowFold, RowsInHand, type Group, type Parked, type Version, type VersionSink } from './row-fold.js';

/** The first time a partition named a register ref. */
export interface Reference { story: string; ref: string; since: number }

/** Everything a batch of events means for the tables. */
export interface BatchResult {
  /** Versions that began in the batch, in the order they began. */
  readonly versions: Version[];
  /** Versions from before the batch that ended in it. */
  readonly closed: Version[];
  readonly parked: Parked[];
  readonly references: Reference[];
}

/** What a batch needs from the tables. */
export interface StandingRows {
  /** The rows of these keys as they stood at a position; a key without a row is left out. */
  load(wanted: ReadonlyMap<string, readonly { story: string; key: string }[]>, position: number): Promise<Version[]>;
  /** Stories that named one of the refs. Too many does no harm. */
  storiesNaming(refs: readonly string[]): Promise<string[]>;
}

/**
 * Folds whole appends that follow position `from`. The result depends on the events and the rows at `from` alone: not on where
 * batches were cut, nor on what the cache happened to hold.
 */
export async function foldBatch<G, F, T extends Touched>(
  events: readonly StoredEvent[],
  from: number,
  model: Model<G, F, T>,
  fold: RowFold<F, T>,
  cache: FactsCache<G, F, T>,
  standing: StandingRows,
): Promise<BatchResult> {
  const result: BatchResult = { versions: [], closed: [], parked: [], references: [] };
  const sink = new BatchSink(result);
  const rows = new RowsInHand();
  const namedHere = new Map<string, Set<string>>();

  // Groups whose rows are not compared yet. Lists of changes look at facts as they stand after their append, so before an
  // append moves the facts of a partition again, what waits is settled.
  let waiting: Group<F, T>[] = [];
  const waitingFor = new Set<string>();
  const settle = async (): Promise<void> => {
    await look(waiting, rows, standing, from);
    for (const group of waiting) fold.settle(group, rows, sink);
    waiting = [];
    waitingFor.clear();
  };

  let append = -1;
  let groups = new Map<string, Group<F, T>>();
  const endAppend = (): void => {
    for (const group of groups.values()) {
      waiting.push(group);
      waitingFor.add(group.partition.name);
    }
    groups = new Map();
  };
  const apply = async (name: string, event: StoredEvent, concerning: readonly string[] | null): Promise<Group<F, T> | null> => {
    let group = groups.get(name);
    // The cache may have dropped a partition that this append is in the middle of; the group still has it.
    const partition: Partition<F, T> = group?.partition ?? cache.peek(name) ?? (await cache.loadQuietly(name, event.position - 1));
    if (concerning !== null && !partition.isConcerned(concerning)) return null;
    if (fold.needsFactsToSettle && waitingFor.has(name)) await settle();
    if (group === undefined) groups.set(name, (group = fold.open(partition)));
    for (const ref of fold.apply(group, event)) {
      let stories = namedHere.get(ref);
      if (stories === undefined) namedHere.set(ref, (stories = new Set()));
      if (stories.has(name)) continue; // folded from the start once more, after it had been dropped from memory
      stories.add(name);
      result.references.push({ story: name, ref, since: event.position });
    }
    return group;
  };

  const breather = new Breather();
  for (const event of events) {
    await breather.breathe();
    if (event.append.first !== append) {
      endAppend();
      append = event.append.first;
    }
    if (event.story !== null) {
      await apply(event.story, event, null);
      continue;
    }
    const registers = await cache.registersUpTo(event.position - 1);
    const { restructuring, error } = registers.apply(event);
    const group = await apply(REGISTERS, event, null);
    if (error !== null && group !== null) fold.parkEverywhere(group, event, error);
    if (restructuring === null) continue;
    const stories = new Set(await standing.storiesNaming(restructuring.refs));
    for (const ref of restructuring.refs) for (const story of namedHere.get(ref) ?? []) stories.add(story);
    stories.delete(REGISTERS);
    for (const story of [...stories].sort()) await apply(story, event, restructuring.refs);
  }
  endAppend();
  await settle();
  return result;
}

/** Looks up the standing rows of all keys that the groups evaluated and that are not in hand yet. */
async function look<F, T extends Touched>(groups: readonly Group<F, T>[], rows: RowsInHand, standing: StandingRows, position: number): Promise<void> {
  const wanted = new Map<string, { story: string; key: string }[]>();
  for (const { partition, evaluations } of groups) {
    for (const { projection, key } of evaluations) {
      const known = rows.of(projection.name, partition.name);
      if (known.has(key)) continue;
      known.set(key, null);
      const list = wanted.get(projection.name);
      if (list === undefined) wanted.set(projection.name, [{ story: partition.name, key }]);
      else list.push({ story: partition.name, key });
    }
  }
  if (wanted.size === 0) return;
  for (const version of await standing.load(wanted, position)) rows.of(version.projection, version.story).set(version.key, version);
}

class BatchSink implements VersionSink {
  private readonly begun = new Set<Version>();
  constructor(private readonly result: BatchResult) {}

  opened(version: Version): void {
    this.begun.add(version);
    this.result.versions.push(version);
  }

  closed(version: Version): void {
    if (!this.begun.has(version)) this.result.closed.push(version);
  }

  final(version: Version): void {
    this.result.versions.push(version);
  }

  parked(parked: Parked): void {
    this.result.parked.push(parked);
  }
}

/** Where a page of events may be cut so that no append is torn: the events up to there, and the rest to keep for the next page. */
export function wholeAppends(events: readonly StoredEvent[]): { whole: readonly StoredEvent[]; rest: readonly StoredEvent[] } {
  const last = events.at(-1);
  if (last === undefined || last.position === last.append.first + last.append.size - 1) return { whole: events, rest: [] };
  const cut = events.findIndex(({ append }) => append.first === last.append.first);
  return { whole: events.slice(0, cut), rest: events.slice(cut) };
}
