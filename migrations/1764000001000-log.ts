import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The log: one table of events, what makes an append exactly-once, and the only function that writes to it.
 *
 * Nothing here holds a counter. The head is the last event, the version of a stream is its last event, so there is no second
 * copy of the truth that a restore, an import or a crash could leave behind, and no hot row whose dead versions pile up
 * while somebody holds a long snapshot open.
 */
export class Log1764000001000 implements MigrationInterface {
  name = 'Log1764000001000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [tables, immutability, append, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The log is never dropped by a migration. Drop the database if it may go.');
  }
}

const tables = `
-- An empty table that lends the append function its lock. Only the owner may take it: readers of a table can block nobody.
-- Rejected: a head row (an update for every batch, thousands of dead versions under a long snapshot) and advisory locks
-- (any session may take them, and keep them).
create table log.writer ();

create table log.event (
  position bigint not null,
  recorded_at timestamptz not null,
  stream_version integer not null,
  append_offset integer not null,
  append_size integer not null,
  schema_version smallint not null,
  event_id uuid not null,
  leaf_hash bytea not null,
  stream text not null,
  type text not null,
  story text,
  correlation_id text not null,
  causation_id text,
  -- json, not jsonb: the bytes come back as they were appended.
  recorded_by json not null,
  data json not null,
  constraint event_position primary key (position),
  constraint event_id_unique unique (event_id),
  constraint event_stream_version unique (stream, stream_version),
  constraint event_position_range check (position between 1 and 9007199254740991)
);
create index event_story_position on log.event (story, position) where story is not null;
create index event_type_position on log.event (type, position);

create table log.append_key (
  key text not null,
  request_hash text not null,
  first_position bigint not null,
  last_position bigint not null,
  outcome text,
  recorded_at timestamptz not null,
  constraint append_key_primary primary key (key)
);
create index append_key_recorded_at on log.append_key (recorded_at);

create table log.guard (
  name text not null,
  version integer not null,
  constraint guard_name primary key (name)
) with (fillfactor = 80);
`;

const immutability = `
create function log.refuse_change() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'the log is append-only: % on %.% is refused', tg_op, tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege', hint = 'Record a correction instead.';
end
$$;

-- Statement triggers fire even when no row matches, so an attempt is refused before it finds out anything.
create trigger event_never_changes
  before update or delete or truncate on log.event
  for each statement execute function log.refuse_change();
-- Always: also in a session that claims to be a replica.
alter table log.event enable always trigger event_never_changes;
`;

