/** Where the data of a message goes: texts, and bytes that are UTF-8 already. */
export interface DataSink {
  text(text: string): void;
  bytes(bytes: Uint8Array): void;
}

const chunkBytes = 64 * 1024;
/** Chunks that were sent and wait to be filled again, for all streams of the process. */
const free: Buffer[] = [];
const mostFree = 32;

/**
 * Gathers what many small writes make into chunks of 64 KiB, each of which is one write to the socket. Chunks are filled again once they
 * are sent: a replay of 300 MB would else leave as much for the garbage collector.
 */
export class ChunkWriter implements DataSink {
  private chunk: Buffer | null = null;
  private used = 0;

  /** `send` calls back when it needs the chunk no more. */
  constructor(private readonly send: (chunk: Buffer, done: () => void) => void) {}

  /** Bytes not sent yet. */
  get waiting(): number {
    return this.used;
  }

  text(text: string): void {
    // A UTF-16 unit is three bytes of UTF-8 at most.
    if (text.length * 3 > chunkBytes) return this.bytes(Buffer.from(text));
    const chunk = this.room(text.length * 3);
    this.used += chunk.write(text, this.used, 'utf8');
  }

  bytes(bytes: Uint8Array): void {
    if (bytes.length > chunkBytes) {
      this.flush();
      this.send(Buffer.from(bytes), () => undefined);
      return;
    }
    this.room(bytes.length).set(bytes, this.used);
    this.used += bytes.length;
  }

  /** Sends what has been gathered. */
  flush(): void {
    const { chunk, used } = this;
    if (chunk === null || used === 0) return;
    this.chunk = null;
    this.used = 0;
    this.send(chunk.subarray(0, used), () => {
      if (free.length < mostFree) free.push(chunk);
    });
  }

  private room(bytes: number): Buffer {
    if (this.chunk !== null && this.used + bytes > chunkBytes) this.flush();
    return (this.chunk ??= free.pop() ?? Buffer.allocUnsafeSlow(chunkBytes));
  }
}
