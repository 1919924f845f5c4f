import type { Pool, PoolClient } from '#libs/database';
import type { StoredEvent } from '#libs/event-store';
import type { Reference } from './batch-fold.js';
import { Breather } from './breather.js';
import { RowCopy } from './copy-rows.js';
import type { EventLog } from './event-log.js';
import { REGISTERS, type Model, type Touched } from './model.js';
import { Registers, type Partition, type Restructuring } from './partition.js';
import { RowFold, RowsInHand, type Group, type Parked, type Version, type VersionSink } from './row-fold.js';
import { insertReferences } from './row-tables.js';
import { inTransaction } from './transaction.js';

/** What must be folded to build these projections. @throws Error for a name the model does not have */
export function partOf<G, F, T extends Touched>(model: Model<G, F, T>, names: readonly string[]): Model<G, F, T> {
  const appendProjections = model.appendProjections.filter(({ name }) => names.includes(name));
  // A list of changes is made from the rows of all others, so these are folded too, and not written.
  const projections = appendProjections.length > 0 ? model.projections : model.projections.filter(({ name }) => names.includes(name));
  for (const name of names) if (![...projections, ...appendProjections].some((declared) => declared.name === name)) throw new Error(`There is no projection "${name}"`);
  return { fold: model.fold, projections, appendProjections };
}

export interface FoldTask<G, F, T extends Touched> {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly part: Model<G, F, T>;
  /** Where the rows of each projection go; rows of one without a table are made and left out. */
  readonly tables: ReadonlyMap<string, string>;
  readonly upTo: number;
  readonly signal?: AbortSignal;
  onEvents(count: number): void;
}

/**
 * Folds whole partitions in memory, one after another, and copies their row versions into tables over `client`. Partitions
 * need nothing of each other but the registers, so several of these may run at once.
 */
export async function foldPartitions<G, F, T extends Touched>(
  task: FoldTask<G, F, T>,
  client: PoolClient,
  partitions: Iterable<string> | AsyncIterable<string>,
): Promise<{ rows: Map<string, number>; parked: Parked[] }> {
  const { pool, log, part, tables, upTo, signal } = task;
  const copy = new RowCopy(client, tables);
  const fold = new RowFold(part);
  const registers = new Registers<G, F, T>(part.fold);
  const registerErrors = new Map<number, unknown>();
  for await (const page of log.partition(REGISTERS, 1, upTo)) {
    for (const event of page) {
      const { error } = registers.apply(event);
      if (error !== null) registerErrors.set(event.position, error);
    }
  }
  registers.position = upTo;

  const parked: Parked[] = [];
  const references: Reference[] = [];
  const saveReferences = async (): Promise<void> => {
    const some = references.splice(0);
    if (some.length > 0) await inTransaction(pool, (writer) => insertReferences(writer, some));
  };
  const breather = new Breather();
  let pass: PartitionPass<F, T> | null = null;
  for await (const { partition, page } of ahead(partitionPages(log, partitions, upTo), 3)) {
    if (pass === null || pass.partition.name !== partition) {
      pass?.end(upTo);
      const restructurings: Restructuring[] = partition === REGISTERS ? [] : registers.between(0, upTo);
      pass = new PartitionPass(registers.open(partition), fold, restructurings, new CopySink(copy, parked), references, registerErrors);
    }
    for (const event of page) {
      pass.take(event);
      await breather.breathe();
    }
    await copy.ready();
    if (references.length >= 10_000) await saveReferences();
    task.onEvents(page.length);
    signal?.throwIfAborted();
  }
  pass?.end(upTo);
  await saveReferences();
  return { rows: await copy.end(), parked };
}

/** Folds one partition from its beginning, with all of its rows in hand. */
class PartitionPass<F, T extends Touched> {
  private readonly rows = new RowsInHand();
  private group: Group<F, T> | null = null;
  private next = 0;

  constructor(
    readonly partition: Partition<F, T>,
    private readonly fold: RowFold<F, T>,
    private readonly restructurings: readonly Restructuring[],
    private readonly sink: CopySink,
    private readonly references: Reference[],
    private readonly registerErrors: ReadonlyMap<number, unknown>,
  ) {}

  take(event: StoredEvent): void {
    this.restructureUpTo(event.position - 1);
    this.apply(event);
  }

  /** Applies the restructurings that are left and hands over the rows that stand. */
  end(upTo: number): void {
    this.restructureUpTo(upTo);
    this.settle();
    for (const version of this.rows.standing()) this.sink.final(version);
  }

  private restructureUpTo(position: number): void {
    for (; this.next < this.restructurings.length && this.restructurings[this.next]!.event.position <= position; this.next++) {
      const { event, refs } = this.restructurings[this.next]!;
      if (this.partition.isConcerned(refs)) this.apply(event);
    }
  }

  private apply(event: StoredEvent): void {
    if (this.group !== null && this.group.events[0]!.append.first !== event.append.first) this.settle();
    this.group ??= this.fold.open(this.partition);
    for (const ref of this.fold.apply(this.group, event)) this.references.push({ story: this.partition.name, ref, since: event.position });
    if (this.partition.name === REGISTERS && this.registerErrors.has(event.position)) this.fold.parkEverywhere(this.group, event, this.registerErrors.get(event.position));
  }

  private settle(): void {
    if (this.group !== null) this.fold.settle(this.group, this.rows, this.sink);
    this.group = null;
  }
}

/** Rows go out as soon as they can no longer change. */
class CopySink implements VersionSink {
  constructor(private readonly copy: RowCopy, private readonly unable: Parked[]) {}

  opened(): void {}

  closed(version: Version): void {
    this.copy.write(version);
  }

  final(version: Version): void {
    this.copy.write(version);
  }

  parked(parked: Parked): void {
    this.unable.push(parked);
  }
}

async function* partitionPages(log: EventLog, partitions: Iterable<string> | AsyncIterable<string>, upTo: number): AsyncGenerator<{ partition: string; page: readonly StoredEvent[] }> {
  for await (const partition of partitions) for await (const page of log.partition(partition, 1, upTo)) yield { partition, page };
}

/** Asks for the next items while the present one is worked on, at most `depth` of them. */
async function* ahead<V>(source: AsyncGenerator<V>, depth: number): AsyncGenerator<V> {
  const asked: Promise<IteratorResult<V>>[] = [];
  const ask = (): void => {
    const answer = source.next();
    answer.catch(() => undefined); // told when its turn comes
    asked.push(answer);
  };
  try {
    for (let i = 0; i < depth; i++) ask();
    for (;;) {
      const { value, done } = await asked.shift()!;
      if (done === true) return;
      ask();
      yield value;
    }
  } finally {
    await source.return(undefined);
  }
}
