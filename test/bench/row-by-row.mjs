import { createPool } from '../../dist/libs/database/src/index.js';

/**
 * A projector as it is usually written by hand, for comparison: the same read models by the same functions, but one transaction an event
 * and one SELECT and one upsert a row, heads only. It keeps no former versions and no list of changes, and reads its events from memory:
 * all of that is in its favour. Tells events a second.
 */
export async function rowByRow({ ownerUrl, log }, model, count) {
  const pool = createPool({ appUrl: ownerUrl }, { max: 1 });
  await pool.query('create schema peer');
  for (const { name } of model.projections) await pool.query(`create table peer.${name} (story text, key text, row json not null, primary key (story, key))`);
  await pool.query('create table peer.checkpoint (position bigint not null)');
  await pool.query('insert into peer.checkpoint values (0)');
  const events = [];
  for await (const page of log.range(1, count)) events.push(...page);

  const registers = model.fold.openGlobal();
  const stories = new Map();
  const client = await pool.connect();
  const ask = (name, text, values) => client.query({ name, text, values });
  const started = performance.now();
  for (const event of events) {
    if (event.story === null) model.fold.applyGlobal(registers, event);
    const story = event.story ?? '';
    if (!stories.has(story)) stories.set(story, model.fold.open(story, registers));
    const facts = stories.get(story);
    const touched = model.fold.apply(facts, event);
    await client.query('begin');
    for (const projection of model.projections) {
      if (projection.handles !== 'all' && !projection.handles.includes(event.type)) continue;
      const table = `peer.${projection.name}`;
      for (const key of new Set(projection.keys(event, touched, facts))) {
        const { rows } = await ask(`get ${table}`, `select row::text as row from ${table} where story = $1 and key = $2`, [story, key]);
        const former = rows[0]?.row ?? null;
        const next = projection.evolve(key, facts, event);
        const row = projection.carry === undefined ? next : projection.carry(former === null ? null : JSON.parse(former), next, event);
        const text = row === null ? null : JSON.stringify(row);
        if (text === former) continue;
        if (text === null) await ask(`drop ${table}`, `delete from ${table} where story = $1 and key = $2`, [story, key]);
        else await ask(`put ${table}`, `insert into ${table} (story, key, row) values ($1, $2, $3::json) on conflict (story, key) do update set row = excluded.row`, [story, key, text]);
      }
    }
    await ask('checkpoint', 'update peer.checkpoint set position = $1', [event.position]);
    await client.query('commit');
  }
  const perSecond = events.length / ((performance.now() - started) / 1000);
  client.release();
  await pool.query('drop schema peer cascade');
  await pool.end();
  return perSecond;
}
