import { createPool, type Pool } from '#libs/database';
import { freshDatabase, type FreshDatabase } from '../../../test/database.js';
import type { Append, AppendOutcome, EventToAppend } from '../src/event.js';
import { EventStore, type EventStoreOptions } from '../src/event-store.js';

/** A migrated database of its own with a store on it, as the application role. */
export interface StoreFixture {
  database: FreshDatabase;
  pool: Pool;
  store: EventStore;
  /** Another store with a pool of its own, as another process would have. */
  another(options?: EventStoreOptions): EventStore;
  drop(): Promise<void>;
}

export async function storeFixture(options?: EventStoreOptions, max = 10): Promise<StoreFixture> {
  const database = await freshDatabase();
  const pools: Pool[] = [];
  const stores: EventStore[] = [];
  const open = (storeOptions?: EventStoreOptions): EventStore => {
    const pool = createPool(database, { max });
    pools.push(pool);
    const store = new EventStore(pool, storeOptions);
    stores.push(store);
    return store;
  };
  const store = open(options);
  return {
    database, store, pool: pools[0]!, another: open,
    drop: async () => {
      for (const each of stores) await each.close();
      for (const pool of pools) await pool.end();
      await database.drop();
    },
  };
}

export function event(stream: string, type = 'NoteAdded', data: object = { text: 'a note' }, story: string | null = 'rafah'): EventToAppend {
  return { stream, type, schemaVersion: 1, story, data };
}

/** An append of these events, with whatever else the case is about. */
export function append(events: EventToAppend[], rest: Partial<Append> = {}): Append {
  return { events, recordedBy: { id: null, name: null, kind: 'system' }, correlationId: 'cor-1', causationId: null, ...rest };
}

/** The outcome, which must be `appended`. */
export function appended(outcome: AppendOutcome): Extract<AppendOutcome, { kind: 'appended' }> {
  if (outcome.kind !== 'appended') throw new Error(`Not appended but ${outcome.kind}`, { cause: 'cause' in outcome ? outcome.cause : outcome });
  return outcome;
}
