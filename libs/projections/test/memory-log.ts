import type { StoredEvent } from '#libs/event-store';
import { foldBatch, type BatchResult, type StandingRows } from '../src/batch-fold.js';
import { FactsCache, REGISTERS, RowFold, type EventLog, type Model, type Touched, type Version } from '../src/index.js';
import type { Happening } from './club-fixture.js';

/** Appends as the store would number them. */
export function stored(appends: readonly (readonly Happening[])[]): StoredEvent[] {
  const events: StoredEvent[] = [];
  for (const append of appends) {
    const first = events.length + 1;
    for (const { type, data, club } of append) {
      const position = events.length + 1;
      events.push({
        position, eventId: `e${position}`, type, schemaVersion: 1, stream: `club/${club}`, streamVersion: position, story: club,
        recordedAt: `2026-01-01T00:00:00.${String(position).padStart(6, '0')}Z`, recordedBy: { id: null, name: null, kind: 'system' },
        correlationId: 'spec', causationId: null, data, dataText: JSON.stringify(data), leafHash: '', append: { first, size: append.length },
      });
    }
  }
  return events;
}

/** A log in memory, paged narrowly so that pages end in the middle of things. */
export class MemoryLog implements EventLog {
  constructor(readonly events: readonly StoredEvent[], private readonly pageSize = 3) {}

  head(): Promise<number> {
    return Promise.resolve(this.events.length);
  }

  async *partition(partition: string, from: number, to: number): AsyncGenerator<StoredEvent[]> {
    yield* this.pages(this.events.filter(({ story, position }) => (story ?? REGISTERS) === partition && position >= from && position <= to));
  }

  async *range(from: number, to: number): AsyncGenerator<StoredEvent[]> {
    yield* this.pages(this.events.filter(({ position }) => position >= from && position <= to));
  }

  stories(): Promise<string[]> {
    return Promise.resolve([...new Set(this.events.flatMap(({ story }) => (story === null ? [] : [story])))].sort());
  }

  async *follow(after: number): AsyncGenerator<StoredEvent[]> {
    yield* this.range(after + 1, this.events.length);
  }

  private *pages(events: StoredEvent[]): Generator<StoredEvent[]> {
    for (let i = 0; i < events.length; i += this.pageSize) yield events.slice(i, i + this.pageSize);
  }
}

/** Tables in memory: what the batches so far wrote. */
export class MemoryRows implements StandingRows {
  readonly versions: Version[] = [];
  private readonly naming = new Map<string, Set<string>>();

  load(wanted: ReadonlyMap<string, readonly { story: string; key: string }[]>, position: number): Promise<Version[]> {
    return Promise.resolve(
      [...wanted].flatMap(([projection, keys]) =>
        keys.flatMap(({ story, key }) =>
          this.versions
            .filter((version) => version.projection === projection && version.story === story && version.key === key)
            .filter(({ knownFrom, knownTo, text }) => text !== null && knownFrom <= position && (knownTo === null || knownTo > position)),
        ),
      ),
    );
  }

  storiesNaming(refs: readonly string[]): Promise<string[]> {
    return Promise.resolve([...new Set(refs.flatMap((ref) => [...(this.naming.get(ref) ?? [])]))]);
  }

  write({ versions, references }: BatchResult): void {
    this.versions.push(...versions);
    for (const { ref, story } of references) this.naming.set(ref, (this.naming.get(ref) ?? new Set()).add(story));
  }

  /** In the order of story, key and beginning. */
  sorted(): Version[] {
    const order = (a: Version, b: Version): number =>
      compare(a.projection, b.projection) || compare(a.story, b.story) || compare(a.key, b.key) || a.knownFrom - b.knownFrom;
    return [...this.versions].sort(order);
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Runs a whole history in batches that end after the given numbers of appends. */
export async function inBatches<G, F, T extends Touched>(model: Model<G, F, T>, events: readonly StoredEvent[], appendsPerBatch: readonly number[], factsEvents = 1_000): Promise<{ rows: MemoryRows; parked: string[] }> {
  const cache = new FactsCache(new MemoryLog(events), model.fold, { maxEvents: factsEvents });
  const fold = new RowFold(model);
  const rows = new MemoryRows();
  const parked: string[] = [];
  const appends = [...new Set(events.map(({ append }) => append.first))];
  for (let done = 0, turn = 0; done < appends.length; turn++) {
    const count = appendsPerBatch[turn % appendsPerBatch.length]!;
    const from = appends[done]! - 1;
    const to = (appends[done + count] ?? events.length + 1) - 1;
    const result = await foldBatch(events.slice(from, to), from, model, fold, cache, rows);
    rows.write(result);
    parked.push(...result.parked.map(({ projection, story, key, position }) => `${projection} ${story} ${key} ${position}`));
    done += count;
  }
  return { rows, parked };
}
