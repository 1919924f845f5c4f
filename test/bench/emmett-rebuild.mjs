// A process of its own, forked by project.mjs: fills Emmett's store with generated affairs and rebuilds report sheets there as its documentation says.
import pg from 'pg';
import { getPostgreSQLEventStore, pongoMultiStreamProjection, rebuildPostgreSQLProjections } from '@event-driven-io/emmett-postgresql';
import { generatedAffairs } from '../../dist/test/generated-affairs.js';
import { evolveSheet, sheetEvents } from './report-sheets.mjs';

const [connectionString, settings] = [process.argv[2], JSON.parse(process.argv[3])];
const pool = new pg.Pool({ connectionString, max: 8 });
const store = getPostgreSQLEventStore(connectionString, { connectionOptions: { pool } });
await store.schema.migrate();

let events = 0;
for (const append of generatedAffairs(settings)) {
  // A stream at a time, as its store appends; within a stream in order.
  const streams = new Map();
  for (const { stream, type, data } of append.events) streams.set(stream, [...(streams.get(stream) ?? []), { type, data }]);
  await Promise.all([...streams].map(([stream, some]) => store.appendToStream(stream, some)));
  events += append.events.length;
}

const sheets = pongoMultiStreamProjection({
  collectionName: 'report_sheets',
  canHandle: sheetEvents,
  getDocumentId: (event) => event.data.report,
  evolve: (sheet, event) => evolveSheet(sheet, event),
});
const started = performance.now();
const rebuild = rebuildPostgreSQLProjections({ connectionString, projections: [sheets] });
await rebuild.start();
const seconds = (performance.now() - started) / 1000;
await rebuild.close();
const { rows } = await pool.query(`select count(*)::int as sheets, max(jsonb_array_length(data->'claims')) as claims from report_sheets`);
await store.close();
await pool.end();
process.send({ events, seconds, ...rows[0] }, () => process.exit(0));
