import pg from 'pg';
import { story, uuidv7 } from '../events.mjs';
import { columns, likeTheLog, row } from './rows.mjs';

/** One prepared INSERT a commit, a connection an appender: no order, no expectations, no keys. What pgbench does, from Node. */
export async function open({ ownerUrl }) {
  await likeTheLog(ownerUrl);
  const clients = [];
  const text = `insert into row (${columns}) values (nextval('place'), $1, $2, 0, 1, 1, $3, $4, $5, $6, $7, $8, null, $9, $10)`;
  return {
    async append(stream, size, appender) {
      if (size !== 1) throw new Error('One row a commit');
      if (!clients[appender]) {
        const client = new pg.Client({ connectionString: ownerUrl });
        clients[appender] = client.connect().then(() => client);
      }
      const client = await clients[appender];
      const r = row(stream, 1, 0, 1, uuidv7(), new Date().toISOString());
      await client.query({ name: 'insert', text, values: [r.recordedAt, r.version, r.id, r.leaf, stream, r.type, story, r.correlation, r.by, r.data] });
    },
    async close() {
      for (const client of clients) await (await client)?.end();
    },
  };
}
