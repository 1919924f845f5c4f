import pg, { type ClientConfig } from 'pg';
import type { Pool } from '#libs/database';
import { NotSent, type Patience } from './ask.js';
import { RowQuery } from './row-query.js';

// The driver's type package does not know all of its client.
type Client = InstanceType<typeof pg.Client> & { ref(): void; unref(): void };

interface Sent {
  due: number;
  reject(error: Error): void;
}

/**
 * The one connection a process appends by, made when first needed and again when it broke. A statement is sent without
 * waiting for the reply to the one before it; the server answers in order. So the next batch is made ready and is on its way
 * while this one is flushed to disk, and two batches of one process can never overtake each other, as they could on two
 * connections. Rejected: a connection of the pool for every batch (a sixth of the time of a single append, and appends that
 * wait behind readers).
 */
export class AppendConnection {
  #client: Client | null = null;
  #connecting: Promise<Client> | null = null;
  #watch: NodeJS.Timeout | null = null;
  readonly #sent: Sent[] = [];

  constructor(private readonly pool: Pool, private readonly patience: Patience) {}

  /**
   * The row a prepared statement answers, as raw text. Its values are texts, binary buffers or null.
   * @throws NotSent if there was no connection; whatever the driver reports; an Error when no reply came in time, after which
   * the connection is dropped
   */
  async ask(statement: { name: string; text: string; values: unknown[] }): Promise<(string | null)[]> {
    const client = this.#client ?? (await (this.#connecting ??= this.#connect()));
    return new Promise((resolve, reject) => {
      if (this.#sent.length === 0) client.ref();
      const sent: Sent = { due: performance.now() + this.patience.replyTimeoutMs, reject };
      this.#sent.push(sent);
      this.#watch ??= this.#watchFor(this.patience.replyTimeoutMs);
      const query = new RowQuery(statement, (error) => {
        const place = this.#sent.indexOf(sent);
        if (place === -1) return; // given up already
        this.#sent.splice(place, 1);
        if (this.#sent.length === 0) client.unref();
        if (error === null) return resolve(query.row!);
        // What a server says of one statement leaves the connection usable, unless it knows nothing of the statement: then it is another
        // database than a moment ago, and what was prepared must be prepared again.
        if ((error as { severity?: unknown }).severity !== 'ERROR' || (error as { code?: unknown }).code === '26000') this.#drop(client);
        reject(error);
      });
      client.query(query as never);
    });
  }

  close(): void {
    if (this.#watch !== null) clearTimeout(this.#watch);
    this.#watch = null;
    if (this.#client !== null) this.#drop(this.#client);
  }

  async #connect(): Promise<Client> {
    const { options } = this.pool as unknown as { options: ClientConfig };
    const client = new pg.Client({ ...options, connectionTimeoutMillis: this.patience.connectTimeoutMs, pipeline: true } as ClientConfig) as Client;
    // Unheard, the event would end the process. A broken connection fails what was sent on it, and the next one makes a new one.
    client.on('error', () => this.#drop(client));
    client.on('end', () => this.#drop(client));
    try {
      await client.connect();
    } catch (cause) {
      throw new NotSent(`No connection to the database: ${(cause as Error).message}`, { cause });
    } finally {
      this.#connecting = null;
    }
    // A process that has nothing left to do may end.
    client.unref();
    return (this.#client = client);
  }

  #drop(client: Client): void {
    if (this.#client === client) this.#client = null;
    client.end().catch(() => undefined);
  }

  /** One timer for all that is on its way: it looks whether the oldest is due, and sleeps on until it would be. */
  #watchFor(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#watch = null;
      const oldest = this.#sent[0];
      if (oldest === undefined) return;
      const left = oldest.due - performance.now();
      if (left > 0) {
        this.#watch = this.#watchFor(left);
        return;
      }
      const client = this.#client;
      this.#client = null;
      for (const { reject } of this.#sent.splice(0)) reject(new Error(`No reply from the database within ${this.patience.replyTimeoutMs} ms`));
      // Not politely: who swallows requests will not answer a goodbye.
      (client as unknown as { connection: { stream: { destroy(): void } } } | null)?.connection.stream.destroy();
    }, milliseconds).unref();
  }
}
