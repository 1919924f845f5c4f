import type { Pool } from '#libs/database';
import { Breather } from './breather.js';
import { StoryIndex } from './story-index.js';
import { VersionSteps, type VersionStepsOptions } from './version-steps.js';

export interface RowText {
  readonly key: string;
  readonly knownFrom: number;
  /** null while the row was still standing at the position asked for. */
  readonly knownTo: number | null;
  /** The row as JSON, ready to be put into an answer. */
  readonly text: string;
}

export interface RowChange {
  readonly key: string;
  /** The last position between the two at which a version of the row began, or it ended. */
  readonly position: number;
  /** The row as of each position; null where there was none. */
  readonly before: RowText | null;
  readonly after: RowText | null;
}

export interface RowIndexOptions {
  /** Most row versions whose facets are kept in memory; the story used last stays even when it alone has more. Default 200,000. */
  maxEntries?: number;
}

/** Row versions that are taken in without giving others a turn. */
const rowsATurn = 1_000;

interface VersionRow { key: string; known_from: number | string; known_to: number | string | null; row: string }
interface AdvanceRow { generation: number | string; position: number | string; key: string | null; known_from: number | string; known_to: number | string | null; facets: string }

/**
 * The reading side. Which rows stood at a position is answered from memory, what they say is fetched as text by key; both cost
 * the same in the middle of history as at the head. Name projections by their table, stories by slug ('' for the registers).
 * Positions must not exceed what the projection has reached: wait for it first.
 */
export class RowIndex {
  private readonly indexes = new Map<string, StoryIndex>();
  private readonly advancing = new Map<string, Promise<StoryIndex>>();
  private readonly maxEntries: number;
  private entries = 0;

  constructor(private readonly pool: Pool, options: RowIndexOptions = {}) {
    this.maxEntries = options.maxEntries ?? 200_000;
  }

  /** All row versions of a story with their facets, complete at least up to `position` (default: what is in the table now). */
  async index(projection: string, story: string, position = Infinity): Promise<StoryIndex> {
    const name = `${projection}/${story}`;
    const known = this.indexes.get(name);
    if (known !== undefined && known.position >= position) {
      this.keep(name, known, known.entries.length);
      return known;
    }
    // Requests that come together share one query; one that came later may need to see more, so it does not join.
    const running = this.advancing.get(name);
    if (running !== undefined) {
      const index = await running;
      return index.position >= position || position === Infinity ? index : this.index(projection, story, position);
    }
    const advance = this.advance(projection, story, known);
    this.advancing.set(name, advance);
    try {
      return await advance;
    } finally {
      this.advancing.delete(name);
    }
  }

  /** The rows of these keys as of a position, in the order of the keys; a key without a row is left out. */
  async rowTexts(projection: string, story: string, keys: readonly string[], position: number): Promise<RowText[]> {
    if (keys.length === 0) return [];
    return this.texts(
      `select v.* from unnest($2::text[]) with ordinality as w(key, place)
       cross join lateral (
         select key, known_from, known_to, row::text as row from ${table(projection)} t
         where t.story = $1 and t.key = w.key and t.known_from <= $3 order by t.known_from desc limit 1
       ) v
       where v.known_to is null or v.known_to > $3
       order by w.place`,
      [story, keys, position],
      position,
    );
  }

  /** Every version that had begun by a position, by key and beginning, in pages. For one key or all. */
  async *rowVersions(projection: string, story: string, position: number, key?: string, pageSize = 1_000): AsyncGenerator<RowText[]> {
    let after: { key: string; knownFrom: number } = { key: key ?? '', knownFrom: -1 };
    for (;;) {
      const page: RowText[] = await this.texts(
        `select key, known_from, known_to, row::text as row from ${table(projection)}
         where story = $1 and (key, known_from) > ($2, $3) and known_from <= $4 and row is not null ${key === undefined ? '' : 'and key = $2'}
         order by key, known_from limit $5`,
        [story, after.key, after.knownFrom, position, pageSize],
        position,
      );
      if (page.length > 0) yield page;
      if (page.length < pageSize) return;
      after = page.at(-1)!;
    }
  }

  /** The rows that are not the same at two positions (a ≤ b), by key. A row that changed and changed back is the same. */
  async touchedBetween(projection: string, story: string, a: number, b: number): Promise<RowChange[]> {
    const asOf = (position: string): string =>
      `select known_from, known_to, row::text as row from ${table(projection)} t
       where t.story = $1 and t.key = touched.key and t.known_from <= ${position} order by t.known_from desc limit 1`;
    const rows = await this.query<{
      key: string; changed: number | string; before_from: number | string | null; before_to: number | string | null; before_row: string | null;
      after_from: number | string | null; after_to: number | string | null; after_row: string | null;
    }>(
      `select touched.key, touched.changed, before.known_from as before_from, before.known_to as before_to, before.row as before_row,
         after.known_from as after_from, after.known_to as after_to, after.row as after_row
       from (select key, max(known_from) as changed from ${table(projection)} where story = $1 and known_from > $2 and known_from <= $3 group by key) touched
       left join lateral (${asOf('$2')}) before on before.known_to is null or before.known_to > $2
       left join lateral (${asOf('$3')}) after on after.known_to is null or after.known_to > $3
       where before.row is distinct from after.row
       order by touched.key`,
      [story, a, b],
    );
    const textOf = (key: string, from: number | string | null, to: number | string | null, text: string | null, position: number): RowText | null =>
      text === null ? null : { key, knownFrom: Number(from), knownTo: endAsOf(to, position), text };
    return rows.map((row) => ({
      key: row.key,
      position: Number(row.changed),
      before: textOf(row.key, row.before_from, row.before_to, row.before_row, a),
      after: textOf(row.key, row.after_from, row.after_to, row.after_row, b),
    }));
  }

