import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The application role and the three rooms of the database: `log` (what happened), `read` (what is derived from it),
 * `app` (keys, jobs and other state of the service itself). The role owns nothing and sees only what is granted.
 */
export class Roles1764000000000 implements MigrationInterface {
  name = 'Roles1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    // A role belongs to the whole server. Two databases that are migrated at the same moment may both try to create
    // it; the loser sees a duplicate, a unique violation or "tuple concurrently updated", and all three mean: done.
    await runner.query(`
      do $$
      begin
        if not exists (select from pg_roles where rolname = 'chancery_app') then
          create role chancery_app login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
        end if;
      exception
        when duplicate_object or unique_violation then null;
        when internal_error then
          if sqlerrm not like '%concurrently%' then raise; end if;
        when insufficient_privilege then
          raise insufficient_privilege using message =
            'the role chancery_app is missing and ' || current_user || ' may not create it; an administrator can: create role chancery_app login';
      end
      $$`);

    // An owner that is no superuser must be a member to take the role at the start of a session. From PostgreSQL 16
    // on, having created the role makes a member that may grant it but not take it: "set" is asked for by name.
    await runner.query(`
      do $$
      begin
        if not (select rolsuper from pg_roles where rolname = current_user)
           and current_user <> 'chancery_app'
           and not pg_has_role(current_user, 'chancery_app',
                               case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) then
          execute format('grant chancery_app to %I', current_user);
        end if;
      exception
        when duplicate_object or unique_violation then null;
        when internal_error then
          if sqlerrm not like '%concurrently%' then raise; end if;
        when insufficient_privilege then null; -- the service then needs a login of its own: DATABASE_OWNER_URL beside DATABASE_URL
      end
      $$`);

    for (const schema of ['log', 'read', 'app']) {
      await runner.query(`create schema if not exists ${schema}`);
      await runner.query(`grant usage on schema ${schema} to chancery_app`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    // Without "cascade": a schema that still holds tables stays, and so does the role, which other databases may use.
    for (const schema of ['app', 'read', 'log']) await runner.query(`drop schema ${schema}`);
  }
}
