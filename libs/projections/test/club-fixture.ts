import { createPool, type Pool } from '#libs/database';
import { EventStore } from '#libs/event-store';
import { freshDatabase } from '../../../test/database.js';
import { ProjectionEngine, StoreLog, type EngineOptions, type Model } from '../src/index.js';
import { clubs, tables, type ClubEvent } from './clubs.js';

/** An event with the club it happened in; null for people, who belong to no club. */
export type Happening = ClubEvent & { club: string | null };

export interface ClubFixture {
  pool: Pool;
  store: EventStore;
  log: StoreLog;
  appUrl: string;
  ownerUrl: string;
  /** Writes each list as one append. */
  append(...appends: Happening[][]): Promise<void>;
  engine(options?: EngineOptions, model?: Model<any, any, any>): ProjectionEngine;
  /** Stops every engine made here, and drops the database. */
  drop(): Promise<void>;
}

export async function clubFixture(): Promise<ClubFixture> {
  const { appUrl, ownerUrl, drop } = await freshDatabase();
  const pool = createPool({ appUrl }, { max: 12 });
  const store = new EventStore(pool, { pollIntervalMs: 20 });
  const log = new StoreLog(store, pool);
  const engines: ProjectionEngine[] = [];
  return {
    pool,
    store,
    log,
    appUrl,
    ownerUrl,
    append: (...appends) => appendTo(store, appends),
    engine(options = {}, model = clubs) {
      const engine = new ProjectionEngine(pool, log, model, { leaseMs: 1_000, retryMs: 20, ...options });
      engines.push(engine);
      return engine;
    },
    async drop() {
      await Promise.all(engines.map((engine) => engine.stop()));
      await store.close();
      await pool.end();
      await drop();
    },
  };
}

export async function appendTo(store: EventStore, appends: readonly Happening[][]): Promise<void> {
  for (const happenings of appends) {
    const outcome = await store.append({
      events: happenings.map(({ type, data, club }) => ({ stream: club === null ? 'people/all' : `club/${club}`, type, schemaVersion: 1, story: club, data })),
      recordedBy: { id: null, name: null, kind: 'system' },
      correlationId: 'spec',
      causationId: null,
    });
    if (outcome.kind !== 'appended') throw new Error(`not appended: ${outcome.kind}`);
  }
}

export interface TableRow { story: string; key: string; from: number; to: number | null; row: string | null; facets: string }

/** All row versions of all tables, in one order. */
export async function allRows(pool: Pool, names: readonly string[] = tables): Promise<Record<string, TableRow[]>> {
  const result: Record<string, TableRow[]> = {};
  for (const name of names) {
    const { rows } = await pool.query<TableRow>(
      `select story, key, known_from as "from", known_to as "to", row::text as row, facets::text as facets from read.${name} order by story, key, known_from`,
    );
    result[name] = rows;
  }
  return result;
}

/** The rows as they stood at a position, by table and story and key. */
export function rowsAt(all: Record<string, TableRow[]>, position: number): Record<string, string> {
  const standing: Record<string, string> = {};
  for (const [name, rows] of Object.entries(all)) {
    for (const { story, key, from, to, row } of rows) if (row !== null && from <= position && (to === null || to > position)) standing[`${name} ${story} ${key}`] = row;
  }
  return standing;
}
