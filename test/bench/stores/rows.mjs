// The same rows by other means, into a table like the log's: same columns, same indexes, leaf hashes made here.
import { createHash } from 'node:crypto';
import pg from 'pg';
import { payload, recordedBy, story, types, uuidv7 } from '../events.mjs';

export const columns = 'position, recorded_at, stream_version, append_offset, append_size, schema_version, event_id, leaf_hash, stream, type, story, correlation_id, causation_id, recorded_by, data';

/** Makes the table in the database of this store. */
export async function likeTheLog(ownerUrl) {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(`create table row (
    position bigint primary key, recorded_at timestamptz not null, stream_version integer not null, append_offset integer not null, append_size integer not null,
    schema_version smallint not null, event_id uuid not null unique, leaf_hash bytea not null, stream text not null, type text not null, story text,
    correlation_id text not null, causation_id text, recorded_by json not null, data json not null, unique (stream, stream_version))`);
  await client.query('create index on row (story, position)');
  await client.query('create index on row using brin (type text_bloom_ops) with (pages_per_range = 32, autosummarize = on)');
  await client.query('create sequence place');
  await client.end();
}

const by = JSON.stringify({ id: recordedBy.id, kind: recordedBy.kind, name: recordedBy.name });
let n = 0;

/** The values of one row but the position, in the order of `columns`. */
export function row(stream, version, offset, size, correlation, recordedAt) {
  const type = types[++n % 5];
  const data = JSON.stringify(payload(n));
  const id = uuidv7();
  const canonical = `{"causationId":null,"correlationId":"${correlation}","data":${data},"eventId":"${id}","position":${n},"recordedAt":"${recordedAt}","recordedBy":${by},"schemaVersion":1,"story":"${story}","stream":"${stream}","streamVersion":${version},"type":"${type}"}`;
  const leaf = createHash('sha256').update('\0').update(canonical).digest();
  return { recordedAt, version, offset, size, id, leaf, stream, type, correlation, by, data };
}
