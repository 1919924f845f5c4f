import type { RecordedBy, StoredEvent } from './event.js';

/** What an event is without what it says. */
export type EventOutline = Pick<StoredEvent, 'position' | 'type' | 'recordedAt' | 'append'>;

/** From the epoch of JavaScript (1970) to that of PostgreSQL (2000). */
const epochSeconds = 946_684_800;

/**
 * Reads events from rows in COPY's binary format, in the order of `copiedColumns` (read.ts). What neighbours share (the moment,
 * the author, the stream) is made once, and few texts are made for the types and stories of a million events.
 */
export class EventReader {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #second = Number.NaN;
  #secondText = '';
  #micro = Number.NaN;
  #recordedAt = '';
  #byText = '';
  #by: RecordedBy | null = null;
  #stream = '';
  #correlation = '';
  readonly #names = new Map<string, string>();

  /** The event of the row whose first column begins at `at`. Nothing of it refers to the bytes. */
  event(bytes: Buffer, at: number): StoredEvent {
    this.#bytes = bytes;
    // Fixed columns first, each behind its length: position, moment, version, offset, size, schema version.
    const position = bytes.readUInt32BE(at + 4) * 4_294_967_296 + bytes.readUInt32BE(at + 8);
    const recordedAt = this.#moment(bytes.readInt32BE(at + 16) * 4_294_967_296 + bytes.readUInt32BE(at + 20));
    const streamVersion = bytes.readInt32BE(at + 28);
    const offset = bytes.readInt32BE(at + 36);
    const size = bytes.readInt32BE(at + 44);
    const schemaVersion = bytes.readInt16BE(at + 52);
    const eventId = bytes.toString('latin1', at + 58, at + 94);
    const leafHash = bytes.toString('base64', at + 98, at + 130);
    this.#at = at + 130;
    const stream = this.#text()!;
    if (stream !== this.#stream) this.#stream = stream;
    const type = this.#name(this.#text()!);
    const story = this.#text();
    const correlation = this.#text()!;
    if (correlation !== this.#correlation) this.#correlation = correlation;
    const causationId = this.#text();
    const byText = this.#text()!;
    if (byText !== this.#byText || this.#by === null) {
      this.#byText = byText;
      this.#by = Object.freeze(JSON.parse(byText) as RecordedBy);
    }
    const dataText = this.#text()!;
    return {
      position, eventId, type, schemaVersion, stream: this.#stream, streamVersion, story: story === null ? null : this.#name(story), recordedAt,
      recordedBy: this.#by, correlationId: this.#correlation, causationId, data: JSON.parse(dataText), dataText, leafHash, append: { first: position - offset, size },
    };
  }

  /** An outline from a row of position, moment, offset, size and type. */
  outline(bytes: Buffer, at: number): EventOutline {
    this.#bytes = bytes;
    const position = bytes.readUInt32BE(at + 4) * 4_294_967_296 + bytes.readUInt32BE(at + 8);
    const recordedAt = this.#moment(bytes.readInt32BE(at + 16) * 4_294_967_296 + bytes.readUInt32BE(at + 20));
    this.#at = at + 40;
    return { position, type: this.#name(this.#text()!), recordedAt, append: { first: position - bytes.readInt32BE(at + 28), size: bytes.readInt32BE(at + 36) } };
  }

  #text(): string | null {
    const length = this.#bytes.readInt32BE(this.#at);
    this.#at += 4;
    if (length < 0) return null;
    return this.#bytes.toString('utf8', this.#at, (this.#at += length));
  }

  /** Microseconds since 2000 as RFC 3339. They are exact numbers for 285 years, and events of one second share its text. */
  #moment(sinceEpoch: number): string {
    if (sinceEpoch === this.#micro) return this.#recordedAt;
    this.#micro = sinceEpoch;
    const second = Math.floor(sinceEpoch / 1_000_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#secondText = new Date((second + epochSeconds) * 1_000).toISOString().slice(0, 20);
    }
    return (this.#recordedAt = `${this.#secondText}${String(sinceEpoch - second * 1_000_000).padStart(6, '0')}Z`);
  }

  #name(text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    if (this.#names.size < 10_000) this.#names.set(text, text);
    return text;
  }
}
