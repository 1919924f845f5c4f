import type { EventStore } from '#libs/event-store';
import { LogHeads, type ReadPositions } from './log-heads.js';

/** A log whose head is known, and views that stand where they are told to. */
function at(head: number, reached: number): { heads: LogHeads; views: ReadPositions & { waits: number; position: number } } {
  const store = { head: () => Promise.resolve({ position: head, recordedAt: null }), followPages: async function* () { /* nothing comes */ } } as unknown as EventStore;
  const heads = new LogHeads(store);
  const views = {
    waits: 0,
    position: reached,
    reached: () => Promise.resolve(views.position),
    waitFor(position: number) {
      views.waits++;
      return views.position >= position ? Promise.resolve(views.position) : Promise.reject(new Error('behind'));
    },
  };
  heads.readPositions = views;
  return { heads, views };
}

describe('the position that reads answer at', () => {
  it('is where the views stand when they are at the head', async () => expect(await at(30, 30).heads.answered()).toBe(30));

  it('is waited for when the views are about to catch up', async () => {
    const { heads, views } = at(30, 29);
    views.waitFor = () => Promise.resolve(30);
    expect(await heads.answered()).toBe(30);
  });

  it('is not waited for when the views are far behind', async () => {
    const { heads, views } = at(5_000, 29);
    expect(await heads.answered()).toBe(29);
    expect(views.waits).toBe(0);
  });

  it('is waited for in vain once, until the views move', async () => {
    const { heads, views } = at(30, 28);
    for (let read = 0; read < 3; read++) expect(await heads.answered()).toBe(28);
    expect(views.waits).toBe(1);
    views.position = 29;
    await heads.answered();
    expect(views.waits).toBe(2);
  });

  it('includes what this process has appended, before anybody tells it', async () => {
    const { heads } = at(30, 31);
    await heads.head();
    heads.appended(31, '2026-11-22T10:00:00.000000Z');
    heads.appended(29, '2026-11-22T09:00:00.000000Z');
    expect(await heads.head()).toEqual({ position: 31, recordedAt: '2026-11-22T10:00:00.000000Z' });
  });
});
