import { createHash } from 'node:crypto';
import { int8Array, jsonArray, textArray, type Pool, type PoolClient } from '#libs/database';
import type { BatchResult, Reference, StandingRows } from './batch-fold.js';
import type { Parked, Version } from './row-fold.js';

/** One projection's table, and up to which position its rows are already in it. */
export interface RowTable {
  readonly projection: string;
  /** null: the table that is read. A number: the one being built beside it. */
  readonly generation: number | null;
  /** Versions that begin here or before are in the table; Infinity for a table that is only read. */
  readonly writtenUpTo: number;
}

/** Names of statements have 63 bytes at most; the list of tables would be cut, and two lists could become one. */
const digest = (tables: readonly RowTable[]): string => createHash('md5').update(tables.map(({ projection }) => projection).join()).digest('hex');

/** Names are checked by `checkModel`, so they may stand in a statement. */
export const tableOf = ({ projection, generation }: Pick<RowTable, 'projection' | 'generation'>): string =>
  `read.${generation === null ? projection : `${projection}__${generation}`}`;

/** Reads the rows a batch starts from. */
export class TableRows implements StandingRows {
  constructor(private readonly client: Pool | PoolClient, private readonly tables: readonly RowTable[]) {}

  async load(wanted: ReadonlyMap<string, readonly { story: string; key: string }[]>, position: number): Promise<Version[]> {
    if (wanted.size === 0) return [];
    const values: unknown[] = [position];
    const parts = this.tables.map((table) => {
      const keys = wanted.get(table.projection) ?? [];
      const at = values.push(textArray(keys.map(({ story }) => story)), textArray(keys.map(({ key }) => key)));
      return `select '${table.projection}' as projection, w.story, w.key, v.known_from, v.row::text as row, v.facets::text as facets
        from unnest($${at - 1}::text[], $${at}::text[]) as w(story, key)
        cross join lateral (
          select known_from, known_to, row, facets from ${tableOf(table)} t
          where t.story = w.story and t.key = w.key and t.known_from <= $1 order by t.known_from desc limit 1
        ) v
        where v.known_to is null or v.known_to > $1`;
    });
    const { rows } = await this.client.query<{ projection: string; story: string; key: string; known_from: number | string; row: string; facets: string }>({
      // Every table is asked, those of which nothing is wanted with no keys: so it is one statement, planned once a connection.
      name: this.tables.every(({ generation }) => generation === null) ? `standing rows ${digest(this.tables)}` : undefined,
      text: parts.join('\nunion all\n'),
      values,
    });
    return rows.map(({ projection, story, key, known_from, row, facets }) => ({
      projection,
      story,
      key,
      knownFrom: Number(known_from),
      knownTo: null,
      text: row,
      facets,
    }));
  }

  async storiesNaming(refs: readonly string[]): Promise<string[]> {
    const { rows } = await this.client.query<{ story: string }>('select distinct story from read.reference where ref = any($1::text[])', [refs]);
    return rows.map(({ story }) => story);
  }
}

/** Puts what a batch means into the tables, within the transaction of `client`. */
export async function writeBatch(client: PoolClient, tables: readonly RowTable[], { versions, closed, parked, references }: BatchResult): Promise<void> {
  for (const table of tables) {
    const ours = ({ projection }: { projection: string }): boolean => projection === table.projection;
    // A table may be ahead of the batch: what began up to there is in it already, perhaps even with its end.
    const began = versions.filter((version) => ours(version) && version.knownFrom > table.writtenUpTo);
    const ended = [...closed, ...versions].filter((version) => ours(version) && version.knownFrom <= table.writtenUpTo && version.knownTo !== null && version.knownTo > table.writtenUpTo);
    if (ended.length > 0) await closeVersions(client, table, ended);
    if (began.length > 0) await insertVersions(client, table, began);
    const unable = parked.filter((entry) => ours(entry) && entry.position > table.writtenUpTo);
    if (unable.length > 0) await insertParked(client, unable);
  }
  if (references.length > 0) await insertReferences(client, references);
}

/** Statements on the tables that are read come again with every batch and are planned once a connection; those of a rebuild come and go. */
const nameFor = (what: 'begin' | 'close', { projection, generation }: RowTable): string | undefined => (generation === null ? `${what} ${projection}` : undefined);

async function closeVersions(client: PoolClient, table: RowTable, ended: readonly Version[]): Promise<void> {
  const { rowCount } = await client.query({
    name: nameFor('close', table),
    text: `update ${tableOf(table)} t set known_to = e.known_to
     from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) as e(story, key, known_from, known_to)
     where t.story = e.story and t.key = e.key and t.known_from = e.known_from and t.known_to is null`,
    values: [textArray(ended.map(({ story }) => story)), textArray(ended.map(({ key }) => key)), int8Array(ended.map(({ knownFrom }) => knownFrom)), int8Array(ended.map(({ knownTo }) => knownTo))],
  });
  if (rowCount !== ended.length) throw new RowsDiffer(table.projection, `of ${ended.length} row versions to close ${rowCount} were open`);
}

async function insertVersions(client: PoolClient, table: RowTable, began: readonly Version[]): Promise<void> {
  const inserted = client.query({
    name: nameFor('begin', table),
    text: `insert into ${tableOf(table)} (story, key, known_from, known_to, row, facets)
     select story, key, known_from, known_to, row, facets
     from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::json[], $6::json[]) as b(story, key, known_from, known_to, row, facets)`,
    values: [
      textArray(began.map(({ story }) => story)),
      textArray(began.map(({ key }) => key)),
      int8Array(began.map(({ knownFrom }) => knownFrom)),
      int8Array(began.map(({ knownTo }) => knownTo)),
      jsonArray(began.map(({ text }) => text)),
      jsonArray(began.map(({ facets }) => facets)),
    ],
  });
  await inserted.catch((error: { code?: string; detail?: string }) => {
    if (error.code !== '23505') throw error;
    throw new RowsDiffer(table.projection, `a row version to write was there already: ${error.detail ?? 'no detail'}`);
  });
}

export async function insertParked(client: PoolClient, parked: readonly Parked[]): Promise<void> {
  await client.query(
    `insert into read.parked (projection, story, key, position, error)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[]) on conflict do nothing`,
    [
      parked.map(({ projection }) => projection),
      parked.map(({ story }) => story),
      parked.map(({ key }) => key),
      parked.map(({ position }) => position),
      parked.map(({ error }) => error.replaceAll('\0', '')),
    ],
  );
}

export async function insertReferences(client: PoolClient, references: readonly Reference[]): Promise<void> {
  await client.query(
    `insert into read.reference (story, ref, since) select * from unnest($1::text[], $2::text[], $3::bigint[])
     on conflict (story, ref) do update set since = excluded.since where reference.since > excluded.since`,
    [references.map(({ story }) => story), references.map(({ ref }) => ref), references.map(({ since }) => since)],
  );
}

/** The rows in a table are not those the fold would have written: somebody or something else has changed them. */
export class RowsDiffer extends Error {
  constructor(readonly projection: string, found: string) {
    super(`The rows of ${projection} are not what its events gave: ${found}. Rebuild it.`);
  }
}
