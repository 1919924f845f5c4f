import type { Command } from 'commander';
import { logIntegrity } from '#libs/event-store';
import { NotFound } from '#libs/http';
import { RebuildDiffers, RebuildRunning } from '#libs/projections';
import { CannotRun } from '../cannot-run.js';
import { Output, progressLine } from '../client/output.js';
import { openService, withKeys } from './open-service.js';

export function addOperations(program: Command): void {
  addKeys(program);
  addProjections(program);
  program.command('doctor').description('check database, log, migrations, projections, clock: one line each, with the fix')
    .addHelpText('after', '\nExample: chancery doctor').action((_options: unknown, self: Command) => doctor(Output.of(self)));
}

function addKeys(program: Command): void {
  const keys = program.command('keys').description('API keys, in the database itself');
  keys.command('create').description('a new key, printed once').addHelpText('after', '\nExample: chancery keys create --role reporter --name "ana"').requiredOption('--role <role>', 'reader, reporter, editor or admin').requiredOption('--name <name>').option('--expires <time>', 'RFC 3339')
    .action(async ({ role, name, expires }: { role: string; name: string; expires?: string }, self: Command) => {
      const output = Output.of(self);
      if (!['reader', 'reporter', 'editor', 'admin'].includes(role)) throw new CannotRun(`There is no role "${role}": choose reader, reporter, editor or admin.`, 2);
      if (name.length < 1 || name.length > 80) throw new CannotRun('--name must have 1 to 80 characters.', 2);
      if (expires !== undefined && !isFutureTime(expires)) throw new CannotRun(`--expires is "${expires}": it must be an RFC 3339 time to come, such as ${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 19)}Z.`, 2);
      const key = await withKeys((store) => store.createKey({ role: role as 'reader', name, expiresAt: expires ?? null }));
      if (output.asJson) return output.json(key);
      output.line(key.key);
      output.say(`${key.role} key "${key.name}", id ${key.id}. It is shown this once: keep it now.`);
    });
  keys.command('list').description('all keys, without their secrets').addHelpText('after', '\nExample: chancery keys list').action(async (_options: unknown, self: Command) => {
    const output = Output.of(self);
    const items = await withKeys((store) => store.listKeys());
    output.list({ items }, [{ title: 'id', of: (key) => key.id }, { title: 'role', of: (key) => key.role }, { title: 'name', of: (key) => key.name }, { title: 'expires', of: (key) => key.expiresAt }, { title: 'revoked', of: (key) => key.revokedAt }], (key) => `${key.id}: ${key.role} ${key.name}.`);
  });
  keys.command('revoke <id>').description('end a key from now on').addHelpText('after', '\nExample: chancery keys revoke k3v…  (ids: chancery keys list)').action(async (id: string, _options: unknown, self: Command) => {
    const output = Output.of(self);
    const key = await withKeys((store) => store.revokeKey(id)).catch((error: unknown) => {
      if (error instanceof NotFound) throw new CannotRun(`There is no key ${id}: see "chancery keys list".`, 3);
      throw error;
    });
    if (output.asJson) output.json(key);
    else output.line(`${key.id} is revoked`);
  });
}

const isFutureTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text) && Date.parse(text) > Date.now();

function addProjections(program: Command): void {
  const projections = program.command('projections').description('read models: state, rebuild, verify');
  projections.command('list').description('where each stands').addHelpText('after', '\nExample: chancery projections list').action(async (_options: unknown, self: Command) => {
    const output = Output.of(self);
    const service = await openService();
    try {
      output.list({ items: await service.engine.status({ hash: true }) }, [
        { title: 'name', of: (one) => one.name }, { title: 'version', of: (one) => one.version }, { title: 'state', of: (one) => one.state }, { title: 'position', of: (one) => one.position },
        { title: 'lag', of: (one) => one.lag }, { title: 'parked', of: (one) => one.parked }, { title: 'hash', of: (one) => one.stateHash?.slice(0, 12) }, { title: 'last error', of: (one) => one.lastError },
      ], (one) => `${one.name}: ${one.state}, ${one.lag} behind, ${one.parked} parked.`);
    } finally {
      await service.close();
    }
  });
  for (const [verb, about, isDry] of [['rebuild', 'build beside the live rows, compare, switch', false], ['verify', 'the same without the switch: fold all of history and compare', true]] as const) {
    projections.command(`${verb} [name]`).description(about).option('--all', 'every read model').addHelpText('after', `\nExample: chancery projections ${verb} timeline`).action(async (name: string | undefined, { all }: { all?: boolean }, self: Command) => {
      if ((name === undefined) !== (all ?? false)) throw new CannotRun(`Name one read model, or all of them: chancery projections ${verb} timeline, or --all.`, 2);
      await rebuild(Output.of(self), verb, name, isDry);
    });
  }
}

