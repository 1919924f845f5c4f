import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Pool } from '#libs/database';

/** A row version with the one it followed. Rows are JSON as UTF-8 bytes; null: there was no row, or one that does not count. */
export interface VersionStep {
  readonly key: string;
  /** Where the version began. */
  readonly position: number;
  readonly row: Buffer | null;
  readonly before: Buffer | null;
}

export interface VersionStepsOptions {
  /** false: rows of this table are written once and never change, so there is none to follow. Default true. */
  follows?: boolean;
  /** Rows whose facets have this `status` count as none. */
  without?: string | undefined;
}

/**
 * The versions of a story in order of position, one stretch of positions after another, each with the version it followed.
 *
 * By COPY in its binary form: the rows are passed on as the bytes the server sent. As query results they were decoded to strings, kept,
 * joined and encoded again, which was most of a replay. What a version followed is looked up only where it may have followed one: asking
 * for each cost the server more than reading the versions.
 */
export class VersionSteps {
  private readonly seen: KeyFilter | null;
  private readonly slug: string;

  /** @param table with its schema; trusted */
  constructor(private readonly pool: Pool, private readonly table: string, story: string, private position: number, private readonly options: VersionStepsOptions = {}) {
    this.slug = pg.escapeLiteral(story);
    // In the middle of history any key may stand already.
    this.seen = position > 0 ? null : new KeyFilter();
  }

  /** The versions that began after the last stretch and up to `upTo`. One stretch at a time. */
  async next(upTo: number): Promise<VersionStep[]> {
    const { table, slug, position: after } = this;
    this.position = upTo;
    const fields = await this.copied(
      `select v.key, v.known_from, ${this.counting('v')} from ${table} v where v.story = ${slug} and v.known_from > ${after} and v.known_from <= ${upTo} order by v.known_from, v.key`,
    );
    const versions: { key: string; position: number; row: Buffer | null; before: Buffer | null }[] = [];
    const standing = new Map<string, Buffer | null>();
    const unknown = new Map<string, number>();
    for (let key = fields.next(); key !== undefined; key = fields.next()) {
      const name = key!.toString();
      const position = fields.next()!;
      const version = { key: name, position: position.readInt32BE(0) * 4_294_967_296 + position.readUInt32BE(4), row: fields.next()!, before: null as Buffer | null };
      const former = standing.get(name);
      if (former !== undefined) version.before = former;
      else if (this.options.follows !== false && (this.seen === null || this.seen.add(key!))) unknown.set(name, versions.length);
      if (this.options.follows !== false) standing.set(name, version.row);
      versions.push(version);
    }
    if (unknown.size > 0) await this.lookUp(unknown, after, versions);
    return versions;
  }

  private async lookUp(unknown: ReadonlyMap<string, number>, after: number, versions: { before: Buffer | null }[]): Promise<void> {
    const { table, slug } = this;
    const keys = [...unknown.keys()].map((key) => pg.escapeLiteral(key)).join(',');
    const fields = await this.copied(
      `select w.key, b.row from unnest(array[${keys}]) w(key) cross join lateral (
         select ${this.counting('t')} as row from ${table} t where t.story = ${slug} and t.key = w.key and t.known_from <= ${after} order by t.known_from desc limit 1
       ) b where b.row is not null`,
    );
    for (let key = fields.next(); key !== undefined; key = fields.next()) versions[unknown.get(key!.toString())!]!.before = fields.next()!;
  }

  /** Facets are JSON as JavaScript writes it, without spaces, and never hold another `status`: looking for the text costs a tenth of parsing it. */
  private counting(alias: string): string {
    const { without } = this.options;
    return without === undefined ? `${alias}.row` : `case when ${alias}.facets::text like ${pg.escapeLiteral(`%"status":"${without}"%`)} then null else ${alias}.row end`;
  }

  private async copied(query: string): Promise<Fields> {
    const client = await this.pool.connect();
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of client.query(copyTo(`copy (${query}) to stdout (format binary)`)) as AsyncIterable<Buffer>) chunks.push(chunk);
      client.release();
      return new Fields(Buffer.concat(chunks));
    } catch (error) {
      client.release(true);
      if ((error as { code?: string }).code === '42P01') return new Fields(Buffer.alloc(0)); // Never built yet: it has no rows.
      throw error;
    }
  }
}

/** Signature, flags and the length of an extension that no server writes. */
const headerBytes = 19;

/** The fields of rows in COPY's binary form, one after another; each row begins with the number of its columns, -1 ends the rows. */
class Fields {
  private at = headerBytes;
  private left = 0;

  constructor(private readonly bytes: Buffer) {}

  /** The next field, null for an SQL null; undefined after the last row. */
  next(): Buffer | null | undefined {
    const { bytes } = this;
    if (this.left === 0) {
      if (this.at + 2 > bytes.length) return undefined;
      this.left = bytes.readInt16BE(this.at);
      if (this.left === -1) return undefined;
      this.at += 2;
    }
    this.left--;
    const length = bytes.readInt32BE(this.at);
    this.at += 4;
    if (length === -1) return null;
    this.at += length;
    return bytes.subarray(this.at - length, this.at);
  }
}

/** Eight million bits: at half a million keys it takes one in seventy for seen that was not, which costs a needless look. */
const filterBytes = 1024 * 1024;

/** Remembers which keys it has been given, in constant memory: it never forgets one, and seldom takes a new one for an old one. */
export class KeyFilter {
  private readonly bits = new Uint8Array(filterBytes);

  /** Whether the key may have been added before; adds it. */
  add(key: Uint8Array): boolean {
    let [a, b] = [0x811c9dc5, 0x9747b28c];
    for (const byte of key) {
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b ^ byte, 0x5bd1e995);
    }
    const known = this.set((a ^ (a >>> 15)) >>> 0);
    return this.set((b ^ (b >>> 13)) >>> 0) && known;
  }

  private set(hash: number): boolean {
    const place = (hash >>> 3) % filterBytes;
    const bit = 1 << (hash & 7);
    const known = (this.bits[place]! & bit) !== 0;
    this.bits[place]! |= bit;
    return known;
  }
}
