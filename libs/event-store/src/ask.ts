import type { QueryConfig } from 'pg';
import type { Pool, PoolClient } from '#libs/database';
import { rawText } from './raw-text.js';

const heard = new WeakSet<Pool | PoolClient>();

/** Longest waits, in milliseconds, for a connection and for the reply. A network that swallows packets never says so. */
export interface Patience { connectTimeoutMs: number; replyTimeoutMs: number }

/** No connection could be had: the statement was not sent. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
}

/**
 * Runs one statement on a connection of the pool and gives its rows as arrays of raw text. A connection that stays silent or
 * breaks is dropped, never handed back.
 * @throws NotSent if there was no connection; whatever the driver reports; an Error when no reply came in time
 */
export async function ask<Row extends unknown[]>(pool: Pool, statement: QueryConfig, patience: Patience): Promise<Row[]> {
  const client = await borrow(pool, patience.connectTimeoutMs);
  const reply = client.query<Row>({ ...statement, rowMode: 'array', types: rawText } as never);
  try {
    const { rows } = await inTime(reply, patience.replyTimeoutMs, 'No reply from the database');
    client.release();
    return rows;
  } catch (error) {
    // An error the server spoke leaves the connection usable.
    client.release(!('severity' in (error as object)) || (error as { severity: unknown }).severity !== 'ERROR');
    throw error;
  }
}

/** A connection of the pool. @throws NotSent when there is none in time */
export async function borrow(pool: Pool, timeoutMs: number): Promise<PoolClient> {
  if (!heard.has(pool)) {
    heard.add(pool);
    pool.on('connect', hearErrors);
  }
  const connecting = pool.connect();
  let client: PoolClient;
  try {
    client = await inTime(connecting, timeoutMs, 'No connection to the database');
  } catch (cause) {
    // One that comes too late goes back.
    connecting.then((late) => late.release(), () => undefined);
    throw new NotSent((cause as Error).message, { cause });
  }
  hearErrors(client);
  return client;
}

/**
 * A connection that breaks while borrowed fails its query, which is where it is dealt with; the event of the same name,
 * unheard, would end the process. It may come in the same packet that made the connection ready, before anybody who awaits
 * the pool has the client in hands: so new ones are heard as the pool makes them.
 */
function hearErrors(client: PoolClient): void {
  if (heard.has(client)) return;
  heard.add(client);
  client.on('error', () => undefined);
}

async function inTime<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
