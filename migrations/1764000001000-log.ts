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
  constraint event_stream_version unique (stream, stream_version)
);
-- Whole, not "where story is not null": a predicate costs every append as much as an entry, and the register (no story) is read by it too.
create index event_story_position on log.event (story, position);
-- By block, not by row: an entry for each event in the middle of a tree was a fifth of the append. Rare types are found in
-- the few blocks that hold them, frequent ones on the way through the positions.
create index event_type on log.event using brin (type text_bloom_ops) with (pages_per_range = 32, autosummarize = on);

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

/**
 * The statement that writes events whose place is settled, and hands back the leaf hash and the stream version of each. It
 * stands twice in the append function: with the place reckoned from what the caller counted, or looked up. A row of the
 * log costs as much as all its reckoning, so that is all done in the one statement that writes it.
 */
function writeEvents(place: { position: string; version: string; where: string }): string {
  return `
    with written as (
      insert into log.event (position, recorded_at, stream_version, append_offset, append_size, schema_version, event_id, leaf_hash,
                             stream, type, story, correlation_id, causation_id, recorded_by, data)
      select c.position, moment, c.version, facts[c.i * 7], append_facts[c.a * 2 - 1], facts[c.i * 7 - 3], event_id[c.i],
             case when octet_length(c.leaf) <= 65536 then sha256(c.leaf) else log.refuse_event(octet_length(c.leaf) - 1) end,
             streams[c.s], types[facts[c.i * 7 - 4]], stories[facts[c.i * 7 - 2]], append_correlation[c.a], append_causation[c.a], recorded_by_json[c.a],
             event_data[c.i]::json
      from (
        select n.*,
               '\\x00'::bytea || convert_to(front[n.a] || event_data[n.i] || (',"eventId":"' || event_id[n.i] || '","position":' || n.position
                 || middle || append_recorded_by[n.a] || ',"schemaVersion":' || facts[n.i * 7 - 3]
                 || ',"story":' || coalesce(story_json[facts[n.i * 7 - 2]], 'null') || ',"stream":' || stream_json[n.s]
                 || ',"streamVersion":' || n.version || ',"type":' || type_json[facts[n.i * 7 - 4]] || '}'), 'UTF8') as leaf
        from (
          select i, facts[i * 7 - 6] as s, facts[i * 7 - 1] as a, ${place.position} as position, ${place.version} as version
          from generate_series(1, cardinality(event_id)) as g(i)
          ${place.where}
          offset 0
        ) n
        offset 0 -- keeps the planner from writing the long expression out twice
      ) c
      returning position, stream_version, leaf_hash
    )
    select encode(string_agg(w.leaf_hash || int4send(w.stream_version), ''::bytea order by w.position), 'base64') into leaves from written w;`;
}

