import type { EventStore, StoredEvent } from '#libs/event-store';
import { LRUCache } from 'lru-cache';
import { eventTypes } from '../propose.js';
import { RegisterHistory, StoryFacts, type Registers } from '../facts/index.js';
import { StoryFactsAtHead } from './facts-at-head.js';

const pageSize = 1000;
const registerTypes = eventTypes.filter((type) => /^(Actor|Issue|Outlet|Source)/.test(type));

/**
 * Facts folded from the log and kept at the head: each call reads what is new since the last one, so a story is folded from its
 * beginning once, and callers that come together share a read. The stories used last are kept.
 */
export class FactsFromLog extends StoryFactsAtHead {
  private readonly history = new RegisterHistory();
  private readonly stories: LRUCache<string, StoryFacts>;
  /** Everything up to here is folded in. */
  private position = 0;
  private reading: Promise<void> | null = null;
  private next: Promise<void> | null = null;
  private readonly folding = new Map<string, Promise<StoryFacts>>();
  private registersRead = false;

  constructor(private readonly store: EventStore, { keptStories = 64 }: { keptStories?: number } = {}) {
    super();
    this.stories = new LRUCache({ max: keptStories });
  }

  async story(slug: string): Promise<StoryFacts> {
    await this.catchUp();
    return this.stories.get(slug) ?? this.fold(slug);
  }

  async registers(): Promise<{ registers: Registers; history: RegisterHistory }> {
    await this.catchUp();
    return { registers: this.history.at(this.position), history: this.history };
  }

  async slugs(): Promise<string[]> {
    const opened = await this.store.read({ types: ['StoryOpened'], limit: 10_000 });
    return opened.map((event) => (event.data as { slug: string }).slug);
  }

  /** Everything committed before this call is folded in when it resolves. */
  private catchUp(): Promise<void> {
    // A read under way may have begun before this call: what it misses, the next one finds, and one is enough for all who wait.
    if (this.reading === null) return (this.reading = this.read().finally(() => (this.reading = null)));
    return (this.next ??= this.reading.catch(() => undefined).then(() => {
      this.next = null;
      return this.catchUp();
    }));
  }

  private async read(): Promise<void> {
    if (!this.registersRead) await this.readRegisters();
    for (;;) {
      const events = await this.store.read({ from: this.position + 1, limit: pageSize, upcast: true });
      for (const event of events) this.apply(event);
      if (events.length < pageSize) return;
    }
  }

  /** The first time only register events are read: the stories come when they are asked for. */
  private async readRegisters(): Promise<void> {
    const { position } = await this.store.head();
    for await (const events of this.store.iterate({ types: registerTypes, to: position, upcast: true })) for (const event of events) this.history.apply(event);
    this.position = position;
    this.registersRead = true;
  }

  private apply(event: StoredEvent): void {
    if (event.story === null) this.history.apply(event);
    for (const [slug, facts] of this.stories.entries()) {
      if (event.story === slug || event.story === null) facts.apply(event);
      facts.position = event.position;
    }
    this.position = event.position;
  }

  /** Folds a story from its beginning; afterwards `apply` keeps it at the head. */
  private fold(slug: string): Promise<StoryFacts> {
    const running = this.folding.get(slug);
    if (running !== undefined) return running;
    const folding = this.foldOnce(slug).finally(() => this.folding.delete(slug));
    this.folding.set(slug, folding);
    return folding;
  }

  private async foldOnce(slug: string): Promise<StoryFacts> {
    const facts = new StoryFacts(slug, this.history);
    let folded = 0;
    // Others may read on while this waits for its pages; facts and registers have to meet at one position.
    while (folded < this.position) {
      const to = this.position;
      for await (const events of this.store.iterate({ story: slug, from: folded + 1, to, upcast: true }, { batchSize: pageSize })) {
        for (const event of events) facts.apply(event);
      }
      folded = to;
    }
    facts.position = folded;
    this.stories.set(slug, facts);
    return facts;
  }
}
