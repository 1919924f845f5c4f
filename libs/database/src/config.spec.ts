import { actingAs, databaseConfig, withoutSecrets } from './config.js';
import { DatabaseProblem } from './database-problem.js';

describe('the database configuration', () => {
  it('is the embedded server in the checkout when nothing is set', () => {
    expect(databaseConfig({}, '/srv/chancery')).toEqual({ source: 'embedded', dataDir: '/srv/chancery/.data/pg', explicit: false });
  });

  it('takes the embedded server to the directory that is named', () => {
    expect(databaseConfig({ CHANCERY_DATA_DIR: '/var/data' }, '/srv')).toEqual({ source: 'embedded', dataDir: '/var/data', explicit: true });
  });

  it('logs in twice when both addresses are given', () => {
    expect(databaseConfig({ DATABASE_URL: 'postgres://app@db/c', DATABASE_OWNER_URL: 'postgres://owner@db/c' })).toEqual({
      source: 'server',
      ownerUrl: 'postgres://owner@db/c',
      appUrl: 'postgres://app@db/c',
    });
  });

  it('lets the service act as the application role when only the owner has an address', () => {
    expect(databaseConfig({ DATABASE_URL: 'postgres://owner@db/c' })).toEqual({
      source: 'server',
      ownerUrl: 'postgres://owner@db/c',
      appUrl: 'postgres://owner@db/c?options=-c%20role%3Dchancery_app',
    });
  });

  it('adds the role to options and parameters that are there', () => {
    expect(actingAs('r', 'postgres://o@h/d?host=%2Fmy%20dir&options=-c%20a%3Db')).toBe('postgres://o@h/d?host=%2Fmy%20dir&options=-c%20a%3Db%20-c%20role%3Dr');
  });

  it.each([
    ['no address', { DATABASE_URL: 'localhost/chancery' }, /DATABASE_URL .*postgres:\/\//],
    ['another database product', { DATABASE_URL: 'mysql://h/chancery' }, /mysql:\/\//],
    ['no database name', { DATABASE_URL: 'postgres://h:5432' }, /names no database/],
    ['an owner without an application', { DATABASE_OWNER_URL: 'postgres://h/c' }, /set both/],
    ['two different databases', { DATABASE_URL: 'postgres://h/a', DATABASE_OWNER_URL: 'postgres://h/b' }, /different databases/],
  ])('refuses %s in one line', (_, env, message) => {
    expect(() => databaseConfig(env)).toThrow(DatabaseProblem);
    expect(() => databaseConfig(env)).toThrow(message);
  });

  it('never repeats a password, neither in a refusal nor in a description', () => {
    expect(withoutSecrets('postgres://me:secret@db:5432/c?sslpassword=secret')).toBe('me@db:5432/c');
    expect(() => databaseConfig({ DATABASE_URL: 'mysql://me:secret@h/c' })).toThrow(expect.not.objectContaining({ message: expect.stringContaining('secret') }));
  });
});
