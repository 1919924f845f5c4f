import pg from 'pg';
import { emptyDatabase, freshDatabase, type FreshDatabase } from '../../../test/database.js';
import { actingAs } from './config.js';
import { createPool, ensureDatabase, inDatabase, migrate, migrationStatus } from './index.js';
import { migrations } from '../../../migrations/index.js';

describe('migrate', () => {
  let database: FreshDatabase;
  beforeEach(async () => void (database = await emptyDatabase()));
  afterEach(() => database.drop());

  it('lets two processes start at once: one migrates, the other waits and finds nothing to do', async () => {
    const ran = await Promise.all([migrate(database.ownerUrl), migrate(database.ownerUrl)]);

    expect(ran.map((names) => names.length).sort((a, b) => a - b)).toEqual([0, migrations.length]);
  });

  it('keeps what follows the migrations under the same lock', async () => {
    let inside = 0;
    let most = 0;
    const follow = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 50));
      inside--;
    };

    await Promise.all([migrate(database.ownerUrl, { afterwards: follow }), migrate(database.ownerUrl, { afterwards: follow })]);

    expect(most).toBe(1);
  });

  it('migrates several databases of one server at once, though they share the application role', async () => {
    const others = await Promise.all([emptyDatabase(), emptyDatabase(), emptyDatabase()]);

    const ran = await Promise.all(others.map((other) => migrate(other.ownerUrl)));
    await Promise.all(others.map((other) => other.drop()));

    expect(ran.map((names) => names.length)).toEqual(others.map(() => migrations.length));
  });

  it('says which migrations have run and which have not', async () => {
    const names = migrations.map((migration) => migration.name);

    expect(await migrationStatus(database.ownerUrl)).toEqual({ applied: [], pending: names, unknown: [] });
    await migrate(database.ownerUrl);
    expect(await migrationStatus(database.ownerUrl)).toEqual({ applied: names, pending: [], unknown: [] });
  });

  it('asks for the owner when the address may not migrate', async () => {
    await migrate(database.ownerUrl);
    const other = await emptyDatabase();

    await expect(migrate(other.ownerUrl.replace('postgres@', 'chancery_app@'))).rejects.toThrow(/DATABASE_OWNER_URL/);
    await other.drop();
  });
});

it('says in one line that no database answers', async () => {
  await expect(migrate('postgres://someone:secret@127.0.0.1:1/chancery')).rejects.toThrow(/^No database answers at someone@127\.0\.0\.1:1\/chancery \(ECONNREFUSED\)\. Start it, or [^\n]*$/);
});

it('creates a missing database once, whoever asks', async () => {
  const { ownerUrl, drop } = await emptyDatabase();
  await drop();

  await Promise.all([ensureDatabase(ownerUrl), ensureDatabase(ownerUrl)]);

  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.end();
  await drop();
});

describe('the application role', () => {
  let database: FreshDatabase;
  beforeAll(async () => void (database = await freshDatabase()));
  afterAll(() => database.drop());

  it('is no superuser and owns nothing', async () => {
    const pool = createPool(database);
    const { rows } = await pool.query(`
      select current_user as role,
             rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls as privileged,
             exists (select from pg_class where relowner = pg_roles.oid)
               or exists (select from pg_namespace where nspowner = pg_roles.oid) as owner
      from pg_roles where rolname = current_user`);
    await pool.end();

    expect(rows).toEqual([{ role: 'chancery_app', privileged: false, owner: false }]);
  });

  it('may not create tables in any schema of the service', async () => {
    const pool = createPool(database);
    for (const schema of ['public', 'log', 'app']) {
      await expect(pool.query(`create table ${schema}.x ()`)).rejects.toMatchObject({ code: '42501' });
    }
    await pool.end();
  });

  it('is taken at the start of a session when only the owner has a login', async () => {
    const pool = createPool({ appUrl: actingAs('chancery_app', database.ownerUrl) });
    const { rows } = await pool.query('select current_user as acting, session_user as login');
    await pool.end();

    expect(rows).toEqual([{ acting: 'chancery_app', login: 'postgres' }]);
  });

  it('can be taken by an owner that is no superuser', async () => {
    const admin = new pg.Client({ connectionString: database.ownerUrl });
    await admin.connect();
    const owner = `owner_${process.pid}`;
    await admin.query(`create role ${owner} login createrole; grant chancery_app to ${owner} with admin option, set false, inherit false`);
    await admin.query(`create database ${owner} owner ${owner}`);
    const ownerUrl = inDatabase(owner, database.ownerUrl).replace('postgres@', `${owner}@`);

    await migrate(ownerUrl);
    const pool = createPool({ appUrl: actingAs('chancery_app', ownerUrl) });
    const { rows } = await pool.query('select current_user as acting');
    await pool.end();
    await admin.query(`drop database ${owner} with (force)`);
    await admin.query(`drop owned by ${owner}; drop role ${owner}`);
    await admin.end();

    expect(rows).toEqual([{ acting: 'chancery_app' }]);
  });
});
