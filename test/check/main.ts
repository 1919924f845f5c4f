import { CheckFailed, type Check } from './check.js';
import { imports, lint, types } from './code.js';
import { compose, dockerfile } from './containers.js';
import { drift } from './drift.js';
import { lockFile } from './lock-file.js';
import { openapi } from './openapi.js';
import { tidy } from './tidy.js';

// One line a check; `npm run check -- lint types` runs those alone.
const all: Check[] = [types, lint, imports, tidy, lockFile, drift, openapi, compose, dockerfile];
const wanted = process.argv.slice(2);
const checks = wanted.length > 0 ? all.filter(({ name }) => wanted.includes(name)) : all;
if (checks.length === 0) {
  process.stderr.write(`no such check; there are: ${all.map(({ name }) => name).join(', ')}\n`);
  process.exit(2);
}

let failed = 0;
for (const { name, run } of checks) {
  const started = performance.now();
  const report = (mark: string, text: string): void =>
    void process.stdout.write(`${mark} ${name.padEnd(11)} ${text}  (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
  try {
    report('ok  ', await run());
  } catch (error) {
    failed += 1;
    const findings = error instanceof CheckFailed ? error.findings : [(error as Error).stack ?? String(error)];
    report('FAIL', `${findings.length} finding${findings.length === 1 ? '' : 's'}`);
    for (const finding of findings) process.stdout.write(`       ${finding}\n`);
  }
}
process.stdout.write(failed === 0 ? `all ${checks.length} checks passed\n` : `${failed} of ${checks.length} checks failed\n`);
process.exit(failed === 0 ? 0 : 1);
