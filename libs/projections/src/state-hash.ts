import type { Pool, PoolClient } from '#libs/database';

export interface StateHash {
  /** Base16 SHA-256; that of nothing for an empty table. */
  readonly hash: string;
  readonly rows: number;
}

/** Parts of a table that are left out of a comparison, because a parked event kept them from being what they should be. */
export interface Omitted {
  readonly stories: readonly string[];
  readonly keys: readonly { story: string; key: string }[];
}

const NOTHING: Omitted = { stories: [], keys: [] };

// A later end is not known yet at the position asked for. Row versions that began later do not exist there.
const endAsOf = (table: string): string => `case when ${table}.known_to <= $1 then ${table}.known_to end`;

const kept = (table: string): string =>
  `${table}.story <> all($2::text[]) and not exists (select from unnest($3::text[], $4::text[]) as o(story, key) where o.story = ${table}.story and o.key = ${table}.key)`;

const parameters = (position: number, { stories, keys }: Omitted): unknown[] => [position, stories, keys.map(({ story }) => story), keys.map(({ key }) => key)];

/**
 * SHA-256 over all row versions of a table as of a position, in the order of story, key and beginning. It is taken in the
 * database, over the bytes that readers get, in two levels (rows of a story, stories), so that memory stays small.
 */
export async function stateHash(client: Pool | PoolClient, table: string, position: number, omitted: Omitted = NOTHING): Promise<StateHash> {
  const { rows } = await client.query<{ hash: string; rows: number | string }>(
    `select encode(sha256(coalesce(string_agg(hash, ''::bytea order by story), ''::bytea)), 'hex') as hash, coalesce(sum(rows), 0)::bigint as rows
     from (
       select t.story, count(*) as rows,
         sha256(convert_to(t.story, 'UTF8') || '\\x00'::bytea || string_agg(
           sha256(convert_to(t.key || E'\\x1f' || t.known_from || E'\\x1f' || coalesce((${endAsOf('t')})::text, '') || E'\\x1f' || coalesce(t.row::text, '') || E'\\x1f' || t.facets::text, 'UTF8')),
           ''::bytea order by t.key, t.known_from)) as hash
       from ${table} t
       where t.known_from <= $1 and ${kept('t')}
       group by t.story
     ) as stories`,
    parameters(position, omitted),
  );
  return { hash: rows[0]!.hash, rows: Number(rows[0]!.rows) };
}

export interface FirstDifference {
  readonly story: string;
  readonly key: string;
  readonly knownFrom: number;
  /** The version as each table has it; null where it has none. */
  readonly live: { knownTo: number | null; row: string | null } | null;
  readonly rebuilt: { knownTo: number | null; row: string | null } | null;
}

/** The first row version, in the order of the hash, that two tables do not have alike as of a position. */
export async function firstDifference(client: Pool | PoolClient, live: string, rebuilt: string, position: number, omitted: Omitted = NOTHING): Promise<FirstDifference | null> {
  const side = (table: string): string =>
    `(select t.story, t.key, t.known_from, ${endAsOf('t')} as known_to, t.row::text as row, t.facets::text as facets from ${table} t where t.known_from <= $1 and ${kept('t')})`;
  const { rows } = await client.query<{
    story: string; key: string; known_from: number | string; in_live: boolean; in_rebuilt: boolean;
    live_to: number | string | null; live_row: string | null; rebuilt_to: number | string | null; rebuilt_row: string | null;
  }>(
    `select coalesce(a.story, b.story) as story, coalesce(a.key, b.key) as key, coalesce(a.known_from, b.known_from) as known_from,
       a.story is not null as in_live, b.story is not null as in_rebuilt,
       a.known_to as live_to, a.row as live_row, b.known_to as rebuilt_to, b.row as rebuilt_row
     from ${side(live)} a full join ${side(rebuilt)} b on a.story = b.story and a.key = b.key and a.known_from = b.known_from
     where a.known_to is distinct from b.known_to or a.row is distinct from b.row or a.facets is distinct from b.facets or a.story is null or b.story is null
     order by 1, 2, 3 limit 1`,
    parameters(position, omitted),
  );
  const [row] = rows;
  if (row === undefined) return null;
  const number = (value: number | string | null): number | null => (value === null ? null : Number(value));
  return {
    story: row.story,
    key: row.key,
    knownFrom: Number(row.known_from),
    live: row.in_live ? { knownTo: number(row.live_to), row: row.live_row } : null,
    rebuilt: row.in_rebuilt ? { knownTo: number(row.rebuilt_to), row: row.rebuilt_row } : null,
  };
}