const append = `
create function log.refuse_event(size integer) returns bytea
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'an event of % canonical bytes is larger than 65535', size using errcode = 'CHA01';
end
$$;

-- Writes one batch of appends. Names (streams, types, stories, guards, keys) are sent once and referred to by their place in
-- their list, from 1; 0 is no story, no key. Appends are settled in order, each against what the ones before it left; one
-- that is refused leaves the others alone.
--   append_facts: two of each append: its number of events, its key
--   expected: three of each expectation: the append, the stream, the version (0 = no events, -1 = some)
--   guarded: three of each guard: the append, the guard, the version
--   facts: seven of each event: stream, which of the batch's events on that stream it is (from 1), type, schema version, story,
--     append, offset in the append
--   first: the position of the batch's first event
--   kinds: of each append: 1 appended, 2 replayed, 3 key reused with other content, 4 conflict; null: all are appended
--   leaves: in order of position, 36 bytes of each written event: leaf hash and stream version
--   expected_actual, guard_actual: the version found where an expectation failed, else null
create function log.append(
  streams text[],
  types text[],
  stories text[],
  guards text[],
  keys text[],
  append_facts integer[],
  append_request_hash text[],
  append_outcome text[],
  append_correlation text[],
  append_causation text[],
  append_recorded_by text[],
  expected integer[],
  guarded integer[],
  facts integer[],
  event_id uuid[],
  event_data text[],
  hint boolean,
  out recorded text,
  out first bigint,
  out kinds smallint[],
  out firsts bigint[],
  out lasts bigint[],
  out outcomes text[],
  out leaves text,
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
  -- the parts of the canonical event that are the same throughout an append, or throughout the batch
  front text[];
  middle text;
  -- where events go when not all of them go in
  event_position bigint[];
  event_version integer[];
  someone_refused boolean := false;
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

  -- A clock that stepped back repeats the last moment rather than contradict the order.
  select coalesce(h.position, 0), greatest(h.recorded_at, clock_timestamp()),
         array(
           select coalesce((select v.stream_version from log.event v where v.stream = n.name order by v.stream_version desc limit 1), 0)
           from unnest(streams) with ordinality as n(name, place)
           order by n.place
         ),
         array(select to_json(n.name)::text from unnest(streams) with ordinality as n(name, place) order by n.place),
         array(select to_json(n.name)::text from unnest(types) with ordinality as n(name, place) order by n.place),
         array(select to_json(n.name)::text from unnest(stories) with ordinality as n(name, place) order by n.place),
         array(
           select '{"causationId":' || coalesce(to_json(n.causation)::text, 'null') || ',"correlationId":' || to_json(n.correlation)::text || ',"data":'
           from unnest(append_causation, append_correlation) with ordinality as n(causation, correlation, place)
           order by n.place
         )
  into head, moment, stream_now, stream_json, type_json, story_json, front
  from (select) as always
  left join lateral (select v.position, v.recorded_at from log.event v order by v.position desc limit 1) h on true;
  first := head + 1;
  recorded := to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  middle := ',"recordedAt":"' || recorded || '","recordedBy":';

  if cardinality(expected) + cardinality(guarded) + cardinality(keys) = 0 then
    -- Nothing to settle.
    ${writeEvents({ position: 'head + i', version: 'stream_now[facts[i * 7 - 6]] + facts[i * 7 - 5]', where: '' })}
    if hint then perform pg_notify('log_appended', ''); end if;
    return;
  end if;

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

  for a in 1 .. cardinality(append_correlation) loop
    size := append_facts[a * 2 - 1];
    k := append_facts[a * 2];
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
      while expected[x * 3 - 2] = a loop x := x + 1; end loop;
      while guarded[g * 3 - 2] = a loop g := g + 1; end loop;
    else
      while expected[x * 3 - 2] = a loop
        s := expected[x * 3];
        k := stream_now[expected[x * 3 - 1]];
        if (s >= 0 and k <> s) or (s < 0 and k = 0) then
          expected_actual[x] := k;
          refused := true;
        end if;
        x := x + 1;
      end loop;
      s := g;
      while guarded[g * 3 - 2] = a loop
        if guard_now[guarded[g * 3 - 1]] <> guarded[g * 3] then
          guard_actual[g] := guard_now[guarded[g * 3 - 1]];
          refused := true;
        end if;
        g := g + 1;
      end loop;
      if refused then
        kinds[a] := 4;
      else
        while s < g loop
          k := guarded[s * 3 - 1];
          guard_now[k] := guard_now[k] + 1;
          guard_raised[k] := true;
          s := s + 1;
        end loop;
      end if;
    end if;

    if refused then
      someone_refused := true;
      e := e + size;
    else
      kinds[a] := 1;
      firsts[a] := head + 1;
      lasts[a] := head + size;
      for i in 1 .. size loop
        s := facts[e * 7 - 6];
        k := stream_now[s] + 1;
        stream_now[s] := k;
        event_version[e] := k;
        event_position[e] := head + i;
        e := e + 1;
      end loop;
      head := head + size;
      k := append_facts[a * 2];
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
  ${writeEvents({ position: 'event_position[i]', version: 'event_version[i]', where: 'where event_position[i] is not null' })}

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
  if hint then perform pg_notify('log_appended', ''); end if;
end
$$;

-- The same for a batch of one event that expects nothing and has no key, where a call costs more than its event: half the
-- statements, no lists. Answers what log.append says in recorded, first and leaves, separated by spaces.
create function log.append_one(
  stream text,
  type text,
  story text,
  schema_version smallint,
  event_id uuid,
  event_data text,
  correlation text,
  causation text,
  recorded_by text,
  hint boolean
) returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_variable
declare
  head bigint;
  moment timestamptz;
  version integer;
  recorded text;
  bytes bytea;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'log.append_one runs in read committed only: an older snapshot would not see the last batch' using errcode = 'CHA02';
  end if;

  -- Lock, head and moment as in log.append.
  lock table log.writer in share update exclusive mode;
  select coalesce(h.position, 0) + 1, greatest(h.recorded_at, clock_timestamp()),
         coalesce((select v.stream_version from log.event v where v.stream = append_one.stream order by v.stream_version desc limit 1), 0) + 1
  into head, moment, version
  from (select) as always
  left join lateral (select v.position, v.recorded_at from log.event v order by v.position desc limit 1) h on true;
  recorded := to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

  -- The members come in order and json comes through as it is, so the row's JSON is the canonical event.
  select '\\x00'::bytea || convert_to(to_json(r)::text, 'UTF8') into bytes
  from (
    select causation as "causationId", correlation as "correlationId", event_data::json as data, event_id as "eventId", head as position,
           recorded as "recordedAt", recorded_by::json as "recordedBy", schema_version as "schemaVersion", story, stream, version as "streamVersion", type
  ) r;
  if octet_length(bytes) > 65536 then perform log.refuse_event(octet_length(bytes) - 1); end if;
  bytes := sha256(bytes);

  insert into log.event (position, recorded_at, stream_version, append_offset, append_size, schema_version, event_id, leaf_hash,
                         stream, type, story, correlation_id, causation_id, recorded_by, data)
  values (head, moment, version, 0, 1, schema_version, event_id, bytes, stream, type, story, correlation, causation, recorded_by::json, event_data::json);
  if hint then perform pg_notify('log_appended', ''); end if;
  return recorded || ' ' || head || ' ' || encode(bytes || int4send(version), 'base64');
end
$$;
`;

const grants = `
revoke all on all functions in schema log from public;
grant usage on schema log to chancery_app;
grant select on log.event, log.append_key, log.guard to chancery_app;
grant execute on function log.append, log.append_one to chancery_app;
`;
