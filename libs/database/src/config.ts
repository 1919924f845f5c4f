import path from 'node:path';
import { DatabaseProblem } from './database-problem.js';

/** The role that the service works as. It owns nothing; what it may do is granted, table by table, in the migrations. */
export const APPLICATION_ROLE = 'chancery_app';

/** Two addresses of one database: the owner's, for migrations, and the application's, for everything else. */
export interface DatabaseUrls {
  ownerUrl: string;
  appUrl: string;
}

export type DatabaseConfig =
  | ({ source: 'server' } & DatabaseUrls)
  | { source: 'embedded'; /** absolute path of the data directory */ dataDir: string; /** the data directory was named by a setting, not chosen by us */ explicit: boolean };

export type Environment = Record<string, string | undefined>;

/**
 * Reads where the database is from the environment.
 *
 * - `DATABASE_URL` with `DATABASE_OWNER_URL`: the service logs in with the first, migrations with the second.
 * - `DATABASE_URL` alone: it is the owner's address. The service uses it too, but takes the application role at
 *   the start of each session, so that a mistake in the service still cannot touch the log.
 * - neither: the embedded PostgreSQL, with its data in `CHANCERY_DATA_DIR` or `.data/pg` below `root`.
 *
 * @throws DatabaseProblem naming the variable, never its value: addresses carry passwords.
 */
export function databaseConfig(env: Environment, root: string = process.cwd()): DatabaseConfig {
  const given = setting(env, 'DATABASE_URL');
  const owner = setting(env, 'DATABASE_OWNER_URL');

  if (!given) {
    if (owner) throw new DatabaseProblem('DATABASE_OWNER_URL is set but DATABASE_URL is not: set both, or DATABASE_URL alone.');
    const dataDir = setting(env, 'CHANCERY_DATA_DIR');
    return { source: 'embedded', dataDir: path.resolve(root, dataDir ?? '.data/pg'), explicit: dataDir !== undefined };
  }

  check('DATABASE_URL', given);
  if (!owner) return { source: 'server', ownerUrl: given, appUrl: actingAs(APPLICATION_ROLE, given) };

  check('DATABASE_OWNER_URL', owner);
  if (databaseName(owner) !== databaseName(given)) {
    throw new DatabaseProblem('DATABASE_URL and DATABASE_OWNER_URL name different databases: the service would not see what migrations create.');
  }
  return { source: 'server', ownerUrl: owner, appUrl: given };
}

/**
 * The same address, with every session starting under another role. Through the start-up packet rather than a
 * `set role` after connecting: no query can run before it, and a pool needs no hook for it.
 */
export function actingAs(role: string, url: string): string {
  const address = new URL(url);
  const options = [address.searchParams.get('options'), `-c role=${role}`].filter(Boolean).join(' ');
  address.searchParams.delete('options');
  // URLSearchParams writes a space as "+", which PostgreSQL clients take literally.
  const search = address.searchParams.toString().replace(/\+/g, '%20');
  address.search = `${search}${search ? '&' : ''}options=${encodeURIComponent(options)}`;
  return address.href;
}

/** The database part of an address, decoded. */
export function databaseName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/** The same server and credentials, another database. */
export function inDatabase(name: string, url: string): string {
  const address = new URL(url);
  address.pathname = `/${encodeURIComponent(name)}`;
  return address.href;
}

/** An address fit for a log line: user, host and database, no password and no parameters. */
export function withoutSecrets(url: string): string {
  const address = new URL(url);
  const host = address.searchParams.get('host') ?? (address.host || 'localhost');
  return `${address.username ? `${address.username}@` : ''}${host}/${databaseName(url)}`;
}

function setting(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value ? value : undefined;
}

function check(name: string, url: string): void {
  let address: URL;
  try {
    address = new URL(url);
  } catch {
    throw new DatabaseProblem(`${name} is not an address. Write it like postgres://user:password@host:5432/database (special characters in the password percent-encoded).`);
  }
  if (!['postgres:', 'postgresql:'].includes(address.protocol)) {
    throw new DatabaseProblem(`${name} starts with ${address.protocol}// but must start with postgres:// (PostgreSQL 15 or newer).`);
  }
  if (address.pathname.length < 2) throw new DatabaseProblem(`${name} names no database: add one, like postgres://user@host:5432/chancery`);
}
