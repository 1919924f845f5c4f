import pg from 'pg';
import { getPostgreSQLEventStore, readMessagesBatch } from '@event-driven-io/emmett-postgresql';
import { dumbo } from '@event-driven-io/dumbo';
import { payload, recordedBy, story, types, uuidv7 } from '../events.mjs';

/** Emmett's PostgreSQL store, with a pool as wide as the appenders. */
export async function open({ ownerUrl }) {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 32 });
  const store = getPostgreSQLEventStore(ownerUrl, { connectionOptions: { pool } });
  await store.schema.migrate();
  const executor = dumbo({ connectionString: ownerUrl });
  let n = 0;
  let consumer = null;
  return {
    async append(stream, size, _appender, extra) {
      const metadata = { story, recordedBy, correlationId: uuidv7() };
      const events = Array.from({ length: size }, () => ({ type: types[++n % 5], data: extra ? { ...payload(n), ...extra } : payload(n), metadata }));
      for (;;) {
        try {
          return void (await store.appendToStream(stream, events));
        } catch (error) {
          // Appends to one stream that expect nothing still refuse each other; the caller has to try again.
          if (!/Expected version/.test(error.message)) throw error;
        }
      }
    },
    async readAll() {
      let events = 0;
      let check = 0;
      for (let after = 0n; ;) {
        const { messages, currentGlobalPosition, areMessagesLeft } = await readMessagesBatch(executor.execute, { after, batchSize: 1000 });
        for (const message of messages) check += message.data.weight;
        events += messages.length;
        if (!areMessagesLeft || messages.length === 0) return { events, check };
        after = currentGlobalPosition;
      }
    },
    async follow(handle) {
      consumer = store.consumer();
      consumer.reactor({ processorId: 'bench', startFrom: 'END', eachMessage: (message) => { handle(message.data.sentAt); } });
      void consumer.start();
      await new Promise((resolve) => setTimeout(resolve, 1500));
    },
    async close() {
      await consumer?.close();
      await store.close();
      await executor.close();
      await pool.end();
    },
  };
}
