import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { likeTheLog } from './stores/rows.mjs';

const script = `insert into row (position, recorded_at, stream_version, append_offset, append_size, schema_version, event_id, leaf_hash, stream, type, story, correlation_id, recorded_by, data)
values (nextval('place'), clock_timestamp(), 1, 0, 1, 1, uuidv7(), sha256('a leaf as long as any other'), 'report-' || uuidv7(), 'ClaimReported', 'rafah-first-reconstruction', uuidv7()::text,
'{"id":"key_01","kind":"key","name":"Ann"}',
'{"actor":"egypt","claim":"clm_1","hedge":"reportedly","kind":"objection","n":1,"place":{"code":"EG-SIN","name":"Rafah"},"quote":null,"report":"rpt_01","summary":"Cairo objects to the plan announced on Monday and asks for guarantees","weight":12.5}')`.replaceAll('\n', ' ');

/** pgbench with one such row a commit, where it is installed; else null, and \`bare-insert\` is the only limit shown. */
export async function pgbench(cluster) {
  if (spawnSync('pgbench', ['--version']).error) return null;
  const { ownerUrl } = await cluster.database('bench_pgbench');
  await likeTheLog(ownerUrl);
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-pgbench-')), 'insert.sql');
  fs.writeFileSync(file, `${script};\n`);
  const once = (mode, clients, ms) => {
    const { stdout } = spawnSync('pgbench', ['-n', '-M', mode, '-f', file, '-c', String(clients), '-j', String(Math.min(2, clients)), '-T', String(Math.max(1, Math.round(ms / 1000))), ownerUrl], { encoding: 'utf8' });
    const rate = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
    const latency = Number(/latency average = ([\d.]+)/.exec(stdout)?.[1]);
    return rate > 0 ? { rate, p50: latency, p99: Number.NaN } : null;
  };
  // An older pgbench cannot prepare against a newer server.
  const mode = once('prepared', 1, 1000) ? 'prepared' : 'simple';
  return { run: (clients, ms) => once(mode, clients, ms) ?? { failed: 'pgbench failed' } };
}
