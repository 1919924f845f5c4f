import type { StoredEvent } from '#libs/event-store';

/** The partition of events that belong to no story: actors, issues, outlets and sources. Its rows have `story` ''. */
export const REGISTERS = '';

/** What applying an event told about a partition. A fold may add members of its own for its projections' `keys`. */
export interface Touched {
  /** Register refs ('actor/usa') that this partition named for the first time. Naming one twice is harmless. */
  readonly refs: readonly string[];
}

/**
 * How events become facts. Everything here is synchronous and pure but for the facts it mutates: no clock, no waiting, no
 * randomness. The live feed, the rebuild, the write side and the replay share one fold.
 */
export interface FactsFold<G, F, T extends Touched = Touched> {
  /** An empty register history. It keeps all versions: facts read it as it stood at their own position, never at its newest. */
  openGlobal(): G;
  applyGlobal(global: G, event: StoredEvent): void;
  open(partition: string, global: G): F;
  /** Called with the partition's own events, and with each register event that concerns a ref the partition named before. */
  apply(facts: F, event: StoredEvent): T;
  /**
   * The register refs whose stories read differently from this event on; [] for what changes no reading. Stories are found by
   * the refs they named: after merges of merged entries these are not only the ids in the event. `global` includes the event.
   */
  concerns(event: StoredEvent, global: G): readonly string[];
}

/** One read model: which rows an event may touch, and what a row is, given the facts. Pure. */
export interface Projection<F, T extends Touched = Touched, R extends object = object> {
  /** Also the name of its table: lower case, `^[a-z][a-z_]{0,39}$`. */
  readonly name: string;
  /** Raise it whenever the same facts would give another row: the engine then builds the new rows beside the old ones. */
  readonly version: number;
  /** Rows are also asked for by key without their story (`RowIndex.find`): they get an index for it. */
  readonly foundByKey?: boolean;
  /** Event types after which `keys` is asked: name the register events too that change how a story reads. */
  readonly handles: readonly string[] | 'all';
  /** Keys of the rows this event may have changed, within the partition. Too many costs time, too few costs truth. */
  keys(event: StoredEvent, touched: T, facts: F): Iterable<string>;
  /**
   * The row as the facts say it after the event; null when there is none. Its members are written in the order built. The engine keeps
   * it: neither the row nor any part of it may change later, so a row of mutable facts copies what it shows.
   */
  evolve(key: string, facts: F, event: StoredEvent): R | null;
  /** For members that remember the row before, such as the position since which a marker is open. Runs only where `evolve` ran. */
  carry?(former: R | null, next: R | null, event: StoredEvent): R | null;
  /** The few members that lists sort and filter by; they are kept in memory for every version. */
  facets(row: R): object;
}

/** A row of another projection, before an append and after it; null where there was or is none. */
export interface RowDifference {
  readonly projection: string;
  readonly key: string;
  readonly before: object | null;
  readonly after: object | null;
  /** The last event of the append that touched the row. */
  readonly position: number;
}

/** What one append did to one partition. */
export interface AppendGroup<F> {
  readonly partition: string;
  /** The events of the append that this partition applied, in order. */
  readonly events: readonly StoredEvent[];
  /** The net difference, by projection in the order of the model, then by key in the order first touched. */
  readonly rows: readonly RowDifference[];
  /** As they stand after the last of `events`. */
  readonly facts: F;
}

/** Rows that are written once, at the last position of an append, and never change (the list of changes). */
export interface AppendProjection<F> {
  readonly name: string;
  readonly version: number;
  fromAppend(group: AppendGroup<F>): Iterable<{ key: string; row: object; facets: object }>;
}

/** Everything the engine is to keep: one fold, and what is read off its facts. */
export interface Model<G, F, T extends Touched = Touched> {
  readonly fold: FactsFold<G, F, T>;
  // The row types differ from one projection to the next; each only ever meets rows it made itself.
  readonly projections: readonly Projection<F, T, any>[];
  readonly appendProjections: readonly AppendProjection<F>[];
}

// A model of any facts, for what only moves rows about.
export type AnyModel = Model<any, any, any>;

const tableName = /^[a-z][a-z_]{0,39}$/;

/** @throws Error naming the first projection whose name, version or uniqueness is wrong */
export function checkModel(model: AnyModel): void {
  const names = new Set<string>(reservedTables);
  for (const { name, version } of [...model.projections, ...model.appendProjections]) {
    if (!tableName.test(name)) throw new Error(`A projection cannot be named "${name}": its table needs ${tableName.source}`);
    if (names.has(name)) throw new Error(`"${name}" is used twice, or is a table of the engine itself`);
    if (!Number.isInteger(version) || version < 1) throw new Error(`Projection ${name} needs a version of 1 or more, not ${version}`);
    names.add(name);
  }
}

/** Tables of the engine in the same schema. */
export const reservedTables = ['reference', 'checkpoint', 'lease', 'parked'] as const;
