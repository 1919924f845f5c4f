import type { Append, AppendOutcome, EventStore } from '#libs/event-store';
import { actor, opened } from '../../test/builders.js';
import { factsAfter } from '../../test/given.js';
import { inStory } from '../propose.js';
import { Effects } from './effects.js';
import type { StoryFactsAtHead } from './facts-at-head.js';
import type { ResourceTags } from './resource-tags.js';
import type { WriteRequest } from './write-request.js';
import { Writes, type StoryAct } from './writes.js';

/** A store that answers appends one after another as it is told. */
function storeAnswering(...outcomes: Partial<AppendOutcome>[]) {
  const appends: Append[] = [];
  return {
    appends,
    guardVersions: (names: string[]) => Promise.resolve(new Map(names.map((name) => [name, appends.length]))),
    idempotent: () => Promise.resolve(null),
    append: (append: Append) => Promise.resolve(outcomes[appends.push(append) - 1] as AppendOutcome),
  };
}
const conflict: AppendOutcome = { kind: 'conflict', streams: [], guards: [] };
const appended = (first: number) => ({ kind: 'appended', first, last: first } as const);

class NoEffects extends Effects {
  of = () => ({ changes: [{ position: 3, kind: 'report-filed', subject: { type: 'story', id: 'x' }, because: [{ position: 1 }] }] as never[], summary: {} });
  openMarker = () => null;
  cell = () => null;
}

function writesOn(store: ReturnType<typeof storeAnswering>) {
  const facts = factsAfter(opened(), actor('usa'));
  let loads = 0;
  const heads = { story: () => Promise.resolve((loads++, facts)), slugs: () => Promise.resolve(['quarantine']) } as unknown as StoryFactsAtHead;
  const tags = { rev: () => 1, of: () => Promise.resolve({ story: 'quarantine', changedAt: 2, rev: 1 }) } as unknown as ResourceTags;
  return { writes: new Writes(store as unknown as EventStore, heads, new NoEffects(), tags, { naming: () => Promise.resolve([]) }), loads: () => loads };
}
const calls: string[] = [];
const act = (some: Partial<StoryAct> = {}): StoryAct => ({
  story: 'quarantine', resource: { type: 'note', id: 'note_1', url: '/n' }, guards: ['a guard'], fresh: new Map(),
  decide: (facts) => [inStory(facts.slug, 'NoteAdded', { note: 'note_1', subject: { type: 'story', id: facts.slug }, text: 'x' })],
  beforeAppend: () => Promise.resolve(void calls.push('before')), afterRefusal: () => Promise.resolve(void calls.push('taken back')), ...some,
});
const request = (some: Partial<WriteRequest> = {}): WriteRequest =>
  ({ caller: { id: 'k', name: 'ana', kind: 'key' }, dryRun: false, ifMatch: null, idempotencyKey: null, requestHash: '', correlationId: 'c', ...some });

describe('a write', () => {
  beforeEach(() => void (calls.length = 0));

  it('decides again on fresh facts and guards when it lost a race', async () => {
    const store = storeAnswering(conflict, conflict, appended(9));
    const { writes, loads } = writesOn(store);
    expect(await writes.inStory(act(), request())).toMatchObject({ status: 201, position: 9 });
    expect(loads()).toBe(3);
    expect(store.appends.map(({ guards }) => guards)).toEqual([0, 1, 2].map((version) => [{ name: 'a guard', version }]));
  });

  it('takes a guard as never raised without asking, and asks once it turns out to be', async () => {
    const store = storeAnswering(conflict, appended(9));
    const { writes } = writesOn(store);
    expect(await writes.inStory(act({ guards: [], unraised: ['a url'] }), request())).toMatchObject({ status: 201 });
    expect(store.appends.map(({ guards }) => guards)).toEqual([[{ name: 'a url', version: 0 }], [{ name: 'a url', version: 1 }]]);
  });

  it('loses no race by what it only presumed', async () => {
    const store = storeAnswering(conflict, conflict, conflict, conflict);
    await expect(writesOn(store).writes.inStory(act({ unraised: ['a url'] }), request())).rejects.toMatchObject({ problemType: 'write-conflict' });
    expect(store.appends).toHaveLength(4);
  });

  it('gives up after three lost races and takes back what it wrote beside the log', async () => {
    const { writes } = writesOn(storeAnswering(conflict, conflict, conflict));
    await expect(writes.inStory(act(), request())).rejects.toMatchObject({ problemType: 'write-conflict' });
    expect(calls).toEqual(['before', 'before', 'before', 'taken back']);
  });

  it.each(['unavailable', 'unknown'] as const)('keeps it when the outcome is %s: the events may be there', async (kind) => {
    const { writes } = writesOn(storeAnswering({ kind, cause: new Error('gone') }));
    await expect(writes.inStory(act(), request())).rejects.toMatchObject({ problemType: 'unavailable' });
    expect(calls).toEqual(['before']);
  });

  it('moves the positions of its changes to where the events came to stand, and no others', async () => {
    const { writes } = writesOn(storeAnswering(appended(40)));
    expect((await writes.inStory(act(), request())).body).toMatchObject({ positions: { first: 40, last: 40 }, changes: [{ position: 40, because: [{ position: 1 }] }] });
  });

  it('answers what the first request with its key was told, even if both came at once', async () => {
    const first = storeAnswering(appended(9));
    const said = await writesOn(first).writes.inStory(act(), request({ idempotencyKey: 'k' }));
    const { outcome } = first.appends[0]!.idempotency!;
    const again = await writesOn(storeAnswering({ kind: 'replayed', first: 9, last: 9, outcome })).writes.inStory(act(), request({ idempotencyKey: 'k' }));
    expect(again).toEqual({ ...said, replayed: true });
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(said.body));
    expect(calls).toEqual(['before', 'before', 'taken back']);
  });

  it('refuses a key that came with another body', async () =>
    expect(writesOn(storeAnswering({ kind: 'key-reused' })).writes.inStory(act(), request({ idempotencyKey: 'k' }))).rejects.toMatchObject({ problemType: 'idempotency-key-reused' }));

  it('writes nothing in a dry run', async () => {
    const store = storeAnswering();
    expect(await writesOn(store).writes.inStory(act(), request({ dryRun: true }))).toMatchObject({ status: 200, noStore: true, body: { dryRun: true, changes: [{ position: null }] } });
    expect([store.appends, calls]).toEqual([[], []]);
  });

  it('compares an If-Match that nobody asked for, too', async () => {
    const edits = { resource: { type: 'story', id: 'quarantine' }, required: false, url: '/s' } as const;
    const { writes } = writesOn(storeAnswering(appended(9)));
    await expect(writes.inStory(act({ edits }), request({ ifMatch: { any: false, tags: ['"1.1"'] } }))).rejects.toMatchObject({ problemType: 'stale-version' });
    expect(await writes.inStory(act({ edits }), request({ ifMatch: { any: false, tags: ['"2.1"'] } }))).toMatchObject({ status: 201 });
  });
});
