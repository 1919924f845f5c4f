import pg from 'pg';
import { Query, Tags } from '@dcb-es/event-store';
import { PostgresEventStore } from '@dcb-es/event-store-postgres';
import { payload, recordedBy, story, types, uuidv7 } from '../events.mjs';

/** The dynamic-consistency-boundary store: streams are tags. */
export async function open({ ownerUrl }) {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 32 });
  const store = new PostgresEventStore({ pool });
  await store.ensureInstalled();
  const stop = new AbortController();
  let n = 0;
  return {
    async append(stream, size, _appender, extra) {
      const tags = Tags.fromObj({ stream });
      const metadata = { story, recordedBy, correlationId: uuidv7() };
      await store.append({ events: Array.from({ length: size }, () => ({ type: types[++n % 5], tags, data: extra ? { ...payload(n), ...extra } : payload(n), metadata })) });
    },
    async readAll() {
      let events = 0;
      let check = 0;
      for await (const { event } of store.read(Query.all())) {
        check += event.data.weight;
        events++;
      }
      return { events, check };
    },
    async follow(handle) {
      let head;
      for await (const { position } of store.read(Query.all(), { backwards: true, limit: 1 })) head = position;
      void (async () => {
        for await (const { event } of store.subscribe(Query.all(), { after: head, signal: stop.signal })) handle(event.data.sentAt);
      })().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 500));
    },
    async close() {
      stop.abort();
      await pool.end();
    },
  };
}
