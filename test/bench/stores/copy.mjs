import { Writable } from 'node:stream';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { story, uuidv7 } from '../events.mjs';
import { columns, likeTheLog, row } from './rows.mjs';

/** COPY in and out, a commit a batch: the most this server and this driver can do with these rows. */
export async function open({ ownerUrl }) {
  await likeTheLog(ownerUrl);
  const clients = [];
  let position = 0;
  const connect = (appender) => {
    if (!clients[appender]) {
      const client = new pg.Client({ connectionString: ownerUrl });
      clients[appender] = client.connect().then(() => client);
    }
    return clients[appender];
  };
  return {
    async append(stream, size, appender) {
      const client = await connect(appender);
      const correlation = uuidv7();
      const recordedAt = new Date().toISOString();
      let text = '';
      for (let i = 0; i < size; i++) {
        const r = row(stream, i + 1, i, size, correlation, recordedAt);
        text += `${++position}\t${recordedAt}\t${r.version}\t${i}\t${size}\t1\t${r.id}\t\\\\x${r.leaf.toString('hex')}\t${stream}\t${r.type}\t${story}\t${correlation}\t\\N\t${r.by}\t${r.data}\n`;
      }
      await new Promise((resolve, reject) => {
        const copying = client.query(copyFrom(`copy row (${columns}) from stdin`));
        copying.on('finish', resolve);
        copying.on('error', reject);
        copying.end(text);
      });
    },
    async readAll() {
      const client = await connect(0);
      let lines = 0;
      await new Promise((resolve, reject) => {
        const copying = client.query(copyTo(`copy (select ${columns} from row order by position) to stdout`));
        copying.on('error', reject);
        // Lines are counted, nothing is parsed: a limit, not a reader.
        copying.pipe(new Writable({ write(bytes, _encoding, done) { for (let i = bytes.indexOf(10); i !== -1; i = bytes.indexOf(10, i + 1)) lines++; done(); } })).on('finish', resolve);
      });
      return { events: lines, check: null };
    },
    async close() {
      for (const client of clients) await (await client)?.end();
    },
  };
}
