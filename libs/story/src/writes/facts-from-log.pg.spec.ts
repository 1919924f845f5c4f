import { createPool, type Pool } from '#libs/database';
import { EventStore } from '#libs/event-store';
import { freshDatabase, type FreshDatabase } from '../../../../test/database.js';
import { actor, opened, report } from '../../test/builders.js';
import type { Proposed } from '../events.js';
import { FactsFromLog } from './facts-from-log.js';

describe('facts at the head', () => {
  let database: FreshDatabase;
  let pool: Pool;
  let store: EventStore;
  let another: EventStore;
  beforeAll(async () => {
    database = await freshDatabase();
    pool = createPool(database, { max: 10 });
    store = new EventStore(pool);
    another = new EventStore(pool);
  });
  afterAll(async () => {
    await store.close();
    await another.close();
    await pool.end();
    await database.drop();
  });
  const write = (events: Proposed[], by = store) =>
    by.append({ events, recordedBy: { id: null, name: null, kind: 'system' }, correlationId: 'spec', causationId: null });

  it('hold all that was committed before the call, whoever wrote it', async () => {
    await write([opened(), actor('usa'), ...report(1)]);
    const heads = new FactsFromLog(store);
    expect((await heads.story('quarantine')).claim('clm_1')).toBeDefined();
    await write([...report(2), actor('cuba')], another);
    const facts = await heads.story('quarantine');
    expect(facts.claim('clm_2')).toBeDefined();
    expect(facts.registers.actor('cuba')).toBeDefined();
    expect(facts.position).toBe((await store.head()).position);
  });

  it('are the same for callers that come together, and for a story read late', async () => {
    const heads = new FactsFromLog(store, { keptStories: 1 });
    const together = await Promise.all(Array.from({ length: 20 }, async (_, i) => {
      await write(report(`t${i}`));
      return (await heads.story('quarantine')).claim(`clm_t${i}`);
    }));
    expect(together.every((claim) => claim !== undefined)).toBe(true);
    await heads.story('another'); // puts the first story out
    const again = await heads.story('quarantine');
    expect([...again.claims.entries()].length).toBe(22);
    await write(report('late'));
    expect((await heads.story('quarantine')).occurrence('occ_late')!.claims).toEqual(['clm_late']);
  });
});
