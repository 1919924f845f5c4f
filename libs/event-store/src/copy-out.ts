import type { Pool } from '#libs/database';
import { borrow, type Patience } from './ask.js';

/** The start of COPY's binary format: a signature, flags and the length of an extension that nobody uses. */
const preamble = 19;

/**
 * Runs a query by COPY in its binary format and hands over each row where it lies in what came from the server: `take` gets
 * the bytes and where the row's first column begins, and must have read all it wants when it returns, for the bytes are
 * used again. Each column is its length in four bytes, -1 for null, then its value. A connection on which nothing comes for
 * `replyTimeoutMs` is dropped.
 *
 * Rejected: COPY's text format (the server escapes and the reader unescapes every character) and a stream between the driver and
 * here (as much work for a row as reading it).
 */
export async function copyRows<T>(pool: Pool, query: string, patience: Patience, take: (bytes: Buffer, at: number) => T): Promise<T[]> {
  const client = await borrow(pool, patience.connectTimeoutMs);
  const taken: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      let failed: unknown = null;
      timer = setTimeout(() => reject(new Error(`No reply from the database within ${patience.replyTimeoutMs} ms`)), patience.replyTimeoutMs);
      // What the driver asks of a query of one's own: it is told of every message until the server is ready for the next.
      client.query({
        submit: (connection: { query(text: string): void }) => connection.query(`copy (${query}) to stdout (format binary)`),
        handleCopyData({ chunk }: { chunk: Buffer }) {
          timer!.refresh();
          if (failed !== null) return;
          try {
            for (let at = taken.length === 0 ? start(chunk) : 0; at + 2 < chunk.length; at = end(chunk, at)) taken.push(take(chunk, at + 2));
          } catch (error) {
            failed = error;
          }
        },
        handleCommandComplete: () => undefined,
        handleReadyForQuery: () => (failed === null ? resolve() : reject(failed as Error)),
        handleError: reject,
        callback: () => undefined,
      } as never);
    });
    client.release();
    return taken;
  } catch (error) {
    client.release(true);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function start(chunk: Buffer): number {
  return chunk.length >= preamble && chunk[0] === 0x50 /* P of PGCOPY */ ? preamble : 0;
}

/** Where the row that begins at `at` with its number of columns ends; the format's end is a row of -1 columns. */
function end(chunk: Buffer, at: number): number {
  let place = at + 2;
  for (let columns = chunk.readInt16BE(at); columns > 0; columns--) {
    const length = chunk.readInt32BE(place);
    place += 4 + (length > 0 ? length : 0);
  }
  return place;
}
