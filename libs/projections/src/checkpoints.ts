import type { Pool, PoolClient } from '#libs/database';
import { Fenced } from './lease.js';

export type ProjectionState = 'building' | 'ready' | 'active' | 'retired' | 'failed';

/** How far one projection's rows have come. */
export interface Checkpoint {
  readonly projection: string;
  readonly version: number;
  /** Which build of the table is read; raised by every rebuild. */
  readonly generation: number;
  readonly position: number;
  readonly state: ProjectionState;
  readonly lastError: string | null;
}

interface CheckpointRow { projection: string; version: number; generation: number | string; position: number | string; state: ProjectionState; last_error: string | null }

export async function readCheckpoints(client: Pool | PoolClient): Promise<Map<string, Checkpoint>> {
  const { rows } = await client.query<CheckpointRow>('select projection, version, generation, position, state, last_error from read.checkpoint');
  return new Map(
    rows.map(({ projection, version, generation, position, state, last_error }) => [
      projection,
      { projection, version, generation: Number(generation), position: Number(position), state, lastError: last_error },
    ]),
  );
}

/**
 * Moves checkpoints from where the batch began to its end.
 * @throws Fenced when one of them is not where it was, or its table was replaced meanwhile
 */
export async function advanceCheckpoints(client: PoolClient, from: readonly Checkpoint[], position: number): Promise<void> {
  const { rowCount } = await client.query(
    `update read.checkpoint c set position = $4
     from unnest($1::text[], $2::bigint[], $3::bigint[]) as f(projection, generation, position)
     where c.projection = f.projection and c.generation = f.generation and c.position = f.position and c.state = 'active'`,
    [from.map(({ projection }) => projection), from.map(({ generation }) => generation), from.map((checkpoint) => checkpoint.position), position],
  );
  if (rowCount !== from.length) throw new Fenced('A projection was advanced or switched by another worker');
}

/** Takes a projection whose rows are wrong out of the feed, so that the others go on; a rebuild brings it back. */
export async function markFailed(pool: Pool, projection: string, error: string): Promise<void> {
  await pool.query(`update read.checkpoint set state = 'failed', last_error = $2 where projection = $1 and state = 'active'`, [projection, error]);
}
