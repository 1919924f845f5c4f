import pg from 'pg';
import { createPool } from '../../dist/libs/database/src/index.js';
import { canonicalEvent, EventStore, leafHash, logIntegrity } from '../../dist/libs/event-store/src/index.js';
import { tortureCluster } from './cluster.mjs';

/**
 * A superuser edits, swaps and deletes events behind the triggers' back. What the store alone can find (leaf hashes, density,
 * versions, grants) must be found each time and named at its position; an untouched log must raise no alarm. Whoever also
 * recomputes the hash, or cuts off the end, is found by the ledger's checkpoints and not here.
 */
export const name = 'tamper-lite';

const tampers = [
  ['data', "update log.event set data = replace(data::text, 'true', 'false')::json where position = $1"],
  ['one space in the data', "update log.event set data = (data::text || ' ')::json where position = $1"],
  ['type', "update log.event set type = 'Other' where position = $1"],
  ['story', "update log.event set story = 'elsewhere' where position = $1"],
  ['stream', "update log.event set stream = stream || '-x' where position = $1"],
  ['recorded time by a microsecond', "update log.event set recorded_at = recorded_at + interval '1 microsecond' where position = $1"],
  ['author', `update log.event set recorded_by = '{"id":"key_02","kind":"key","name":"Bob"}' where position = $1`],
  ['event id', 'update log.event set event_id = gen_random_uuid() where position = $1'],
  ['schema version', 'update log.event set schema_version = 2 where position = $1'],
  ['correlation', "update log.event set correlation_id = 'x' where position = $1"],
  ['causation', "update log.event set causation_id = 'x' where position = $1"],
  ['leaf hash', "update log.event set leaf_hash = sha256('x') where position = $1"],
  ['deleted', 'delete from log.event where position = $1'],
  ['swapped with the next', 'update log.event a set data = b.data from log.event b where a.position in ($1, $1 + 1) and b.position = 2 * $1 + 1 - a.position'],
];

export async function run({ minutes = 1, events = 500, tell = () => undefined } = {}) {
  const cluster = await tortureCluster();
  const owner = new pg.Client({ connectionString: cluster.ownerUrl });
  try {
    await owner.connect();
    const pool = createPool({ appUrl: cluster.appUrl });
    const store = new EventStore(pool);
    for (let i = 0; i < events / 5; i++) {
      await store.append({
        events: Array.from({ length: 5 }, (_, j) => ({ stream: `report/${i}`, type: 'ClaimReported', schemaVersion: 1, story: 'rafah', data: { said: true, i, j } })),
        recordedBy: { id: 'key_01', name: 'Ann', kind: 'key' }, correlationId: `c${i}`, causationId: null,
      });
    }
    const falseAlarms = (await alarms(store, pool)).length;
    const until = Date.now() + minutes * 60_000;
    let made = 0;
    const missed = [];
    const misplaced = [];
    for (let round = 0; round === 0 || Date.now() < until; round++) {
      for (const [what, statement] of tampers) {
        const position = 2 + Math.floor(Math.random() * (events - 3));
        await owner.query('begin');
        await owner.query('alter table log.event disable trigger event_never_changes');
        await owner.query(statement.replaceAll('$1', String(position)));
        await owner.query('alter table log.event enable always trigger event_never_changes');
        await owner.query('commit');
        made++;
        const raised = await alarms(store, pool);
        if (raised.length === 0) missed.push(what);
        else if (raised[0] !== position) misplaced.push(`${what} at ${position}, named ${raised[0]}`);
        await restore(owner, store, position);
      }
      if (round % 10 === 9) tell(`${made} tampers`);
    }
    const open = await logIntegrityAfter(owner, pool);
    await store.close();
    await pool.end();
    return {
      passed: falseAlarms === 0 && missed.length === 0 && misplaced.length === 0 && open === 4,
      figures: { events, tampers: made, kinds: tampers.length, missed, misplaced, falseAlarms, weakenedGuardsFound: `${open} of 4` },
    };
  } finally {
    await owner.end();
    await cluster.remove();
  }
}

let untouched = null;

/** Positions where the log contradicts itself, lowest first. */
async function alarms(store, pool) {
  const found = [];
  let expected = 1;
  const rows = [];
  for await (const page of store.iterate({})) {
    for (const event of page) {
      if (event.position !== expected) found.push(expected);
      expected = event.position + 1;
      if (leafHash(canonicalEvent(event)) !== event.leafHash) found.push(event.position);
    }
  }
  if (untouched === null && found.length === 0) {
    rows.push(...(await pool.query('select t::text as row, position from log.event t')).rows);
    untouched = new Map(rows.map(({ row, position }) => [Number(position), row]));
  }
  return found;
}

/** Puts the rows at a position and after it back as they were. */
async function restore(owner, _store, position) {
  await owner.query('begin');
  await owner.query('alter table log.event disable trigger event_never_changes');
  await owner.query('delete from log.event where position between $1 and $1 + 1', [position]);
  for (const at of [position, position + 1]) await owner.query('insert into log.event select ($1::log.event).*', [untouched.get(at)]);
  await owner.query('alter table log.event enable always trigger event_never_changes');
  await owner.query('commit');
}

/** Weakens the guards one by one; each must be named. */
async function logIntegrityAfter(owner, pool) {
  let found = 0;
  for (const [weaken, mend] of [
    ['alter table log.event disable trigger event_never_changes', 'alter table log.event enable always trigger event_never_changes'],
    ['grant update on log.event to chancery_app', 'revoke update on log.event from chancery_app'],
    ['alter function log.append security invoker', 'alter function log.append security definer'],
    ['grant insert on log.append_key to public', 'revoke insert on log.append_key from public'],
  ]) {
    await owner.query(weaken);
    if ((await logIntegrity(pool)).length > 0) found++;
    await owner.query(mend);
  }
  return found;
}