  /** Reads the versions that begin after a position, stretch by stretch, each with the version it followed. */
  steps(projection: string, story: string, after: number, options: VersionStepsOptions = {}): VersionSteps {
    return new VersionSteps(this.pool, table(projection), story, after, options);
  }

  /**
   * The story in which a row with this key, or with a key that begins with it and a bar, ever stood; null when there is none.
   * Only for projections that are `foundByKey`.
   */
  async find(projection: string, key: string): Promise<{ story: string; key: string } | null> {
    const [row] = await this.query<{ story: string; key: string }>(
      `select story, key from ${table(projection)} where key = $1 or (key >= $1 || '|' and key < $1 || '}') limit 1`,
      [key],
    );
    return row ?? null;
  }

  /** Register refs ('actor/usa') that a story had named by a position. */
  async refsNamedBy(story: string, position: number): Promise<string[]> {
    const rows = await this.query<{ ref: string }>('select ref from read.reference where story = $1 and since <= $2 order by ref', [story, position]);
    return rows.map(({ ref }) => ref);
  }

  /** Stories that had named one of these register refs by a position, in their order. */
  async storiesNaming(refs: readonly string[], position: number): Promise<string[]> {
    const rows = await this.query<{ story: string }>("select distinct story from read.reference where ref = any($1::text[]) and since <= $2 and story <> '' order by story", [refs, position]);
    return rows.map(({ story }) => story);
  }

  /** Forgets what it holds, of one projection or of all, as after a switch of tables. */
  clear(projection?: string): void {
    for (const [name, index] of [...this.indexes]) {
      if (projection !== undefined && !name.startsWith(`${projection}/`)) continue;
      this.indexes.delete(name);
      this.entries -= index.entries.length;
    }
  }

  private async advance(projection: string, story: string, known: StoryIndex | undefined): Promise<StoryIndex> {
    const name = `${projection}/${story}`;
    const rows = await this.query<AdvanceRow>(
      `select c.generation, c.position, v.key, v.known_from, v.known_to, v.facets
       from read.checkpoint c
       left join lateral (
         select key, known_from, known_to, facets::text as facets from ${table(projection)} t where t.story = $1 and t.known_from > $2
       ) v on true
       where c.projection = $3
       order by v.known_from, v.key`,
      [story, known?.position ?? -1, projection],
    );
    const [first] = rows;
    if (first === undefined) return new StoryIndex(0, 0);
    const generation = Number(first.generation);
    if (known !== undefined && known.generation !== generation) {
      this.forget(name);
      return this.advance(projection, story, undefined);
    }
    const index = known ?? new StoryIndex(generation, 0);
    const before = index.entries.length;
    // A part at a time: reading the facets of a large story would hold up every other request. Until the last part the index stands
    // where it stood, and what begins later is not seen there.
    const breather = new Breather();
    for (let from = 0; from < rows.length; from += rowsATurn) {
      const versions = rows.slice(from, from + rowsATurn).flatMap(({ key, known_from, known_to, facets }) =>
        key === null ? [] : [{ key, knownFrom: Number(known_from), knownTo: known_to === null ? null : Number(known_to), facetsText: facets }]);
      index.advance(index.position, versions);
      await breather.breathe();
    }
    index.advance(Number(first.position), []);
    this.keep(name, index, before);
    return index;
  }

  private keep(name: string, index: StoryIndex, counted: number): void {
    this.entries += this.indexes.get(name) === index ? index.entries.length - counted : index.entries.length;
    this.indexes.delete(name);
    this.indexes.set(name, index);
    for (const oldest of this.indexes.keys()) {
      if (this.entries <= this.maxEntries || oldest === name) break;
      this.forget(oldest);
    }
  }

  private forget(name: string): void {
    const index = this.indexes.get(name);
    if (index === undefined) return;
    this.indexes.delete(name);
    this.entries -= index.entries.length;
  }

  private async texts(statement: string, values: unknown[], position: number): Promise<RowText[]> {
    const rows = await this.query<VersionRow>(statement, values);
    return rows.map(({ key, known_from, known_to, row }) => ({ key, knownFrom: Number(known_from), knownTo: endAsOf(known_to, position), text: row }));
  }

  private query<R extends object>(statement: string, values: unknown[]): Promise<R[]> {
    return orNothing(this.pool.query<R>(statement, values).then(({ rows }) => rows));
  }
}

/** A read model that was never built has no rows yet; its checkpoint stands at 0. */
async function orNothing<R>(rows: Promise<R[]>): Promise<R[]> {
  try {
    return await rows;
  } catch (error) {
    if ((error as { code?: string }).code === '42P01') return [];
    throw error;
  }
}

const endAsOf = (knownTo: number | string | null, position: number): number | null => (knownTo === null || Number(knownTo) > position ? null : Number(knownTo));

function table(projection: string): string {
  if (!/^[a-z][a-z_]{0,39}$/.test(projection)) throw new Error(`"${projection}" names no projection`);
  return `read.${projection}`;
}
