import pg from 'pg';
import { APPLICATION_ROLE, inDatabase, type DatabaseUrls } from '#libs/database';

export interface FreshDatabase extends DatabaseUrls {
  /** removes it, throwing out whoever is still connected */
  drop(): Promise<void>;
}

let count = 0;

/** A migrated database of its own: `appUrl` logs in as the service does, `ownerUrl` as the superuser that migrates. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const name = `t_${process.pid}_${process.env.JEST_WORKER_ID ?? 0}_${++count}_${process.hrtime.bigint()}`;
  await onServer(`create database ${name} template tpl strategy file_copy`);
  return databaseNamed(name);
}

/** The same without any table or migration, for what tests migrations themselves. */
export async function emptyDatabase(): Promise<FreshDatabase> {
  const name = `e_${process.pid}_${process.env.JEST_WORKER_ID ?? 0}_${++count}_${process.hrtime.bigint()}`;
  await onServer(`create database ${name}`);
  return databaseNamed(name);
}

function databaseNamed(name: string): FreshDatabase {
  const ownerUrl = inDatabase(name, serverUrl());
  return {
    ownerUrl,
    appUrl: ownerUrl.replace('//postgres@', `//${APPLICATION_ROLE}@`),
    drop: () => onServer(`drop database if exists ${name} with (force)`),
  };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function serverUrl(): string {
  const url = process.env.CHANCERY_TEST_SERVER;
  if (!url) throw new Error('No test server: run this through "npm test", whose global setup starts one.');
  return url;
}
