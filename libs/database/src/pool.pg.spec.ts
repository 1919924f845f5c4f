import pg from 'pg';
import { freshDatabase, type FreshDatabase } from '../../../test/database.js';
import { createPool } from './index.js';

describe('a pool', () => {
  let database: FreshDatabase;
  let pool: ReturnType<typeof createPool>;
  beforeAll(async () => {
    database = await freshDatabase();
    pool = createPool(database, { max: 2, applicationName: 'pool spec' });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  const value = async (expression: string): Promise<unknown> => (await pool.query<{ v: unknown }>(`select ${expression} as v`)).rows[0]?.v;

  it('gives a position as a number', async () => {
    expect(await value('9007199254740991::int8')).toBe(9007199254740991);
    expect(await value("'{1,null,2}'::int8[]")).toEqual([1, null, 2]);
  });

  it('refuses a position that a number cannot hold, rather than round it', async () => {
    await expect(value('9007199254740992::int8')).rejects.toThrow(RangeError);
  });

  it('keeps times as text, with their microseconds, and dates before our era', async () => {
    expect(await value("'2026-11-25 10:00:00.123456+00'::timestamptz at time zone 'UTC'")).toBe('2026-11-25 10:00:00.123456');
    expect(await value("'0044-03-15 BC'::date")).toBe('0044-03-15 BC');
    expect(await value("'infinity'::timestamptz")).toBe('infinity');
  });

  it('keeps json as the bytes that were stored and parses jsonb', async () => {
    expect(await value(`'{"b":1.0, "a":1}'::json`)).toBe('{"b":1.0, "a":1}');
    expect(await value(`'{"b":1.0, "a":1}'::jsonb`)).toEqual({ a: 1, b: 1 });
  });

  it('leaves the parsers of everybody else alone', async () => {
    const client = new pg.Client({ connectionString: database.appUrl });
    await client.connect();
    const { rows } = await client.query("select 1::int8 as number, '{}'::json as json");
    await client.end();

    expect(rows).toEqual([{ number: '1', json: {} }]);
  });

  it('shows its name in the activity of the server', async () => {
    expect(await value("current_setting('application_name')")).toBe('pool spec');
  });

  it('survives that its waiting connections are cut', async () => {
    await pool.query('select 1');
    const admin = new pg.Client({ connectionString: database.ownerUrl });
    await admin.connect();
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pool spec'");
    await admin.end();
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(await value('1')).toBe(1);
  });
});
