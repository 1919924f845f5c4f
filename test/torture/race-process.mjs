// One process of race.mjs: 8 writers and 2 followers, one of everything and one of a story.
import { createPool } from '../../dist/libs/database/src/index.js';
import { EventStore } from '../../dist/libs/event-store/src/index.js';

const [appUrl, label] = process.argv.slice(2);
const store = new EventStore(createPool({ appUrl }, { max: 6 }), { connectTimeoutMs: 2_000, replyTimeoutMs: 5_000 });
let writing = true;
let acknowledged = 0;
const writers = Array.from({ length: 8 }, async (_, writer) => {
  for (let i = 0; writing; i++) {
    const key = `${label}/${writer}/${i}`;
    const size = 1 + (i % 4);
    const append = {
      events: Array.from({ length: size }, () => ({ stream: `report/${key}`, type: 'Written', schemaVersion: 1, story: 'race', data: { i } })),
      recordedBy: { id: null, name: null, kind: 'system' }, correlationId: key, causationId: null, idempotency: { key, requestHash: 'h', outcome: null },
    };
    for (;;) {
      const { kind } = await store.append(append);
      if (kind === 'appended' || kind === 'replayed') break;
      if (kind !== 'unknown' && kind !== 'unavailable') throw new Error(kind);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    acknowledged += size;
  }
});

const followers = [{}, { story: 'race' }].map((filter) => {
  const follower = { seen: 0, violations: 0, last: 0 };
  store.follow({ after: 0, ...filter }).subscribe((item) => {
    if (item.kind !== 'events') return;
    for (const { position } of item.events) {
      if (position !== follower.last + 1) follower.violations++; // All events of this log belong to the one story.
      follower.last = position;
      follower.seen++;
    }
  });
  return follower;
});

const orders = {
  async stop() {
    writing = false;
    await Promise.all(writers);
    return { acknowledged };
  },
  async settle({ head }) {
    for (let i = 0; i < 600 && followers.some(({ last }) => last < head); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    return followers;
  },
};
process.on('message', ({ order, ...rest }) => void orders[order](rest).then((answer) => process.send(answer)));
process.on('disconnect', () => process.exit(0));
process.send('ready');
