import { APPLICATION_ROLE, type Pool } from '#libs/database';
import { ask } from './ask.js';

/** Something in the database that no longer protects the log as the migrations left it. */
export interface IntegrityFinding {
  kind: 'connection' | 'missing-table' | 'missing-grant' | 'excess-grant' | 'trigger' | 'function' | 'positions';
  /** What it is about, as SQL names it. */
  object: string;
  /** What is wrong and what to do, in words. */
  message: string;
}

/** SHA-256 of each function's body, security and settings, as the newest migration wrote it. A spec compares them with a fresh database. */
export const functionFingerprints: Readonly<Record<string, string>> = {
  append: '4325f0f248cf8551f8e1bcc65f648e89b86fdef7f99d9ff8f178d0f80a91fbfe',
  append_one: '0c423353c015b7425af44ea16720d3273d33ffe2fe76596764737443aee3d411',
  refuse_change: 'a043b98e2749471dc24cd3f6dbe2579cab3e93d26464a1cd26ac20d2a45ec067',
  refuse_event: '2515ce565adb4a435a423d4473ce300617267fb02db71c31850a111406cfb3c1',
};

const tables = ['event', 'append_key', 'guard', 'writer'] as const;
/** BEFORE, for each statement, on delete, update and truncate (pg_trigger.tgtype). */
const triggerType = 2 + 8 + 16 + 32;
const patience = { connectTimeoutMs: 5_000, replyTimeoutMs: 60_000 };

/**
 * Compares what guards the log with what ought to: the connection's role, tables, grants, triggers, functions and, when asked,
 * that positions are dense (reads the whole index). Nothing found is good news.
 */
export async function logIntegrity(pool: Pool, { role = APPLICATION_ROLE, positions = false }: { role?: string; positions?: boolean } = {}): Promise<IntegrityFinding[]> {
  const rows = <Row extends unknown[]>(text: string, values: unknown[] = []): Promise<Row[]> => ask<Row>(pool, { text, values }, patience);
  const findings: IntegrityFinding[] = [];
  const found = (kind: IntegrityFinding['kind'], object: string, message: string): void => void findings.push({ kind, object, message });

  const present = new Set((await rows<[string]>("select tablename from pg_tables where schemaname = 'log'")).map(([name]) => name));
  for (const table of tables) if (!present.has(table)) found('missing-table', `log.${table}`, `The table log.${table} is missing. Run the migrations.`);
  if (findings.length > 0) return findings;

  const [[user, superuser, owns]] = (await rows<[string, string, string]>(
    `select current_user, (select rolsuper from pg_roles where rolname = current_user), pg_has_role(current_user, relowner, 'usage')
     from pg_class where oid = 'log.event'::regclass`,
  )) as [[string, string, string]];
  if (superuser === 't' || owns === 't') found('connection', user, `This connection acts as ${user}, who may change the log. Connect as ${role}.`);

  for (const table of tables) {
    const [[select, write]] = (await rows<[string, string]>(
      `select has_table_privilege($1, 'log.' || $2, 'select'), has_table_privilege($1, 'log.' || $2, 'insert, update, delete, truncate, references, trigger')`,
      [role, table],
    )) as [[string, string]];
    if (select === 'f' && table !== 'writer') found('missing-grant', `log.${table}`, `${role} may not read log.${table}: grant select on log.${table} to ${role}.`);
    if (write === 't') found('excess-grant', `log.${table}`, `${role} may write to log.${table} past the append function: revoke all but select on log.${table} from ${role}, public.`);
  }

  const functions = await rows<[string, string, string, string]>(functionQuery, [role]);
  for (const [name, expected] of Object.entries(functionFingerprints)) {
    const row = functions.find(([functionName]) => functionName === name);
    if (row === undefined) {
      found('function', `log.${name}`, `The function log.${name} is missing. Run the migrations.`);
      continue;
    }
    if (row[1] !== expected) found('function', `log.${name}`, `The function log.${name} is not the one this build expects (${row[1]}). Restore it from the migrations and find out who changed it.`);
    if (row[2] === 'f') found('function', `log.${name}`, `log.${name} does not belong to the owner of the log, so it runs with other rights than meant.`);
    if (name.startsWith('append') && row[3] === 'f') found('missing-grant', `log.${name}`, `${role} may not append: grant execute on function log.${name} to ${role}.`);
    const duplicates = functions.filter(([functionName]) => functionName === name).length;
    if (duplicates > 1) found('function', `log.${name}`, `There are ${duplicates} functions named log.${name}. Drop those the migrations did not make.`);
  }

  const [trigger] = await rows<[string, string, string]>(
    `select tgenabled, tgtype, tgfoid::regproc::text from pg_trigger where tgrelid = 'log.event'::regclass and tgname = 'event_never_changes'`,
  );
  if (trigger === undefined) found('trigger', 'event_never_changes', 'The trigger that refuses changes of log.event is missing. Restore it from the migrations.');
  else if (trigger[0] !== 'A') found('trigger', 'event_never_changes', `The trigger event_never_changes is not always on (${trigger[0]}): alter table log.event enable always trigger event_never_changes.`);
  else if (Number(trigger[1]) !== triggerType || trigger[2] !== 'log.refuse_change') found('trigger', 'event_never_changes', 'The trigger event_never_changes does not refuse every update, delete and truncate any more. Restore it from the migrations.');

  // Who may not even read the log cannot count it.
  if (positions && !findings.some(({ kind, object }) => kind === 'missing-grant' && object === 'log.event')) {
    const [[count, head]] = (await rows<[string, string]>('select count(*), coalesce(max(position), 0) from log.event')) as [[string, string]];
    if (count !== head) found('positions', 'log.event', `The log holds ${count} events but ends at position ${head}: events are missing. Restore from a backup.`);
  }
  return findings;
}

const functionQuery = `
  select p.proname,
         encode(sha256(convert_to(concat_ws('|', p.prosrc, p.prosecdef::text, array_to_string(p.proconfig, ',')), 'UTF8')), 'hex'),
         p.proowner = (select relowner from pg_class where oid = 'log.event'::regclass),
         has_function_privilege($1, p.oid, 'execute')
  from pg_proc p where p.pronamespace = 'log'::regnamespace`;
