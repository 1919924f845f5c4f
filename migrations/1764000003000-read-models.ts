import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The keeping of projected rows: where each projection stands, who may advance them, what could not be applied, and the only
 * ways in which the service may make, switch or drop a table of rows. Row tables themselves come and go with the read models.
 */
export class ReadModels1764000003000 implements MigrationInterface {
  name = 'ReadModels1764000003000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [state, tables, jobs, grants]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table app.job;
      drop function read.create_rows(text, bigint), read.index_rows(text, bigint, boolean), read.switch_rows(text, bigint), read.drop_rows(text, bigint), read.row_table(text, bigint);
      drop sequence read.generation;
      drop table read.checkpoint, read.lease, read.parked, read.reference;
      do $$
      declare rows text;
      begin
        for rows in select tablename from pg_tables where schemaname = 'read' loop
          execute format('drop table read.%I', rows);
        end loop;
      end
      $$`);
  }
}

const state = `
create sequence read.generation;

-- One row a projection. Updated with every batch, so there is room on the page for the next version of the row.
create table read.checkpoint (
  projection text not null,
  version integer not null,
  generation bigint not null,
  position bigint not null,
  state text not null,
  state_hash text,
  state_position bigint,
  last_error text,
  constraint checkpoint_primary primary key (projection),
  constraint checkpoint_state check (state in ('building', 'ready', 'active', 'retired', 'failed'))
) with (fillfactor = 50);

-- Who may advance the projections. The epoch rises with each new holder: work begun under an older one no longer commits.
create table read.lease (
  name text not null,
  holder text not null,
  epoch bigint not null,
  until timestamptz not null,
  constraint lease_primary primary key (name)
) with (fillfactor = 50);
insert into read.lease (name, holder, epoch, until) values ('projector', '', 0, '-infinity');

create table read.parked (
  projection text not null,
  story text collate "C" not null,
  key text collate "C" not null,
  position bigint not null,
  error text not null,
  at timestamptz not null default clock_timestamp(),
  constraint parked_primary primary key (projection, story, key, position)
);

-- Which story named which register entry, and since when: a merge finds the stories to read again, a register its filter.
create table read.reference (
  story text collate "C" not null,
  ref text collate "C" not null,
  since bigint not null,
  constraint reference_primary primary key (story, ref)
);
create index reference_ref on read.reference (ref);
`;

const tables = `
create function read.row_table(projection text, generation bigint) returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if projection !~ '^[a-z][a-z_]{0,39}$' or projection ~ '__' or projection in ('checkpoint', 'lease', 'parked', 'reference') then
    raise exception '"%" cannot name a table of rows', projection using errcode = 'invalid_name';
  end if;
  return case when generation is null then projection else projection || '__' || generation end;
end
$$;

-- The service owns no table and cannot create one: it asks these functions, which know one shape only.
-- A null generation is the table that is read; a numbered one is being built beside it.
create function read.create_rows(projection text, generation bigint) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  name text := read.row_table(projection, generation);
begin
  -- Stories and keys sort by code point, so that hashes and pages agree on every server.
  -- A tombstone (no row, known_to = known_from) says that a row ended: a cache that advances by known_from sees it.
  -- fillfactor: closing a version updates it once, in place, without touching an index.
  execute format('create table read.%I (
    story text collate "C" not null,
    key text collate "C" not null,
    known_from bigint not null,
    known_to bigint,
    row json,
    facets json not null,
    check ((row is null) = (known_to is not distinct from known_from))
  ) with (fillfactor = 92)', name);
  execute format('grant select, insert, update, delete on read.%I to chancery_app', name);
end
$$;

create function read.index_rows(projection text, generation bigint, by_key boolean) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  name text := read.row_table(projection, generation);
begin
  -- The key finds a row at a position, pages all versions, and orders the state hash.
  execute format('alter table read.%I add primary key (story, key, known_from)', name);
  -- What began after a position: caches advance by it, and comparisons of two positions start from it.
  execute format('create index on read.%I (story, known_from)', name);
  -- Rows that are asked for by id alone, without their story (GET /claims/{id}).
  if by_key then
    execute format('create index on read.%I (key, story)', name);
  end if;
  execute format('analyze read.%I', name);
end
$$;

create function read.switch_rows(projection text, generation bigint) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('drop table if exists read.%I', read.row_table(projection, null));
  execute format('alter table read.%I rename to %I', read.row_table(projection, generation), read.row_table(projection, null));
end
$$;

create function read.drop_rows(projection text, generation bigint) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if generation is null then
    raise exception 'rows that are read are not dropped, they are replaced' using errcode = 'insufficient_privilege';
  end if;
  execute format('drop table if exists read.%I', read.row_table(projection, generation));
end
$$;
`;

const jobs = `
-- Long work that somebody asked for and may watch: rebuilds and imports.
create table app.job (
  id text not null,
  kind text not null,
  state text not null default 'queued',
  subject text not null,
  created timestamptz not null default clock_timestamp(),
  created_by text,
  done bigint not null default 0,
  total bigint,
  per_second double precision,
  started timestamptz,
  finished timestamptz,
  result json,
  problem json,
  cancel_requested boolean not null default false,
  -- The process that runs it renews this; a job that nobody renews has died with its process.
  alive_until timestamptz,
  constraint job_primary primary key (id),
  constraint job_state check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled'))
);
create index job_unfinished on app.job (alive_until) where state in ('queued', 'running');
`;

const grants = `
revoke all on function read.row_table(text, bigint), read.create_rows(text, bigint), read.index_rows(text, bigint, boolean), read.switch_rows(text, bigint), read.drop_rows(text, bigint) from public;
grant execute on function read.create_rows(text, bigint), read.index_rows(text, bigint, boolean), read.switch_rows(text, bigint), read.drop_rows(text, bigint) to chancery_app;
grant usage on sequence read.generation to chancery_app;
grant select, insert, update, delete on read.checkpoint, read.parked, read.reference to chancery_app;
grant select, update on read.lease to chancery_app;
grant select, insert, update, delete on app.job to chancery_app;
`;
