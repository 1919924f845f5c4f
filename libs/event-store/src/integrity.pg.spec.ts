import { createPool } from '#libs/database';
import pg from 'pg';
import { append, event, storeFixture, type StoreFixture } from '../test/store-fixture.js';
import { functionFingerprints, logIntegrity } from './integrity.js';

describe('The log', () => {
  let fixture: StoreFixture;
  let owner: InstanceType<typeof pg.Client>;
  beforeEach(async () => {
    fixture = await storeFixture();
    owner = new pg.Client({ connectionString: fixture.database.ownerUrl });
    await owner.connect();
    await fixture.store.append(append([event('report/1'), event('report/2')]));
  });
  afterEach(async () => {
    await owner.end();
    await fixture.drop();
  });

  const attempts = [
    ["update log.event set data = '{}'"],
    ['delete from log.event'],
    ['delete from log.event where false'],
    ['truncate log.event'],
    ["merge into log.event e using (select 1 as p) s on e.position = s.p when matched then update set data = '{}'"],
    ["insert into log.event select position, recorded_at, stream_version, append_offset, append_size, schema_version, event_id, leaf_hash, stream, type, story, correlation_id, causation_id, recorded_by, '{}' from log.event on conflict (position) do update set data = '{}'"],
  ];

  it.each(attempts)('refuses the application role: %s', async (statement) => {
    await expect(fixture.pool.query(statement)).rejects.toMatchObject({ code: '42501', message: expect.stringContaining('permission denied') });
  });

  it.each(attempts)('refuses its owner, a superuser: %s', async (statement) => {
    await expect(owner.query(statement)).rejects.toThrow('the log is append-only');
    await owner.query("set session_replication_role = 'replica'");
    await expect(owner.query(statement)).rejects.toThrow('the log is append-only');
    expect(await fixture.store.read({})).toHaveLength(2);
  });

  it.each([
    ["insert into log.event select * from log.event"],
    ["insert into log.append_key values ('k', 'h', 1, 1, null, now())"],
    ["update log.guard set version = 7"],
    ['begin; lock table log.writer in share update exclusive mode'],
    ['alter table log.event disable trigger event_never_changes'],
    ['drop table log.event'],
    ["select log.refuse_event(1)"],
    ["set session_replication_role = 'replica'"],
  ])('gives the application role no other way in: %s', async (statement) => {
    await expect(fixture.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('is found in order as the migrations leave it', async () => {
    expect(await logIntegrity(fixture.pool, { positions: true })).toEqual([]);
    expect(Object.keys(functionFingerprints)).toEqual(['append', 'append_one', 'refuse_change', 'refuse_event']);
  });

  it.each([
    ['alter table log.event disable trigger event_never_changes', 'trigger', 'event_never_changes'],
    ['alter table log.event enable trigger event_never_changes', 'trigger', 'event_never_changes'],
    ['drop trigger event_never_changes on log.event', 'trigger', 'event_never_changes'],
    ['create or replace trigger event_never_changes before delete on log.event for each statement execute function log.refuse_change(); alter table log.event enable always trigger event_never_changes', 'trigger', 'event_never_changes'],
    ['create or replace function log.refuse_change() returns trigger language plpgsql as $$ begin return null; end $$', 'function', 'log.refuse_change'],
    ['alter function log.append security invoker', 'function', 'log.append'],
    ['alter function log.append set search_path = public', 'function', 'log.append'],
    ['alter function log.append owner to chancery_app', 'function', 'log.append'],
    ['revoke execute on function log.append from chancery_app', 'missing-grant', 'log.append'],
    ['revoke execute on function log.append_one from chancery_app', 'missing-grant', 'log.append_one'],
    ['create function log.append_one() returns void language sql as $$ select $$', 'function', 'log.append_one'],
    ['revoke select on log.event from chancery_app', 'missing-grant', 'log.event'],
    ['grant insert on log.event to public', 'excess-grant', 'log.event'],
    ['grant update on log.guard to chancery_app', 'excess-grant', 'log.guard'],
    ['drop table log.guard', 'missing-table', 'log.guard'],
    ['alter table log.event disable trigger all; delete from log.event where position = 1; alter table log.event enable always trigger event_never_changes', 'positions', 'log.event'],
  ])('is found at fault after: %s', async (statement, kind, object) => {
    await owner.query('grant create on schema log to chancery_app');
    await owner.query(statement);
    expect(await logIntegrity(fixture.pool, { positions: true })).toContainEqual({ kind, object, message: expect.any(String) });
  });

  it('is found at fault when the service connects as its owner', async () => {
    const pool = createPool({ appUrl: fixture.database.ownerUrl });
    expect(await logIntegrity(pool)).toEqual([{ kind: 'connection', object: 'postgres', message: expect.any(String) }]);
    await pool.end();
  });
});
