import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from '#libs/database';
import { sameTextKey, textCommitment } from './fingerprints.js';
import type { KeptText, SeenText } from './seen-text.js';
import { jaccard, prefixOf, shinglesOf, similarFrom } from './shingles.js';

/** A text that was looked at for a filing or revision and can now be written. */
export interface Examined { seen: SeenText; row: Row }
interface Row { salt: Buffer; sha256: Buffer; sameTextKey: string; shingles: Float64Array; prefix: number[] }

/**
 * The texts of reports, which lie beside the log. A text is written before the event that commits to it, so no event ever lacks
 * its text; what a failed append leaves behind is never read, since readers start from the log, and is swept away later.
 */
export class ReportTexts {
  constructor(private readonly pool: Pool) {}

  /** Draws the salt and hashes, once for a request: the event commits to this very salt. */
  examine(headline: string, text: string): Examined {
    const salt = randomBytes(32);
    const sha256 = createHash('sha256').update(text, 'utf8').digest();
    const key = sameTextKey(headline, text);
    const shingles = shinglesOf(text);
    return {
      seen: { text, commitment: textCommitment(salt, text), sha256: sha256.toString('hex'), sameText: [], similar: [] },
      row: { salt, sha256, sameTextKey: key, shingles, prefix: shingles.length === 0 ? [] : prefixOf(shingles) },
    };
  }

  /** Looks for reports of the story with the same or a similar text, as they are now. Guards must have been read before. */
  async compare(story: string, { seen, row }: Examined): Promise<void> {
    const key = Buffer.from(row.sameTextKey, 'hex');
    [seen.sameText, seen.similar] = await Promise.all([this.sameText(story, key), this.similar(story, row.shingles, row.prefix)]);
  }

  /** Writes an examined text; `keep` false leaves only hashes and length. Writing it again changes nothing. */
  async write(report: string, version: number, story: string, { seen, row }: Examined, keep: boolean): Promise<void> {
    await this.pool.query(
      `insert into app.report_text (report, version, commitment, story, salt, text, sha256, length, same_text_key, shingles, shingle_prefix)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::bigint[])
       on conflict (report, version, commitment) do nothing`,
      [report, version, Buffer.from(seen.commitment, 'hex'), story, row.salt, keep ? seen.text : null, row.sha256, seen.text.length, Buffer.from(row.sameTextKey, 'hex'), toBytes(row.shingles), row.prefix],
    );
  }

  /** Takes an unused text back, after an append that was refused. */
  async discard(report: string, version: number, { seen }: Examined): Promise<void> {
    await this.pool.query('delete from app.report_text where report = $1 and version = $2 and commitment = $3', [report, version, Buffer.from(seen.commitment, 'hex')]);
  }

  /** What is kept of a version's text, given the commitment its event holds; null if it had none. */
  async kept(report: string, version: number, commitment: string | null): Promise<KeptText | null> {
    if (commitment === null) return null;
    const { rows } = await this.pool.query<{ text: string | null; sha256: Buffer; length: number }>(
      'select text, sha256, length from app.report_text where report = $1 and version = $2 and commitment = $3', [report, version, Buffer.from(commitment, 'hex')]);
    const row = rows[0];
    return row === undefined ? null : { text: row.text, sha256: row.sha256.toString('hex'), length: row.length };
  }

  /** Removes texts older than an hour whose report version is not in the log. Answers how many. */
  async sweep(): Promise<number> {
    const { rowCount } = await this.pool.query(
      `delete from app.report_text t
       where t.written_at < now() - interval '1 hour'
         and not exists (
           select from log.event e
           where e.stream = 'report/' || t.report
             and e.data ->> 'textCommitment' = encode(t.commitment, 'hex')
             and case when t.version = 1 then e.type = 'ReportFiled' else e.type = 'ReportRevised' and (e.data ->> 'version')::int = t.version end
         )`);
    return rowCount ?? 0;
  }

  private async sameText(story: string, key: Buffer): Promise<SeenText['sameText']> {
    const { rows } = await this.pool.query<{ report: string; version: number; commitment: string }>(
      'select report, version, encode(commitment, \'hex\') as commitment from app.report_text where story = $1 and same_text_key = $2 order by written_at, report, version', [story, key]);
    return rows;
  }

  private async similar(story: string, shingles: Float64Array, prefix: number[]): Promise<SeenText['similar']> {
    if (prefix.length === 0) return [];
    const { rows } = await this.pool.query<{ report: string; version: number; commitment: string; shingles: Buffer }>(
      `select report, version, encode(commitment, 'hex') as commitment, shingles from app.report_text
       where shingle_prefix && $2::bigint[] and story = $1 and octet_length(shingles) between $3 and $4`,
      // Sets that differ more in size cannot have 0.8 in common.
      [story, prefix, Math.floor(shingles.length * 8 * similarFrom) - 8, Math.ceil((shingles.length * 8) / similarFrom) + 8]);
    return rows
      .map(({ report, version, commitment, shingles: bytes }) => ({ report, version, commitment, similarity: Math.round(jaccard(shingles, fromBytes(bytes)) * 10_000) / 10_000 }))
      .filter(({ similarity }) => similarity >= similarFrom)
      .sort((a, b) => b.similarity - a.similarity || (a.report < b.report ? -1 : 1));
  }
}

/** Hashes are below 2^52, so eight bytes hold each; big-endian, whatever the machine. */
function toBytes(shingles: Float64Array): Buffer {
  const bytes = Buffer.alloc(shingles.length * 8);
  shingles.forEach((hash, i) => bytes.writeBigUInt64BE(BigInt(hash), i * 8));
  return bytes;
}

function fromBytes(bytes: Buffer): Float64Array {
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readUInt32BE(i * 8) * 0x1_0000_0000 + bytes.readUInt32BE(i * 8 + 4));
}
