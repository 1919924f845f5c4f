import { createPool } from '../../../dist/libs/database/src/index.js';
import { EventStore, uuidv7 } from '../../../dist/libs/event-store/src/index.js';
import { payload, recordedBy, story, types } from '../events.mjs';

/** The same function, the same checks, but every appender commits for itself: what group commit is worth. */
export async function open({ appUrl }) {
  const pool = createPool({ appUrl }, { max: 128 });
  const stores = [];
  let n = 0;
  return {
    async append(stream, size, appender) {
      const events = Array.from({ length: size }, () => ({ stream, type: types[++n % 5], schemaVersion: 1, story, data: payload(n) }));
      const outcome = await (stores[appender] ??= new EventStore(pool)).append({ events, recordedBy, correlationId: uuidv7(), causationId: null });
      if (outcome.kind !== 'appended') throw outcome.cause ?? new Error(outcome.kind);
    },
    async close() {
      for (const store of stores) await store?.close();
      await pool.end();
    },
  };
}