const append = `
create function log.refuse_event(size integer) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'an event of % canonical bytes is larger than 65535', size using errcode = 'CHA01';
end
$$;

-- Writes one batch of appends. Names (streams, types, stories, guards, keys) are sent once and referred to by their place in
-- their list, from 1; 0 is no story, no key.
-- Appends are settled in order, each against what the ones before it left; one that is refused leaves the others alone.
--   expected_version: the exact version, 0 = the stream must not exist, -1 = it must exist
--   kinds: 1 appended, 2 replayed, 3 key reused with other content, 4 conflict
--   hashes: the 32-byte leaf hashes of all written events in order of position
--   expected_actual, guard_actual: the version found where an expectation failed, else null
create function log.append(
  streams text[],
  types text[],
  stories text[],
  guards text[],
  keys text[],
  append_events integer[],
  append_key integer[],
  append_request_hash text[],
  append_outcome text[],
  append_correlation text[],
  append_causation text[],
  append_recorded_by text[],
  expected_append integer[],
  expected_stream integer[],
  expected_version integer[],
  guard_append integer[],
  guard_index integer[],
  guard_version integer[],
  event_stream integer[],
  event_type integer[],
  event_schema smallint[],
  event_story integer[],
  event_id uuid[],
  event_data text[],
  out recorded text,
  out kinds smallint[],
  out firsts bigint[],
  out lasts bigint[],
  out outcomes text[],
  out versions integer[],
  out hashes bytea,
  out expected_actual integer[],
  out guard_actual integer[]
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
set plan_cache_mode = force_generic_plan
as $$
declare
  head bigint;
  moment timestamptz;
  stream_now integer[];
  guard_now integer[];
  guard_raised boolean[];
  key_hash text[];
  key_first bigint[];
  key_last bigint[];
  key_outcome text[];
  key_written boolean[];
  recorded_by_json json[] := append_recorded_by::json[];
  -- names as JSON strings: to_json escapes as JSON.stringify does, which is what RFC 8785 asks for
  stream_json text[];
  type_json text[];
  story_json text[];
  event_position bigint[];
  event_append integer[];
  event_offset integer[];
  leaves bytea[];
  -- the parts of the canonical event that are the same throughout an append
  front bytea;
  middle text;
  bytes bytea;
  -- cursors into the lists of events, expectations and guards
  e integer := 1;
  x integer := 1;
  g integer := 1;
  k integer;
  s integer;
  size integer;
  refused boolean;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'log.append runs in read committed only: an older snapshot would not see the last batch' using errcode = 'CHA02';
  end if;

  -- Held until commit: positions become visible in the order they were drawn, so a reader that has seen n has seen
  -- everything before n. Each statement below takes its snapshot after the lock and so sees the last batch.
  lock table log.writer in share update exclusive mode;

  select v.position, v.recorded_at into head, moment from log.event v order by v.position desc limit 1;
  head := coalesce(head, 0);
  -- A clock that stepped back repeats the last moment rather than contradict the order.
  moment := greatest(moment, clock_timestamp());
  recorded := to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

  stream_now := array(
    select coalesce((select v.stream_version from log.event v where v.stream = n.name order by v.stream_version desc limit 1), 0)
    from unnest(streams) with ordinality as n(name, place)
    order by n.place
  );
  for i in 1 .. cardinality(streams) loop stream_json[i] := to_json(streams[i])::text; end loop;
  for i in 1 .. cardinality(types) loop type_json[i] := to_json(types[i])::text; end loop;
  for i in 1 .. cardinality(stories) loop story_json[i] := to_json(stories[i])::text; end loop;
  if cardinality(guards) > 0 then
    guard_now := array(
      select coalesce((select v.version from log.guard v where v.name = n.name), 0)
      from unnest(guards) with ordinality as n(name, place)
      order by n.place
    );
    guard_raised := array_fill(false, array[cardinality(guards)]);
  end if;
  if cardinality(keys) > 0 then
    -- A key older than seven days is forgotten; each batch with keys sweeps a few more than it may add.
    delete from log.append_key v where v.key in (
      select o.key from log.append_key o where o.recorded_at < moment - interval '7 days'
      order by o.recorded_at limit 2 * cardinality(keys)
    );
    select array_agg(v.request_hash order by n.place), array_agg(v.first_position order by n.place),
           array_agg(v.last_position order by n.place), array_agg(v.outcome order by n.place)
    into key_hash, key_first, key_last, key_outcome
    from unnest(keys) with ordinality as n(key, place)
    left join lateral (
      select o.* from log.append_key o where o.key = n.key and o.recorded_at >= moment - interval '7 days' limit 1
    ) v on true;
    key_written := array_fill(false, array[cardinality(keys)]);
  end if;

  for a in 1 .. cardinality(append_events) loop
    size := append_events[a];
    k := append_key[a];
    refused := false;
    if k > 0 and key_first[k] is not null then
      refused := true;
      if key_hash[k] = append_request_hash[a] then
        kinds[a] := 2;
        firsts[a] := key_first[k];
        lasts[a] := key_last[k];
        outcomes[a] := key_outcome[k];
      else
        kinds[a] := 3;
      end if;
      while expected_append[x] = a loop x := x + 1; end loop;
      while guard_append[g] = a loop g := g + 1; end loop;
    else
      while expected_append[x] = a loop
        s := expected_version[x];
        k := stream_now[expected_stream[x]];
        if (s >= 0 and k <> s) or (s < 0 and k = 0) then
          expected_actual[x] := k;
          refused := true;
        end if;
        x := x + 1;
      end loop;
      s := g;
      while guard_append[g] = a loop
        if guard_now[guard_index[g]] <> guard_version[g] then
          guard_actual[g] := guard_now[guard_index[g]];
          refused := true;
        end if;
        g := g + 1;
      end loop;
      if refused then
        kinds[a] := 4;
      else
        while s < g loop
          guard_now[guard_index[s]] := guard_now[guard_index[s]] + 1;
          guard_raised[guard_index[s]] := true;
          s := s + 1;
        end loop;
      end if;
    end if;

    if refused then
      e := e + size;
    else
      kinds[a] := 1;
      firsts[a] := head + 1;
      front := '\\x00'::bytea || convert_to('{"causationId":' || coalesce(to_json(append_causation[a])::text, 'null')
        || ',"correlationId":' || to_json(append_correlation[a])::text || ',"data":', 'UTF8');
      middle := ',"recordedAt":"' || recorded || '","recordedBy":' || append_recorded_by[a] || ',"schemaVersion":';
      for i in 0 .. size - 1 loop
        s := event_stream[e];
        k := stream_now[s] + 1;
        stream_now[s] := k;
        versions[e] := k;
        head := head + 1;
        event_position[e] := head;
        event_append[e] := a;
        event_offset[e] := i;
        bytes := front || convert_to(event_data[e] || (',"eventId":"' || event_id[e] || '","position":' || head || middle || event_schema[e]
          || ',"story":' || coalesce(story_json[event_story[e]], 'null') || ',"stream":' || stream_json[s] || ',"streamVersion":' || k
          || ',"type":' || type_json[event_type[e]] || '}'), 'UTF8');
        if octet_length(bytes) > 65536 then perform log.refuse_event(octet_length(bytes) - 1); end if;
        leaves[e] := sha256(bytes);
        e := e + 1;
      end loop;
      lasts[a] := head;
      k := append_key[a];
      if k > 0 then
        key_hash[k] := append_request_hash[a];
        key_first[k] := firsts[a];
        key_last[k] := head;
        key_outcome[k] := append_outcome[a];
        key_written[k] := true;
      end if;
    end if;
  end loop;

  if event_position is null then return; end if;

  insert into log.event (position, recorded_at, stream_version, append_offset, append_size, schema_version, event_id, leaf_hash,
                         stream, type, story, correlation_id, causation_id, recorded_by, data)
  select event_position[i], moment, versions[i], event_offset[i], append_events[event_append[i]], event_schema[i], event_id[i], leaves[i],
         streams[event_stream[i]], types[event_type[i]], stories[event_story[i]], append_correlation[event_append[i]],
         append_causation[event_append[i]], recorded_by_json[event_append[i]], event_data[i]::json
  from generate_series(1, cardinality(event_stream)) as n(i)
  where event_position[i] is not null;
  if cardinality(event_stream) = 1 then hashes := leaves[1];
  else select string_agg(n.leaf, ''::bytea order by n.place) into hashes from unnest(leaves) with ordinality as n(leaf, place);
  end if;

  if true = any(guard_raised) then
    insert into log.guard as v (name, version)
    select n.name, n.version from unnest(guards, guard_now, guard_raised) as n(name, version, raised) where n.raised
    on conflict (name) do update set version = excluded.version;
  end if;
  if true = any(key_written) then
    insert into log.append_key as v (key, request_hash, first_position, last_position, outcome, recorded_at)
    select n.key, n.hash, n.first, n.last, n.outcome, moment
    from unnest(keys, key_hash, key_first, key_last, key_outcome, key_written) as n(key, hash, first, last, outcome, written)
    where n.written
    on conflict (key) do update set request_hash = excluded.request_hash, first_position = excluded.first_position,
      last_position = excluded.last_position, outcome = excluded.outcome, recorded_at = excluded.recorded_at;
  end if;

  -- A hint for followers in other processes. They poll as well, so a lost one costs time, never an event.
  perform pg_notify('log_appended', head::text);
end
$$;
`;

const grants = `
revoke all on all functions in schema log from public;
grant usage on schema log to chancery_app;
grant select on log.event, log.append_key, log.guard to chancery_app;
grant execute on function log.append to chancery_app;
`;
