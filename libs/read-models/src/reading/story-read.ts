import type { EventStore, StoredEvent } from '#libs/event-store';
import type { FactsCache, Projection, RowIndex } from '#libs/projections';
import type { RegisterHistory, StoryFacts, StoryTouched } from '#libs/story';
import { LRUCache } from 'lru-cache';
import { PublishedRows } from './published-rows.js';

/** A row that stands at the moment read, with what lists sort and filter by. */
export interface Entry { readonly key: string; readonly knownFrom: number; readonly knownTo: number | null; readonly facets: any }
/** The same with the row itself, as JSON text. */
export interface ReadRow { readonly key: string; readonly knownFrom: number; readonly knownTo: number | null; readonly text: string }
export interface ReadPair { readonly key: string; readonly before: object | null; readonly after: object | null; readonly position: number }

/** The read models of one story at one moment, on either clock. */
export interface StoryRead {
  readonly story: string;
  readonly position: number;
  /** In the order in which the rows, or their present versions, began. The same array for the same rows, so that an order may be kept by it. */
  entries(projection: string): Promise<readonly Entry[]>;
  /** The rows of these keys, in the order of the keys; a key without a row is left out. */
  rows(projection: string, keys: readonly string[]): Promise<ReadRow[]>;
  /** Every version of one row up to the moment, oldest first. */
  history(projection: string, key: string): Promise<ReadRow[]>;
  /** Newest position at or before the moment whose event changed a row of these read models: the position of an ETag. */
  changedAt(...projections: string[]): Promise<number>;
}

/** Which read a request means: the recorded position, and the published clock if one was named. */
export interface ReadAt { position: number; publishedBy: string | null }

/** Opens reads of stories. On the recorded clock rows come from their tables; on the published clock from a fold that is kept for a while. */
export class StoryReads {
  private readonly published = new LRUCache<string, PublishedRows>({ maxSize: 60_000, sizeCalculation: (rows) => rows.steps.length + 1 });

  constructor(
    private readonly rows: RowIndex,
    private readonly facts: FactsCache<RegisterHistory, StoryFacts, StoryTouched>,
    private readonly store: Pick<EventStore, 'iterate'>,
    private readonly projections: readonly Projection<StoryFacts, StoryTouched>[],
  ) {}

  async open(story: string, { position, publishedBy }: ReadAt): Promise<StoryRead> {
    if (publishedBy === null) return new RecordedRead(story, position, this.rows);
    const rows = await this.publishedRows(story, position);
    return new PublishedRead(story, position, rows, rows.visible(publishedBy));
  }

  /** The story folded in published order, as recorded at a position. The larger the story, the longer this takes the first time. */
  async publishedRows(story: string, position: number): Promise<PublishedRows> {
    const key = `${story}@${position}`;
    const known = this.published.get(key);
    if (known !== undefined) return known;
    const { facts } = await this.facts.foldApart(story, position);
    const events: StoredEvent[] = [];
    for await (const page of this.store.iterate({ story, to: position })) events.push(...page);
    const rows = new PublishedRows(this.projections, facts, events, facts.history, position);
    this.published.set(key, rows);
    return rows;
  }

  /** The facts a read stands on. Shared where they are the newest: use them before waiting for anything. */
  async factsFor(read: StoryRead): Promise<StoryFacts> {
    if (read instanceof PublishedRead) return read.facts();
    return (await this.facts.load(read.story, read.position)).facts;
  }

  /** Every row version that had begun by a position, by key and beginning, in pages. */
  versions(projection: string, story: string, position: number): AsyncGenerator<ReadRow[]> {
    return this.rows.rowVersions(projection, story, position);
  }

  /** The story in which a row with this key ever stood; only for projections that are `foundByKey`. */
  find(projection: string, key: string): Promise<{ story: string; key: string } | null> {
    return this.rows.find(projection, key);
  }

  /** The register history, complete at least up to a position. */
  async registersUpTo(position: number): Promise<RegisterHistory> {
    return (await this.facts.registersUpTo(position)).global;
  }

  /** The rows of a read model that differ between two recorded positions. */
  async between(projection: string, story: string, a: number, b: number): Promise<ReadPair[]> {
    const pairs = await this.rows.touchedBetween(projection, story, a, b);
    return pairs.map(({ key, before, after, position }) => ({
      key,
      before: before === null ? null : (JSON.parse(before.text) as object),
      after: after === null ? null : (JSON.parse(after.text) as object),
      position,
    }));
  }
}

class RecordedRead implements StoryRead {
  constructor(readonly story: string, readonly position: number, private readonly index: RowIndex) {}

  async entries(projection: string): Promise<readonly Entry[]> {
    return (await this.index.index(projection, this.story, this.position)).at(this.position);
  }

  rows(projection: string, keys: readonly string[]): Promise<ReadRow[]> {
    return this.index.rowTexts(projection, this.story, keys, this.position);
  }

  async history(projection: string, key: string): Promise<ReadRow[]> {
    const versions: ReadRow[] = [];
    for await (const page of this.index.rowVersions(projection, this.story, this.position, key)) versions.push(...page);
    return versions;
  }

  async changedAt(...projections: string[]): Promise<number> {
    const changes = await Promise.all(projections.map(async (projection) => (await this.index.index(projection, this.story, this.position)).lastChange(this.position)));
    return Math.max(0, ...changes);
  }
}

class PublishedRead implements StoryRead {
  constructor(readonly story: string, readonly position: number, private readonly published: PublishedRows, private readonly steps: number) {}

  entries(projection: string): Promise<readonly Entry[]> {
    return Promise.resolve(this.published.entries(projection, this.steps));
  }

  rows(projection: string, keys: readonly string[]): Promise<ReadRow[]> {
    return Promise.resolve(keys.flatMap((key) => {
      const version = this.published.one(projection, key, this.steps);
      return version === null ? [] : [{ key, knownFrom: version.position, knownTo: null, text: version.text }];
    }));
  }

  history(projection: string, key: string): Promise<ReadRow[]> {
    const versions = this.published.history(projection, key, this.steps);
    return Promise.resolve(versions.flatMap(({ row, position, text }, i) => (row === null ? [] : [{ key, knownFrom: position, knownTo: versions[i + 1]?.position ?? null, text }])));
  }

  facts(): StoryFacts {
    return this.published.factsAfter(this.steps);
  }

  /** Anything recorded up to the position may have moved what was public: the position itself, never earlier than it should be. */
  changedAt(): Promise<number> {
    return Promise.resolve(this.published.lastPosition);
  }
}
