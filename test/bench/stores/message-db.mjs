import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import pg from 'pg';
import { payload, recordedBy, story, types, uuidv7 } from '../events.mjs';

const sources = path.join(path.dirname(createRequire(import.meta.url).resolve('@eventide/message-db/package.json')), 'database');

/** message-db: its SQL, installed from its npm package in the order of its own install script. */
export async function open({ ownerUrl }) {
  const installer = new pg.Client({ connectionString: ownerUrl });
  await installer.connect();
  const database = (await installer.query('select current_database() as name')).rows[0].name;
  await installer.query(`alter database ${database} set search_path to message_store, public`);
  await installer.query('set search_path to message_store, public; set client_min_messages to warning');
  const run = (file) => installer.query(fs.readFileSync(path.join(sources, file), 'utf8'));
  if ((await installer.query("select to_regclass('message_store.messages') is null as missing")).rows[0].missing) {
    const functions = ['message-store-version', 'hash-64', 'acquire-lock', 'category', 'is-category', 'id', 'cardinal-id', 'stream-version', 'write-message', 'get-stream-messages', 'get-category-messages', 'get-last-stream-message'];
    for (const file of ['roles/message-store', 'schema/message-store', 'extensions/pgcrypto', 'tables/messages', 'types/message', ...functions.map((name) => `functions/${name}`), 'indexes/messages-id', 'indexes/messages-stream', 'indexes/messages-category']) {
      await run(`${file}.sql`);
    }
  }
  await installer.end();

  const pool = new pg.Pool({ connectionString: ownerUrl, max: 32 });
  const write = 'select message_store.write_message($1::varchar, $2::varchar, $3::varchar, $4::jsonb, $5::jsonb)';
  let n = 0;
  const insert = (client, stream, metadata, extra) =>
    client.query({ name: 'write', text: write, values: [uuidv7(), stream, types[++n % 5], JSON.stringify(extra ? { ...payload(n), ...extra } : payload(n)), metadata] });
  const page = (after) => pool.query({ name: 'read', text: "select global_position, type, data, metadata, time from message_store.get_category_messages('report', $1::bigint, 1000)", values: [after] });
  let following = null;
  return {
    async append(stream, size, _appender, extra) {
      const metadata = JSON.stringify({ story, recordedBy, correlationId: uuidv7() });
      if (size === 1) return void (await insert(pool, stream, metadata, extra));
      // It has no batch; a transaction around single writes, sent without waiting for each, is the best it can do.
      const client = await pool.connect();
      try {
        const work = [client.query('begin')];
        for (let i = 0; i < size; i++) work.push(insert(client, stream, metadata, extra));
        work.push(client.query('commit'));
        await Promise.all(work);
      } finally {
        client.release();
      }
    },
    async readAll() {
      let events = 0;
      let check = 0;
      for (let after = 1; ;) {
        const { rows } = await page(after);
        for (const { data } of rows) check += JSON.parse(data).weight;
        events += rows.length;
        if (rows.length < 1000) return { events, check };
        after = Number(rows[rows.length - 1].global_position) + 1;
      }
    },
    async follow(handle) {
      // Eventide's consumer asks again after 100 ms when there was nothing.
      let after = Number((await pool.query('select coalesce(max(global_position), 0) as head from message_store.messages')).rows[0].head) + 1;
      const look = async () => {
        const { rows } = await page(after);
        for (const { data } of rows) handle(JSON.parse(data).sentAt);
        if (rows.length > 0) after = Number(rows[rows.length - 1].global_position) + 1;
        following = setTimeout(look, rows.length > 0 ? 0 : 100);
      };
      await look();
    },
    async close() {
      clearTimeout(following);
      await pool.end();
    },
  };
}
