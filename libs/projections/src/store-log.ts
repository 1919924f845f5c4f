import type { Pool } from '#libs/database';
import type { EventStore, StoredEvent } from '#libs/event-store';
import type { EventLog } from './event-log.js';
import { REGISTERS } from './model.js';

// A skip over the index (story, position): one probe a story, where "distinct" would read every event.
const allStories = `
  with recursive skip(story) as (
    (select story from log.event where story is not null order by story limit 1)
    union all
    select (select e.story from log.event e where e.story > skip.story order by e.story limit 1) from skip where skip.story is not null
  )
  select story from skip where story is not null`;

/** The event store as the engine reads it: events in the newest shape of their type, by partition. */
export class StoreLog implements EventLog {
  constructor(private readonly store: EventStore, private readonly pool: Pool) {}

  async head(): Promise<number> {
    return (await this.store.head()).position;
  }

  partition(partition: string, from: number, to: number): AsyncIterable<readonly StoredEvent[]> {
    return this.pages({ story: partition === REGISTERS ? null : partition, from, to });
  }

  range(from: number, to: number): AsyncIterable<readonly StoredEvent[]> {
    return this.pages({ from, to });
  }

  async stories(): Promise<string[]> {
    const { rows } = await this.pool.query<{ story: string }>(allStories);
    return rows.map(({ story }) => story).sort();
  }

  async *follow(after: number, batchSize: number, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]> {
    for await (const item of this.store.followPages({ after, batchSize, upcast: true }, signal)) if (item.kind === 'events') yield item.events;
  }

  private async *pages(selection: { story?: string | null; from: number; to: number }): AsyncGenerator<StoredEvent[]> {
    if (selection.from > selection.to) return;
    yield* this.store.iterate({ ...selection, upcast: true });
  }
}
