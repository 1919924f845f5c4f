import pg, { type ClientConfig } from 'pg';
import type { Pool } from '#libs/database';

const retryMs = 500;
const heartbeatMs = 10_000;

/**
 * Hints that something was appended, by LISTEN on a connection of its own. A hint may come late or never; whoever waits for
 * it must look by itself now and then. The connection is made again when it breaks or no longer answers.
 */
export class Listener {
  listening = false;
  #stopped = false;
  #client: InstanceType<typeof pg.Client> | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly pool: Pool, private readonly hint: () => void) {}

  start(): void {
    void this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    this.#drop();
  }

  async #connect(): Promise<void> {
    if (this.#stopped) return;
    const client = new pg.Client({ ...(this.pool as unknown as { options: ClientConfig }).options, connectionTimeoutMillis: heartbeatMs });
    this.#client = client;
    const lost = (): void => {
      if (this.#client !== client) return;
      this.#drop();
      if (!this.#stopped) this.#timer = setTimeout(() => void this.#connect(), retryMs).unref();
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', this.hint);
    try {
      await client.connect();
      await client.query('listen log_appended');
    } catch {
      return lost();
    }
    if (this.#client !== client) return;
    this.listening = true;
    // Whatever came while nobody listened.
    this.hint();
    this.#heartbeat(client, lost);
  }

  /** A peer that vanished without a word is found out by asking it something. */
  #heartbeat(client: InstanceType<typeof pg.Client>, lost: () => void): void {
    this.#timer = setTimeout(() => {
      const silent = setTimeout(lost, heartbeatMs).unref();
      client.query('select 1').then(
        () => {
          clearTimeout(silent);
          if (this.#client === client) this.#heartbeat(client, lost);
        },
        () => {
          clearTimeout(silent);
          lost();
        },
      );
    }, heartbeatMs).unref();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.listening = false;
    const client = this.#client;
    this.#client = null;
    if (client === null) return;
    client.end().catch(() => undefined);
  }
}
