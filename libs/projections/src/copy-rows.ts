import { finished } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { PoolClient } from '#libs/database';
import type { Version } from './row-fold.js';

const CHUNK_CHARACTERS = 1_000_000;

/**
 * Writes finished row versions to tables by COPY, in chunks, over one connection. While the server takes a chunk in, the
 * caller goes on folding: two chunks may wait, then `ready` holds it back, so memory stays bounded.
 */
export class RowCopy {
  private readonly texts = new Map<string, { chunk: string; rows: number }>();
  private readonly waiting: { table: string; chunk: string }[] = [];
  private sending: Promise<void> | null = null;
  private failure: Error | null = null;

  constructor(private readonly client: PoolClient, tables: ReadonlyMap<string, string>) {
    for (const [projection, table] of tables) this.tables.set(projection, table);
    for (const projection of tables.keys()) this.texts.set(projection, { chunk: '', rows: 0 });
  }

  private readonly tables = new Map<string, string>();

  /** Rows of projections that have no table here are left out. */
  write(version: Version): void {
    const text = this.texts.get(version.projection);
    if (text === undefined) return;
    const { story, key, knownFrom, knownTo, text: row, facets } = version;
    text.chunk += `${escaped(story)}\t${escaped(key)}\t${knownFrom}\t${knownTo ?? '\\N'}\t${row === null ? '\\N' : escapedJson(row)}\t${escapedJson(facets)}\n`;
    text.rows++;
    if (text.chunk.length >= CHUNK_CHARACTERS) this.send(version.projection);
  }

  /** Settles when there is room for more. @throws what the server said to an earlier chunk */
  async ready(): Promise<void> {
    while (this.waiting.length > 2 && this.failure === null) await this.sending;
    if (this.failure !== null) throw this.failure;
  }

  /** Sends what is left and tells how many rows each projection got. */
  async end(): Promise<Map<string, number>> {
    for (const projection of this.texts.keys()) this.send(projection);
    await this.sending;
    if (this.failure !== null) throw this.failure;
    return new Map([...this.texts].map(([projection, { rows }]) => [projection, rows]));
  }

  private send(projection: string): void {
    const text = this.texts.get(projection)!;
    if (text.chunk === '') return;
    this.waiting.push({ table: this.tables.get(projection)!, chunk: text.chunk });
    text.chunk = '';
    this.sending ??= this.drain();
  }

  private async drain(): Promise<void> {
    try {
      for (let next = this.waiting[0]; next !== undefined && this.failure === null; next = this.waiting[0]) {
        const stream = this.client.query(copyFrom(`copy ${next.table} (story, key, known_from, known_to, row, facets) from stdin`));
        stream.end(next.chunk);
        await finished(stream);
        this.waiting.shift();
      }
    } catch (error) {
      this.failure = error as Error;
    } finally {
      this.sending = null;
    }
  }
}

const special = /[\\\t\n\r]/;
const specials = new RegExp(special, 'g');
const spelled: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const escaped = (text: string): string => (special.test(text) ? text.replaceAll(specials, (character) => spelled[character]!) : text);
/** JSON text holds no raw tab or line end. */
const escapedJson = (text: string): string => (text.includes('\\') ? text.replaceAll('\\', '\\\\') : text);
