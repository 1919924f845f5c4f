import type { StoredEvent } from '#libs/event-store';
import { RegisterHistory } from '#libs/story';
import { ModelEffects } from './model-effects.js';

const by = { id: 'k1', name: 'ana', kind: 'key' as const };
const register = (type: string, data: object): StoredEvent => ({
  position: 7, eventId: 'e7', type, schemaVersion: 1, stream: 'actor/usa', streamVersion: 2, story: null, recordedAt: '2026-11-22T10:00:00.000000Z', recordedBy: by,
  correlationId: 'c', causationId: null, data, dataText: JSON.stringify(data), leafHash: '', append: { first: 7, size: 1 },
});

describe('the effects of a register act', () => {
  const effects = new ModelEffects([]);

  it('tell the decision, as coding', () => {
    const { changes, summary } = effects.ofRegisters([register('ActorsMerged', { id: 'usa', absorbed: ['us'], reason: 'the same state' })], [], new RegisterHistory());
    expect(summary).toEqual({ merged: 1 });
    expect(changes[0]).toMatchObject({ kind: 'merged', changeOf: 'coding', subject: { type: 'actor', id: 'usa' }, after: { absorbed: ['us'] } });
  });

  it('tell nothing of a mere registration', () => {
    expect(effects.ofRegisters([register('ActorRegistered', { id: 'usa' })], [], new RegisterHistory()).changes).toEqual([]);
  });
});
