import { model } from '../apps/api/src/model.js';
import { createPool, type Pool } from '#libs/database';
import { EventStore } from '#libs/event-store';
import { ProjectionEngine, StoreLog } from '#libs/projections';
import { freshDatabase, type FreshDatabase } from './database.js';
import { generatedAffairs } from './generated-affairs.js';

const names = [...model.projections, ...model.appendProjections].map(({ name }) => name);

/** Every read model of the service over made-up affairs with merges, splits, revisions and retractions of everything. */
describe('The read models of the service', () => {
  let database: FreshDatabase;
  let pool: Pool;
  let store: EventStore;
  beforeEach(async () => {
    database = await freshDatabase();
    pool = createPool(database, { max: 12 });
    store = new EventStore(pool, { pollIntervalMs: 20 });
  });
  afterEach(async () => {
    await store.close();
    await pool.end();
    await database.drop();
  });

  it.each([[1, 7], [2, 1_000]])('are rebuilt to the bytes that the feed wrote, and none is parked (seed %i, batches of %i)', async (seed, batchSize) => {
    const engine = new ProjectionEngine(pool, new StoreLog(store, pool), model, { batchSize, factsEvents: 300, retryMs: 20 });
    engine.start();
    await engine.whenBuilt();
    for (const append of generatedAffairs({ events: 1_200, stories: 5, largestStoryClaims: 180, seed })) expect((await store.append(append)).kind).toBe('appended');
    const { position } = await store.head();
    await engine.waitFor(position, 60_000);

    const results = await engine.rebuildTogether(names, { dryRun: true });
    expect(results.map(({ projection, equal, parked, position: at }) => ({ projection, equal, parked, at }))).toEqual(names.map((projection) => ({ projection, equal: true, parked: 0, at: position })));
    expect((await engine.status()).every(({ parked, lag, state }) => parked === 0 && lag === 0 && state === 'active')).toBe(true);
    await engine.stop();
  }, 120_000);
});
