import { createPool } from '../../../dist/libs/database/src/index.js';
import { EventStore, uuidv7 } from '../../../dist/libs/event-store/src/index.js';
import { payload, recordedBy, story, types } from '../events.mjs';

/** This repository's store, as the service uses it: one per process, the application role. */
export async function open({ appUrl }) {
  const pool = createPool({ appUrl });
  const store = new EventStore(pool);
  let n = 0;
  return {
    async append(stream, size, _appender, extra) {
      const events = Array.from({ length: size }, () => ({ stream, type: types[++n % 5], schemaVersion: 1, story, data: extra ? { ...payload(n), ...extra } : payload(n) }));
      const outcome = await store.append({ events, recordedBy, correlationId: uuidv7(), causationId: null });
      if (outcome.kind !== 'appended') throw outcome.cause ?? new Error(outcome.kind);
    },
    async readAll() {
      let events = 0;
      let check = 0;
      for await (const page of store.iterate({})) {
        for (const event of page) check += event.data.weight;
        events += page.length;
      }
      return { events, check };
    },
    async follow(handle) {
      const { position } = await store.head();
      store.follow({ after: position }).subscribe((item) => { if (item.kind === 'events') for (const event of item.events) handle(event.data.sentAt); });
      await new Promise((resolve) => setTimeout(resolve, 300));
    },
    async close() {
      await store.close();
      await pool.end();
    },
  };
}
