import { lastValueFrom, mergeMap, take, toArray } from 'rxjs';
import { createPool } from '#libs/database';
import { EventStore } from '../src/event-store.js';
import type { AppendOutcome } from '../src/event.js';
import type { StoreOrder } from './child.js';
import { append, event } from './store-fixture.js';

// The other end of child.ts: `node store-process.js <address>`.
const store = new EventStore(createPool({ appUrl: process.argv[2]! }));

async function obey(order: StoreOrder): Promise<unknown> {
  switch (order.do) {
    case 'append': {
      const idempotency = order.key === undefined ? undefined : { key: order.key, requestHash: order.requestHash ?? 'h', outcome: order.outcome ?? null };
      return plain(await store.append(append([event(order.stream)], { idempotency })));
    }
    case 'write': {
      const kinds: Record<string, number> = {};
      await Promise.all(Array.from({ length: order.writers }, async (_, writer) => {
        for (let i = 0; i < order.each; i++) {
          const name = `${order.name}/${writer}/${i}`;
          const wanted = append([event(`report/${name}`, 'NoteAdded', { writer, i }, order.story ?? 'rafah')], { idempotency: { key: name, requestHash: 'h', outcome: null } });
          for (;;) {
            const { kind } = await store.append(wanted);
            kinds[kind] = (kinds[kind] ?? 0) + 1;
            if (!order.retry || (kind !== 'unavailable' && kind !== 'unknown')) break;
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        }
      }));
      return kinds;
    }
    case 'follow':
      return lastValueFrom(store.follow({ after: order.after }).pipe(
        mergeMap((item) => (item.kind === 'events' ? item.events.map(({ position }) => position) : [])),
        take(order.count), toArray(),
      ));
  }
}

function plain(outcome: AppendOutcome): unknown {
  return 'cause' in outcome ? { kind: outcome.kind, cause: outcome.cause.message } : outcome;
}

process.on('message', ({ id, order }: { id: number; order: StoreOrder }) => {
  obey(order).then(
    (value) => process.send!({ id, value }),
    (error: Error) => process.send!({ id, error: error.stack ?? error.message }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send!('ready');