async function rebuild(output: Output, verb: string, name: string | undefined, dryRun: boolean): Promise<void> {
  const service = await openService();
  try {
    const all = (await service.engine.status({ hash: false })).map((one) => one.name);
    if (name !== undefined && !all.includes(name)) throw new CannotRun(`There is no read model "${name}": choose ${all.join(', ')}.`, 2);
    const names = name === undefined ? all : [name];
    const started = performance.now();
    const show = progressLine(`${verb} ${name ?? 'all'}`);
    const results = await service.engine
      .rebuildTogether(names, { dryRun, onProgress: ({ done, total }) => show(done, total, done / ((performance.now() - started) / 1000)) })
      .catch((error: unknown) => {
        if (error instanceof RebuildDiffers || error instanceof RebuildRunning) throw new CannotRun(error.message, 1);
        throw error;
      });
    output.list({ items: results.map((result, i) => ({ name: names[i], ...result })) }, [
      { title: 'name', of: (one) => one.name }, { title: 'rows', of: (one) => one.rows }, { title: 'position', of: (one) => one.position }, { title: 'equal', of: (one) => one.equal }, { title: 'switched', of: (one) => one.switched }, { title: 'hash', of: (one) => one.stateHash?.slice(0, 12) },
    ], (one) => `${one.name}: ${one.equal ? 'equal' : 'not equal'}, ${one.rows} rows at position ${one.position}.`);
  } finally {
    await service.close();
  }
}

interface Finding { check: string; ok: boolean; says: string; fix: string | null }

/** Exit 0 when all is well, 1 when something is not, 6 when there is no database. */
async function doctor(output: Output): Promise<void> {
  const service = await openService();
  const findings: Finding[] = [];
  const note = (check: string, ok: boolean, says: string, fix: string | null = null): void => void findings.push({ check, ok, says, fix: ok ? null : fix });
  try {
    const { rows: [server] } = await service.pool.query<{ version: string; role: string; now: string; owner: boolean }>(
      `select current_setting('server_version') as version, current_user as role, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now,
         pg_has_role(current_user, (select relowner from pg_class where oid = 'log.event'::regclass), 'usage') as owner`);
    note('database', true, `PostgreSQL ${server!.version}, ${service.database.description}`);
    note('role', !server!.owner, server!.owner ? `the service connects as ${server!.role}, which owns the log` : `the service connects as ${server!.role}, which owns nothing`, 'set DATABASE_URL to the role chancery_app and DATABASE_OWNER_URL to the owner');
    note('migrations', true, 'all applied');
    const integrity = await logIntegrity(service.pool);
    for (const finding of integrity) note('log', false, finding.message, 'run: chancery migrate, as the owner of the log');
    if (integrity.length === 0) note('log', true, 'grants, triggers and functions are as they should be');
    const { rows: [dense] } = await service.pool.query<{ count: number; last: number | null }>('select count(*) as count, max(position) as last from log.event');
    note('positions', dense!.count === (dense!.last ?? 0), `${dense!.count} events, last position ${dense!.last ?? 0}`, 'positions are not dense: restore the log from a backup');
    for (const { name, state, lag, parked, lastError } of await service.engine.status({ hash: false })) {
      note(`projection ${name}`, state === 'active' && parked === 0, `${state}, ${lag} behind, ${parked} parked${lastError === null ? '' : `, ${lastError}`}`, `start a worker; then: chancery projections rebuild ${name}`);
    }
    const drift = Math.abs(Date.parse(server!.now) - Date.now());
    note('clock', drift < 2_000, `the database's clock differs by ${drift} ms`, 'synchronise the clocks of this machine and the database server');
  } finally {
    await service.close();
  }
  if (output.asJson) output.json(findings);
  else for (const { check, ok, says, fix } of findings) output.line(`${ok ? 'ok  ' : 'FAIL'}  ${check.padEnd(24)}${says}${fix === null ? '' : `\n      fix: ${fix}`}`);
  if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
}
