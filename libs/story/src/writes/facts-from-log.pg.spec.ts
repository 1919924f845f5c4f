import { storeFixture, append, type StoreFixture } from '../../../event-store/test/store-fixture.js';
import { actor, opened, report } from '../../test/builders.js';
import type { Proposed } from '../events.js';
import { FactsFromLog } from './facts-from-log.js';

describe('facts at the head', () => {
  let fixture: StoreFixture;
  beforeAll(async () => {
    fixture = await storeFixture();
  });
  afterAll(() => fixture.drop());
  const write = (...events: Proposed[]) => fixture.store.append(append(events as never));

  it('hold all that was committed before the call, whoever wrote it', async () => {
    await write(opened(), actor('usa'), ...report(1));
    const heads = new FactsFromLog(fixture.store);
    expect((await heads.story('quarantine')).claim('clm_1')).toBeDefined();
    await fixture.another().append(append([...report(2), actor('cuba')] as never));
    const facts = await heads.story('quarantine');
    expect(facts.claim('clm_2')).toBeDefined();
    expect(facts.registers.actor('cuba')).toBeDefined();
    expect(facts.position).toBe((await fixture.store.head()).position);
  });

  it('are the same for callers that come together, and for a story read late', async () => {
    const heads = new FactsFromLog(fixture.store, { keptStories: 1 });
    const together = await Promise.all(Array.from({ length: 20 }, async (_, i) => {
      await write(...report(`t${i}`));
      return (await heads.story('quarantine')).claim(`clm_t${i}`);
    }));
    expect(together.every((claim) => claim !== undefined)).toBe(true);
    await heads.story('another'); // puts the first story out
    const again = await heads.story('quarantine');
    expect([...again.claims.entries()].length).toBe(22);
    await write(...report('late'));
    expect((await heads.story('quarantine')).occurrence('occ_late')!.claims).toEqual(['clm_late']);
  });
});
