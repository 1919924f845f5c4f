import { execFileSync } from 'node:child_process';
import os from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Runs a suite when its file is what node was started with: `node test/bench/project.mjs [--quick] [--json]`. */
export async function runAlone(meta, name, run) {
  if (process.argv[1] !== fileURLToPath(meta.url)) return;
  const json = process.argv.includes('--json');
  const quick = process.argv.includes('--quick');
  let told = 0;
  const tell = (line, often = false) => {
    if (often && performance.now() - told < 2_000) return;
    told = performance.now();
    process.stderr.write(`${name}: ${line}\n`);
  };
  const results = await run({ quick, tell });
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const about = { suite: name, quick, commit, node: process.version, machine: `${os.cpus()[0]?.model ?? 'unknown'}, ${os.cpus().length} cores` };
  if (json) process.stdout.write(`${JSON.stringify({ ...about, results })}\n`);
  else {
    process.stdout.write(`${name}${quick ? ' (quick)' : ''}, commit ${commit}, node ${process.version}, ${about.machine}\n`);
    for (const { measure, value, unit, target, met } of results) process.stdout.write(`  ${measure.padEnd(52)} ${String(value).padStart(10)} ${unit}${target === null ? '' : `  ${met ? 'meets' : 'MISSES'} ${target}`}\n`);
  }
}
