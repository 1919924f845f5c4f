import type { Pool, PoolClient } from '#libs/database';

/** Somebody else may have taken over: whatever was being done no longer counts. */
export class Fenced extends Error {}

/** The right to advance the projections, until it expires or another process takes it. */
export interface Lease {
  readonly holder: string;
  readonly epoch: number;
}

const NAME = 'projector';

/**
 * Takes the lease if it is free or expired; null while another holder has it. Each taking raises the epoch, so that work which
 * an earlier holder began cannot commit afterwards, however long that process was stopped.
 */
export async function takeLease(pool: Pool, holder: string, leaseMs: number): Promise<Lease | null> {
  // Skipping a locked row: its holder is just committing, or stopped in the middle, and the server ends that session soon.
  const { rows } = await pool.query<{ epoch: number | string }>(
    `update read.lease set holder = $2, epoch = epoch + 1, until = clock_timestamp() + $3 * interval '1 millisecond'
     where name in (select name from read.lease where name = $1 and until < clock_timestamp() for update skip locked)
     returning epoch`,
    [NAME, holder, leaseMs],
  );
  const [row] = rows;
  return row === undefined ? null : { holder, epoch: Number(row.epoch) };
}

/**
 * Prolongs the lease, as the first act of every batch: the row stays locked until the batch commits, so nobody can take over
 * in between, and a batch of an older epoch stops here.
 * @throws Fenced when the lease is another's by now
 */
export async function holdLease(client: Pool | PoolClient, lease: Lease, leaseMs: number): Promise<void> {
  const { rowCount } = await client.query(
    `update read.lease set until = clock_timestamp() + $4 * interval '1 millisecond' where name = $1 and holder = $2 and epoch = $3`,
    [NAME, lease.holder, lease.epoch, leaseMs],
  );
  if (rowCount !== 1) throw new Fenced(`The lease of epoch ${lease.epoch} has passed to another worker`);
}

/** Gives the lease back at once, so that the next worker need not wait for it to expire. */
export async function releaseLease(pool: Pool, lease: Lease): Promise<void> {
  await pool.query(`update read.lease set until = '-infinity' where name = $1 and holder = $2 and epoch = $3`, [NAME, lease.holder, lease.epoch]);
}

/** Keeps every worker from committing a batch until this transaction ends. */
export async function stopWorkers(client: PoolClient): Promise<void> {
  await client.query('select from read.lease where name = $1 for update', [NAME]);
}

/** Who holds the lease, if it has not expired. */
export async function leaseHolder(pool: Pool): Promise<{ holder: string; epoch: number } | null> {
  const { rows } = await pool.query<{ holder: string; epoch: number | string }>(`select holder, epoch from read.lease where name = $1 and until >= clock_timestamp()`, [NAME]);
  return rows[0] === undefined ? null : { holder: rows[0].holder, epoch: Number(rows[0].epoch) };
}
