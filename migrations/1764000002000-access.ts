import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may come in: API keys. Only a hash of the secret is kept; a revoked or expired key stays listed. */
export class Access1764000002000 implements MigrationInterface {
  name = 'Access1764000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table app.api_key (
        id text not null,
        name text not null,
        role text not null,
        secret_hash bytea not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz,
        revoked_at timestamptz,
        constraint api_key_id primary key (id),
        constraint api_key_role_known check (role in ('reader', 'reporter', 'editor', 'admin')),
        constraint api_key_name_length check (char_length(name) between 1 and 80)
      )`);
    // So that the service can tell whether its database is up to date.
    await runner.query('grant select on schema_migration to chancery_app');
    // No delete: who wrote what must stay explicable.
    await runner.query('grant select, insert, update on app.api_key to chancery_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('revoke select on schema_migration from chancery_app');
    await runner.query('drop table app.api_key');
  }
}
