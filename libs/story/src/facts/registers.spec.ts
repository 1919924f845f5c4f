import type { StoredEvent } from '#libs/event-store';
import { RegisterHistory, restructuredRefs } from './registers.js';

const happened = (position: number, type: string, data: object): StoredEvent =>
  ({ position, type, data, recordedAt: '2026-01-01T00:00:00.000000Z', recordedBy: { id: null, name: null, kind: 'system' } }) as StoredEvent;

describe('A register event that changes readings', () => {
  it('concerns stories that name an id absorbed long before', () => {
    const history = new RegisterHistory();
    const events = [
      ...['america', 'usa', 'us'].map((id, i) => happened(i + 1, 'ActorRegistered', { id })),
      happened(4, 'ActorsMerged', { id: 'usa', absorbed: ['us'], reason: '' }),
      happened(5, 'ActorsMerged', { id: 'america', absorbed: ['usa'], reason: '' }),
      happened(6, 'ActorsSplit', { id: 'america', restored: 'usa', reason: '' }),
    ];
    const concerned = events.map((event) => {
      history.apply(event);
      return restructuredRefs(event, history).sort();
    });

    expect(concerned).toEqual([[], [], [], ['actor/us', 'actor/usa'], ['actor/america', 'actor/us', 'actor/usa'], ['actor/america', 'actor/us', 'actor/usa']]);
  });
});
