import type { StoredEvent } from '#libs/event-store';
import type { FactsFold, Touched } from './model.js';

/** Thrown for every event of a partition whose fold failed before: its facts can no longer be trusted. */
export class PartitionFaulty extends Error {
  constructor(readonly partition: string, readonly position: number, cause: unknown) {
    super(`The facts of ${partition === '' ? 'the registers' : `story ${partition}`} could not be folded at position ${position}: ${messageOf(cause)}`, { cause });
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The facts of one partition and how far they are folded. */
export class Partition<F, T extends Touched> {
  /** The position of the last event looked at, whether it was for this partition or not. */
  position = 0;
  /** How many events were applied: what keeping this partition in memory costs. */
  events = 0;
  /** Register refs named so far. */
  readonly refs = new Set<string>();
  /** Those of them that the last event named first. */
  named: readonly string[] = [];
  fault: PartitionFaulty | null = null;

  constructor(readonly name: string, readonly facts: F, private readonly fold: FactsFold<unknown, F, T>) {}

  /**
   * Applies one event and tells what it touched.
   * @throws PartitionFaulty now and for every later event, once the fold has thrown
   */
  apply(event: StoredEvent): T {
    this.position = event.position;
    this.named = [];
    if (this.fault !== null) throw this.fault;
    this.events++;
    try {
      const touched = this.fold.apply(this.facts, event);
      if (touched.refs.length > 0) {
        this.named = [...new Set(touched.refs)].filter((ref) => !this.refs.has(ref));
        for (const ref of this.named) this.refs.add(ref);
      }
      return touched;
    } catch (error) {
      this.fault = new PartitionFaulty(this.name, event.position, error);
      throw this.fault;
    }
  }

  /** The same for catching up, where a fault is remembered and reported when the facts are used. */
  applyQuietly(event: StoredEvent): void {
    try {
      this.apply(event);
    } catch (error) {
      if (!(error instanceof PartitionFaulty)) throw error;
    }
  }

  isConcerned(refs: readonly string[]): boolean {
    return refs.some((ref) => this.refs.has(ref));
  }
}

/** A register event that changes how stories read, with the refs by which it finds them. */
export interface Restructuring {
  event: StoredEvent;
  refs: readonly string[];
}

/** The register history and how far it is folded. */
export class Registers<G, F, T extends Touched> {
  /** Every register event up to here is in. */
  position = 0;
  /** In order of position. */
  readonly restructurings: Restructuring[] = [];
  readonly global: G;

  constructor(private readonly fold: FactsFold<G, F, T>) {
    this.global = fold.openGlobal();
  }

  /** Takes in one register event. One that the fold cannot apply is left out, the same in every fold of this log, and its error told. */
  apply(event: StoredEvent): { restructuring: Restructuring | null; error: unknown } {
    this.position = event.position;
    try {
      this.fold.applyGlobal(this.global, event);
      const refs = this.fold.concerns(event, this.global);
      if (refs.length === 0) return { restructuring: null, error: null };
      const restructuring = { event, refs };
      this.restructurings.push(restructuring);
      return { restructuring, error: null };
    } catch (error) {
      return { restructuring: null, error };
    }
  }

  open(partition: string): Partition<F, T> {
    return new Partition(partition, this.fold.open(partition, this.global), this.fold as FactsFold<unknown, F, T>);
  }

  /** Restructurings after `after`, up to and including `upTo`. */
  between(after: number, upTo: number): Restructuring[] {
    // The list is short and asked for its end: walk back from there.
    let from = this.restructurings.length;
    while (from > 0 && this.restructurings[from - 1]!.event.position > after) from--;
    let to = this.restructurings.length;
    while (to > from && this.restructurings[to - 1]!.event.position > upTo) to--;
    return this.restructurings.slice(from, to);
  }
}

/** Folds a partition's own events into it, with the restructurings that concern it in between, in order of position. */
export function catchUp<F, T extends Touched>(partition: Partition<F, T>, own: readonly StoredEvent[], restructurings: readonly Restructuring[]): void {
  let next = 0;
  const restructureBefore = (position: number): void => {
    for (; next < restructurings.length && restructurings[next]!.event.position < position; next++) {
      const { event, refs } = restructurings[next]!;
      if (event.position > partition.position && partition.isConcerned(refs)) partition.applyQuietly(event);
    }
  };
  for (const event of own) {
    if (event.position <= partition.position) continue;
    restructureBefore(event.position);
    partition.applyQuietly(event);
  }
  restructureBefore(Infinity);
}
