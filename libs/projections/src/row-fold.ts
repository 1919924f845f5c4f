import type { StoredEvent } from '#libs/event-store';
import type { AppendProjection, Model, Projection, RowDifference, Touched } from './model.js';
import { messageOf, PartitionFaulty, type Partition } from './partition.js';
import { isSame } from './same.js';

/** One version of one row: what the store held for every position p with knownFrom ≤ p < knownTo. */
export interface Version {
  readonly projection: string;
  readonly story: string;
  readonly key: string;
  readonly knownFrom: number;
  knownTo: number | null;
  /** The row as JSON; null only in a tombstone, whose knownTo equals its knownFrom: it tells caches that a row ended. */
  readonly text: string | null;
  /** JSON. */
  readonly facets: string;
  /** The row itself, from its event to the end of the append; later it is parsed from the text again. */
  row?: object;
}

/** The row of a version. */
export const rowOf = ({ row, text }: Version): object | null => row ?? objectOf(text);

/** An event that a projection could not apply. */
export interface Parked {
  readonly projection: string;
  readonly story: string;
  /** The row, or `*` when it could not even be told which. */
  readonly key: string;
  readonly position: number;
  readonly error: string;
}

export const EVERY_KEY = '*';

/** Where versions go. A version is opened once and closed at most once; a final one is never closed. */
export interface VersionSink {
  opened(version: Version): void;
  closed(version: Version): void;
  final(version: Version): void;
  parked(parked: Parked): void;
}

interface Evaluation<F, T extends Touched> {
  readonly projection: Projection<F, T>;
  readonly key: string;
  readonly event: StoredEvent;
  readonly row: object | null;
}

/** What one append does to one partition, before it is compared with the rows that stand. */
export interface Group<F, T extends Touched> {
  readonly partition: Partition<F, T>;
  readonly events: StoredEvent[];
  readonly evaluations: Evaluation<F, T>[];
  readonly parked: Parked[];
}

/** The rows as they stand, by projection and partition. */
export class RowsInHand {
  private readonly stories = new Map<string, Map<string, Map<string, Version | null>>>();

  /** null: there is no such row; undefined: not looked up yet. */
  of(projection: string, story: string): Map<string, Version | null> {
    let projections = this.stories.get(story);
    if (projections === undefined) this.stories.set(story, (projections = new Map()));
    let rows = projections.get(projection);
    if (rows === undefined) projections.set(projection, (rows = new Map()));
    return rows;
  }

  *standing(): IterableIterator<Version> {
    for (const projections of this.stories.values()) for (const rows of projections.values()) for (const row of rows.values()) if (row !== null) yield row;
  }
}

/**
 * The heart of the engine: events in, row versions out. Pass 1 (`apply`) needs the facts, pass 2 (`settle`) needs the rows
 * before; between the two lies the only query of a batch. A rebuild has all rows in hand and runs both for each append.
 */
export class RowFold<F, T extends Touched> {
  private readonly byType = new Map<string, Projection<F, T>[]>();
  private readonly projections: readonly Projection<F, T>[];
  private readonly appendProjections: readonly AppendProjection<F>[];

  constructor(model: Pick<Model<any, F, T>, 'projections' | 'appendProjections'>) {
    this.projections = model.projections;
    this.appendProjections = model.appendProjections;
  }

  /** Whether facts must still stand at the end of an append when it is settled. */
  get needsFactsToSettle(): boolean {
    return this.appendProjections.length > 0;
  }

  open(partition: Partition<F, T>): Group<F, T> {
    return { partition, events: [], evaluations: [], parked: [] };
  }

  /** Pass 1: applies the event to the facts and works out every row it may have changed. Returns the refs it named first. */
  apply(group: Group<F, T>, event: StoredEvent): readonly string[] {
    const { partition } = group;
    group.events.push(event);
    let touched: T;
    try {
      touched = partition.apply(event);
    } catch (error) {
      if (!(error instanceof PartitionFaulty)) throw error;
      this.parkEverywhere(group, event, error);
      return [];
    }
    for (const projection of this.handlersOf(event.type)) {
      try {
        const { facts } = partition;
        for (const key of new Set(projection.keys(event, touched, facts))) this.evaluate(group, projection, key, event);
      } catch (error) {
        group.parked.push(parked(projection, partition.name, EVERY_KEY, event, error));
      }
    }
    return partition.named;
  }

  parkEverywhere(group: Group<F, T>, event: StoredEvent, error: unknown): void {
    for (const projection of this.handlersOf(event.type)) group.parked.push(parked(projection, group.partition.name, EVERY_KEY, event, error));
  }

  private evaluate(group: Group<F, T>, projection: Projection<F, T>, key: string, event: StoredEvent): void {
    try {
      group.evaluations.push({ projection, key, event, row: projection.evolve(key, group.partition.facts, event) });
    } catch (error) {
      // The row keeps its last good version. A later event may succeed: the row is a function of the facts, so it is right again.
      group.parked.push(parked(projection, group.partition.name, key, event, error));
    }
  }

