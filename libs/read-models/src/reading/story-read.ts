import type { EventStore, StoredEvent } from '#libs/event-store';
import { Breather, type FactsCache, type Projection, type RowIndex } from '#libs/projections';
import type { RegisterHistory, StoryFacts, StoryTouched } from '#libs/story';
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

/** Most characters of rows and events that are kept folded in published order; the story asked for last stays even when it alone has more. */
const mostCharacters = 80_000_000;

/** Opens reads of stories. On the recorded clock rows come from their tables; on the published clock from a fold that is kept for a while. */
export class StoryReads {
  /** By story and the last position that counts for it. */
  private readonly published = new Map<string, PublishedRows>();
  /** One fold of a story at a time: those who come together share it. */
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly rows: RowIndex,
    private readonly facts: FactsCache<RegisterHistory, StoryFacts, StoryTouched>,
    private readonly store: Pick<EventStore, 'iterate' | 'read'>,
    private readonly projections: readonly Projection<StoryFacts, StoryTouched>[],
  ) {}

  async open(story: string, { position, publishedBy }: ReadAt): Promise<StoryRead> {
    if (publishedBy === null) return new RecordedRead(story, position, this.rows);
    const rows = await this.publishedRows(story, position);
    return new PublishedRead(story, position, rows, rows.visible(publishedBy));
  }

  /**
   * The story in published order, as recorded at a position. Fold what you read of it (`PublishedRows.fold`): the larger the story, the
   * longer that takes the first time. Positions between which nothing of the story or the registers was recorded share one.
   */
  async publishedRows(story: string, position: number): Promise<PublishedRows> {
    const lastOf = async (partition: string | null): Promise<number> => (await this.store.read({ story: partition, to: position, order: 'desc', limit: 1 }))[0]?.position ?? 0;
    const [own, registers] = await Promise.all([lastOf(story), lastOf(null)]);
    const upTo = Math.max(own, registers);
    const turn = (this.turns.get(story) ?? Promise.resolve()).then(() => this.placed(story, upTo, registers), () => this.placed(story, upTo, registers));
    this.turns.set(story, turn);
    try {
      return await turn;
    } finally {
      if (this.turns.get(story) === turn) this.turns.delete(story);
    }
  }

  private async placed(story: string, upTo: number, registers: number): Promise<PublishedRows> {
    const key = `${story}@${upTo}`;
    let rows = this.published.get(key);
    if (rows === undefined) {
      const former = this.newestBefore(story, upTo, registers);
      const events: StoredEvent[] = [];
      // The text of what an event says has been parsed and is of no more use.
      for await (const page of this.store.iterate({ story, from: (former?.position ?? 0) + 1, to: upTo, upcast: true })) for (const event of page) events.push({ ...event, dataText: '' });
      const { facts } = await this.facts.load(story, upTo);
      if (former === undefined) rows = PublishedRows.of(this.projections, facts, events, facts.history, upTo);
      else {
        rows = await former.later(facts, events, upTo);
        this.published.delete(`${story}@${former.position}`);
      }
    }
    // A Map remembers in which order its keys were set: the first one is the one used longest ago.
    this.published.delete(key);
    this.published.set(key, rows);
    let held = 0;
    for (const one of this.published.values()) held += one.weight;
    for (const [oldest, { weight }] of this.published) {
      if (held <= mostCharacters || oldest === key) break;
      this.published.delete(oldest);
      held -= weight;
    }
    return rows;
  }

  /** What can be carried on to a position: the newest fold of the story that read the registers as they are read there. */
  private newestBefore(story: string, upTo: number, registers: number): PublishedRows | undefined {
    let newest: PublishedRows | undefined;
    for (const [key, rows] of this.published) {
      if (key.startsWith(`${story}@`) && rows.position < upTo && rows.position >= registers && rows.position > (newest?.position ?? 0)) newest = rows;
    }
    return newest;
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
    const breather = new Breather();
    const read: ReadPair[] = [];
    for (const { key, before, after, position } of pairs) {
      const parsed = (row: { text: string } | null): object | null => (row === null ? null : (JSON.parse(row.text) as object));
      read.push({ key, before: parsed(before), after: parsed(after), position });
      // Of the whole of a long history there is a second's worth of them.
      await breather.breathe();
    }
    return read;
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

  async entries(projection: string): Promise<readonly Entry[]> {
    await this.published.fold([projection]);
    return this.published.entries(projection, this.steps);
  }

  async rows(projection: string, keys: readonly string[]): Promise<ReadRow[]> {
    await this.published.fold([projection]);
    return keys.flatMap((key) => {
      const version = this.published.one(projection, key, this.steps);
      return version === null ? [] : [{ key, knownFrom: version.position, knownTo: null, text: version.text }];
    });
  }

  async history(projection: string, key: string): Promise<ReadRow[]> {
    await this.published.fold([projection]);
    const versions = this.published.history(projection, key, this.steps);
    return versions.flatMap(({ position, text }, i) => (text === '' ? [] : [{ key, knownFrom: position, knownTo: versions[i + 1]?.position ?? null, text }]));
  }

  facts(): Promise<StoryFacts> {
    return this.published.factsAfter(this.steps);
  }

  /** Anything recorded up to the position may have moved what was public: the position itself, never earlier than it should be. */
  changedAt(): Promise<number> {
    return Promise.resolve(this.published.lastPosition);
  }
}
