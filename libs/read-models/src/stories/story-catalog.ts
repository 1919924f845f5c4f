import type { EventStore, StoredEvent } from '#libs/event-store';
import { recorded, type Recorded } from '#libs/story';

/** A story as it was opened. */
export interface OpenedStory { slug: string; title: string; summary: string | null; issues: string[]; recorded: Recorded }

/** Which stories there are, in memory: opened once each, and read from the log as it grows. */
export class StoryCatalog {
  private readonly stories = new Map<string, OpenedStory>();
  private position = 0;
  private reading: Promise<void> = Promise.resolve();

  constructor(private readonly store: Pick<EventStore, 'iterate'>) {}

  /** The story if it was opened at or before a position; null otherwise. */
  async find(slug: string, position: number): Promise<OpenedStory | null> {
    const story = (await this.upTo(position)).get(slug);
    return story !== undefined && story.recorded.position <= position ? story : null;
  }

  /** Stories opened by a position, by slug. */
  async at(position: number): Promise<OpenedStory[]> {
    return [...(await this.upTo(position)).values()].filter((story) => story.recorded.position <= position).sort((a, b) => (a.slug < b.slug ? -1 : 1));
  }

  private async upTo(position: number): Promise<Map<string, OpenedStory>> {
    if (position > this.position) {
      await (this.reading = this.reading.then(() => this.read(position), () => this.read(position)));
    }
    return this.stories;
  }

  private async read(position: number): Promise<void> {
    if (position <= this.position) return;
    for await (const page of this.store.iterate({ types: ['StoryOpened'], from: this.position + 1, to: position })) page.forEach((event) => this.open(event));
    this.position = position;
  }

  private open(event: StoredEvent): void {
    const { slug, title, summary, issues } = event.data as Omit<OpenedStory, 'recorded'>;
    this.stories.set(slug, { slug, title, summary, issues, recorded: recorded(event) });
  }
}
