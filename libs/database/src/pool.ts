import pg, { type CustomTypesConfig } from 'pg';
import type { DatabaseUrls } from './config.js';

// The driver's type package exports these as values only.
export type Pool = InstanceType<typeof pg.Pool>;
export type Client = InstanceType<typeof pg.Client>;
export type { PoolClient } from 'pg';

export interface PoolOptions {
  /** most connections held at once; default 10 */
  max?: number;
  /** what `pg_stat_activity` shows; default "chancery" */
  applicationName?: string;
  /** told when a waiting connection breaks; the pool replaces it by itself. Default: nothing, the next query will tell. */
  onIdleError?: (error: Error) => void;
}

/**
 * A pool of connections under the application role.
 *
 * Types, for this pool only (the driver's parsers are global by default, and a library that changes them changes
 * them for everyone in the process): `int8` is a number and throws beyond 2^53; `timestamptz`, `timestamp` and
 * `date` stay text, because a JavaScript date has no microseconds, no year 0 and a time zone of its own; `json`
 * stays the text that was stored, because its bytes are what was signed; `jsonb` is parsed.
 */
export function createPool({ appUrl }: Pick<DatabaseUrls, 'appUrl'>, options: PoolOptions = {}): Pool {
  const pool = new pg.Pool({
    connectionString: appUrl,
    max: options.max ?? 10,
    application_name: options.applicationName ?? 'chancery',
    types: valueTypes as unknown as CustomTypesConfig,
  });
  // Without a listener a server restart would end the process with an unhandled 'error' event.
  pool.on('error', options.onIdleError ?? (() => undefined));
  // The same for one that is borrowed: its query fails anyway, and that is where it is dealt with.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

type Parser = (value: string) => unknown;

const text: Parser = (value) => value;
const textArray = pg.types.getTypeParser(1009, 'text') as (value: string) => (string | null)[];

const parsers = new Map<number, Parser>([
  [20, safeInteger], // int8
  [1016, (value) => textArray(value).map((item) => (item === null ? null : safeInteger(item)))], // int8[]
  [114, text], // json
  [199, textArray], // json[]
  [1082, text], // date
  [1182, textArray], // date[]
  [1114, text], // timestamp
  [1115, textArray], // timestamp[]
  [1184, text], // timestamptz
  [1185, textArray], // timestamptz[]
]);

/** The pool's types, for clients that are made without a pool (cursors, COPY). */
export const valueTypes = {
  getTypeParser(oid: number, format: 'text' | 'binary' = 'text'): Parser {
    const ours = format === 'binary' ? undefined : parsers.get(oid);
    return ours ?? (pg.types.getTypeParser(oid, format as 'text') as Parser);
  },
};

function safeInteger(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} does not fit a JavaScript number without loss: select it as text.`);
  return number;
}
