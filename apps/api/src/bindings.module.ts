import { availableParallelism } from 'node:os';
import { Global, Module } from '@nestjs/common';
import { Comparisons, ModelEffects, Replays } from '#libs/audit';
import type { Pool } from '#libs/database';
import { EventStore } from '#libs/event-store';
import { DATABASE_POOL } from '#libs/http';
import { FactsCache, Jobs, ProjectionEngine, ProjectionsModule, StoreLog } from '#libs/projections';
import { RowStories, RowTags, StoryCatalog, StoryReads, Views, readModels } from '#libs/read-models';
import { Effects, FactsFromLog, ReportTexts, ResourceTags, StoriesNaming, StoryFactsAtHead, storyFold } from '#libs/story';
import { model } from './model.js';

/** How long a write waits for the views before it compares an `If-Match` with them. Milliseconds. */
const patienceMs = 2_000;

const versions = new Map(model.projections.map(({ name, version }) => [name, version]));

/**
 * What the features ask for and only the composition knows: one engine, one set of facts, and the read side behind the abstract
 * classes of the write side.
 */
@Global()
@Module({
  imports: [ProjectionsModule],
  providers: [
    { provide: StoreLog, inject: [EventStore, DATABASE_POOL], useFactory: (store: EventStore, pool: Pool) => new StoreLog(store, pool) },
    { provide: ProjectionEngine, inject: [DATABASE_POOL, StoreLog], useFactory: (pool: Pool, log: StoreLog) => new ProjectionEngine(pool, log, model, { threads: { module: new URL('./model.js', import.meta.url), count: availableParallelism() } }) },
    { provide: Jobs, inject: [DATABASE_POOL], useFactory: (pool: Pool) => new Jobs(pool) },
    { provide: StoryCatalog, inject: [EventStore], useFactory: (store: EventStore) => new StoryCatalog(store) },
    {
      provide: StoryReads,
      inject: [ProjectionEngine, StoreLog, EventStore],
      useFactory: (engine: ProjectionEngine, log: StoreLog, store: EventStore) => new StoryReads(engine.rows, new FactsCache(log, storyFold), store, readModels),
    },
    { provide: Views, inject: [StoryReads, StoryCatalog], useFactory: (reads: StoryReads, catalog: StoryCatalog) => new Views(reads, catalog) },
    {
      provide: Comparisons,
      inject: [StoryReads, ProjectionEngine, EventStore],
      useFactory: (reads: StoryReads, engine: ProjectionEngine, store: EventStore) => new Comparisons(reads, engine.rows, store),
    },
    {
      provide: Replays,
      inject: [StoryReads, ProjectionEngine, EventStore, Comparisons],
      useFactory: (reads: StoryReads, engine: ProjectionEngine, store: EventStore, comparisons: Comparisons) => new Replays(reads, engine.rows, store, comparisons),
    },
    { provide: StoryFactsAtHead, inject: [EventStore], useFactory: (store: EventStore) => new FactsFromLog(store) },
    { provide: ReportTexts, inject: [DATABASE_POOL], useFactory: (pool: Pool) => new ReportTexts(pool) },
    {
      provide: StoriesNaming,
      inject: [ProjectionEngine],
      useFactory: (engine: ProjectionEngine) => new RowStories(engine.rows, (position) => engine.waitFor(position, patienceMs)),
    },
    { provide: Effects, useFactory: () => new ModelEffects(readModels) },
    {
      provide: ResourceTags,
      inject: [ProjectionEngine, EventStore],
      useFactory: (engine: ProjectionEngine, store: EventStore) => new RowTags(
        engine.rows,
        versions,
        (position) => engine.waitFor(position, patienceMs),
        async (slug, position) => (await store.read({ story: slug, to: position, order: 'desc', limit: 1 }))[0]?.position ?? null,
      ),
    },
  ],
  exports: [ProjectionEngine, Jobs, StoryCatalog, StoryReads, Views, Comparisons, Replays, StoryFactsAtHead, ReportTexts, Effects, ResourceTags, StoriesNaming],
})
export class BindingsModule {}