  /** Pass 2: compares with the rows that stand, opens and closes versions, and writes what one append writes once. */
  settle(group: Group<F, T>, rows: RowsInHand, sink: VersionSink): void {
    const story = group.partition.name;
    for (const parked of group.parked) sink.parked(parked);

    const before = this.appendProjections.length === 0 ? null : new Map<Projection<F, T>, Map<string, Remembered>>();
    const begun: Version[] = [];
    for (const evaluation of group.evaluations) {
      const { projection, key, event } = evaluation;
      const standing = rows.of(projection.name, story);
      const former = standing.get(key) ?? null;
      if (before !== null) remember(before, projection, key, former, event.position);
      const version = this.versionAfter(former, evaluation, story, sink);
      if (version === null) continue;

      if (former !== null) {
        former.knownTo = event.position;
        sink.closed(former);
      }
      sink.opened(version);
      begun.push(version);
      if (version.text === null) sink.closed(version);
      standing.set(key, version.text === null ? null : version);
    }
    if (before !== null) this.settleAppend(group, before, rows, sink);
    // An append touches the same few rows with each of its events. Keeping the objects of all rows that stand would cost more, in
    // memory and in walks over it, than parsing those that a later append touches.
    for (const version of begun) version.row = undefined;
  }

  /** The version that an evaluation begins; null when the row stays as it is, or could not be told and was parked. */
  private versionAfter(former: Version | null, evaluation: Evaluation<F, T>, story: string, sink: VersionSink): Version | null {
    const { projection, key, event } = evaluation;
    const base = { projection: projection.name, story, key, knownFrom: event.position };
    try {
      const row = carried(former, evaluation);
      if (row === null) return former === null ? null : { ...base, knownTo: event.position, text: null, facets: '{}' };
      // Two of five rows come out as they were: comparing them costs a third of writing them out.
      if (former?.row !== undefined && isSame(former.row, row)) return null;
      const text = JSON.stringify(row);
      return text === former?.text ? null : { ...base, knownTo: null, text, facets: JSON.stringify(projection.facets(row)), row };
    } catch (error) {
      sink.parked(parked(projection, story, key, event, error));
      return null;
    }
  }

  private settleAppend(group: Group<F, T>, before: Map<Projection<F, T>, Map<string, Remembered>>, rows: RowsInHand, sink: VersionSink): void {
    const story = group.partition.name;
    const last = group.events.at(-1)!;
    const position = last.append.first + last.append.size - 1;
    const differences: RowDifference[] = [];
    for (const projection of this.projections) {
      const touched = before.get(projection);
      if (touched === undefined) continue;
      const standing = rows.of(projection.name, story);
      for (const [key, { former, position: changed }] of touched) {
        const next = standing.get(key) ?? null;
        if (former !== next && former?.text !== next?.text) differences.push(new Difference(projection.name, key, former, next, changed));
      }
    }
    for (const projection of this.appendProjections) {
      try {
        const { facts } = group.partition;
        for (const { key, row, facets } of projection.fromAppend({ partition: story, events: group.events, rows: differences, facts })) {
          sink.final({ projection: projection.name, story, key, knownFrom: position, knownTo: null, text: JSON.stringify(row), facets: JSON.stringify(facets) });
        }
      } catch (error) {
        sink.parked(parked(projection, story, EVERY_KEY, last, error));
      }
    }
  }

  private handlersOf(type: string): Projection<F, T>[] {
    let handlers = this.byType.get(type);
    if (handlers === undefined) {
      handlers = this.projections.filter(({ handles }) => handles === 'all' || handles.includes(type));
      this.byType.set(type, handlers);
    }
    return handlers;
  }
}

/** What `carry` makes of an evaluation; null when there is no row. */
function carried<F, T extends Touched>(former: Version | null, { projection, row, event }: Evaluation<F, T>): object | null {
  if (projection.carry === undefined || (row === null && former === null)) return row;
  return projection.carry(former === null ? null : rowOf(former), row, event);
}

/** Looks at the two rows when they are asked for: most appends change many rows and a list of changes looks at few. */
class Difference implements RowDifference {
  constructor(readonly projection: string, readonly key: string, private readonly from: Version | null, private readonly to: Version | null, readonly position: number) {}

  private former: object | null | undefined;
  get before(): object | null {
    return (this.former ??= this.from === null ? null : rowOf(this.from));
  }

  private later: object | null | undefined;
  get after(): object | null {
    return (this.later ??= this.to === null ? null : rowOf(this.to));
  }
}

const objectOf = (text: string | null): object | null => (text === null ? null : (JSON.parse(text) as object));

/** The row before an append, and the last event in it that touched the row. */
interface Remembered { readonly former: Version | null; position: number }

function remember<P>(before: Map<P, Map<string, Remembered>>, projection: P, key: string, former: Version | null, position: number): void {
  let touched = before.get(projection);
  if (touched === undefined) before.set(projection, (touched = new Map<string, Remembered>()));
  const known = touched.get(key);
  if (known === undefined) touched.set(key, { former, position });
  else known.position = position;
}

const parked = (projection: { name: string }, story: string, key: string, event: StoredEvent, error: unknown): Parked => ({
  projection: projection.name,
  story,
  key,
  position: event.position,
  error: messageOf(error),
});
