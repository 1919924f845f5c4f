import { to as copyTo } from 'pg-copy-streams';
import type { Pool } from '#libs/database';
import { borrow, type Patience } from './ask.js';

const newline = 0x0a;

/**
 * Runs a query by COPY and gives what `take` makes of each row's columns as text. A connection on which nothing comes for
 * `replyTimeoutMs` is dropped. Null comes as the empty text: COPY's own mark would send every row the slow way below. The columns are parts of one string for the row: keep a copy of what is to outlive it (`own`).
 */
export async function copyRows<T>(pool: Pool, query: string, patience: Patience, take: (row: string[]) => T): Promise<T[]> {
  const client = await borrow(pool, patience.connectTimeoutMs);
  const taken: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    const stream = client.query(copyTo(`copy (${query}) to stdout (null '')`));
    timer = setTimeout(() => stream.destroy(new Error(`No reply from the database within ${patience.replyTimeoutMs} ms`)), patience.replyTimeoutMs);
    let rest: Buffer | null = null;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      timer.refresh();
      const bytes: Buffer = rest === null ? chunk : Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
        taken.push(take(columns(bytes.toString('utf8', start, end))));
        start = end + 1;
      }
      rest = start === bytes.length ? null : bytes.subarray(start);
    }
    client.release();
    return taken;
  } catch (error) {
    client.release(true);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** One line of COPY's text format. */
function columns(line: string): string[] {
  const fields = line.split('\t');
  if (!line.includes('\\')) return fields;
  return fields.map((field) => (field.includes('\\') ? field.replace(/\\(.)/g, (_, letter: string) => controls[letter] ?? letter) : field));
}

const controls: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

const scratch = Buffer.allocUnsafe(4_096);

/**
 * A copy of a short text that does not keep alive the longer one it was cut from: the engine cuts by reference, and a reader
 * that keeps a million ids would keep a million rows.
 */
export function own(text: string): string {
  if (text.length * 3 > scratch.length) return Buffer.from(text).toString();
  return scratch.toString('utf8', 0, scratch.write(text, 0, 'utf8'));
}
