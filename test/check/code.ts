import fs from 'node:fs';
import path from 'node:path';
import { linesOf, refuse, root, runTool, type Check } from './check.js';

export const types: Check = {
  name: 'types',
  async run() {
    const projects = ['tsconfig.json', 'apps/web/tsconfig.json', 'test/bench/tsconfig.json'].filter((file) => fs.existsSync(path.join(root, file)));
    const checked = projects.filter((file) => !file.includes('bench') || fs.existsSync(path.join(root, 'test/bench/node_modules')));
    for (const project of checked) {
      const { code, output } = await runTool('typescript7/bin/tsc', ['-p', project, '--noEmit']);
      if (code !== 0) refuse(linesOf(output));
    }
    return checked.join(', ');
  },
};

export const lint: Check = {
  name: 'lint',
  async run() {
    const directories = ['apps', 'libs', 'migrations', 'seeds', 'test'].filter((name) => fs.existsSync(path.join(root, name)));
    const { code, output } = await runTool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings', '--format=unix', ...directories]);
    if (code !== 0) refuse(linesOf(output));
    const files = /on (\d+) files/.exec((await runTool('oxlint/bin/oxlint', ['--silent', ...directories])).output)?.[1];
    if (!files || Number(files) < 20) refuse([`only ${files ?? 'no'} files seen`]);
    return `${files} files`;
  },
};

interface CruiseResult {
  modules: { source: string }[];
  summary: { violations: { from: string; to: string; rule: { name: string; severity: string }; cycle?: { name: string }[] }[] };
}

// A wrong path would let every rule pass with nothing to judge. Raise it as the house grows.
const MODULES_AT_LEAST = 350;

export const imports: Check = {
  name: 'imports',
  async run() {
    const directories = ['apps', 'libs', 'migrations', 'seeds', 'test'].filter((name) => fs.existsSync(path.join(root, name)));
    const { code, output } = await runTool('dependency-cruiser/bin/dependency-cruise.mjs', ['--config', '.dependency-cruiser.mjs', '-T', 'json', ...directories]);
    if (!output.startsWith('{')) refuse([`dependency-cruiser failed (${code})`, ...linesOf(output)]);
    const { modules, summary } = JSON.parse(output) as CruiseResult;

    refuse(summary.violations.map(({ rule, from, to, cycle }) => `${rule.name}: ${cycle ? [from, ...cycle.map((step) => step.name)].join(' -> ') : `${from} -> ${to}`}`));
    const own = modules.filter(({ source }) => /^(apps|libs|migrations|seeds|test)\//.test(source)).length;
    if (own < MODULES_AT_LEAST) refuse([`only ${own} modules seen, at least ${MODULES_AT_LEAST} expected: are the paths right?`]);
    return `${own} modules, no forbidden import, no cycle`;
  },
};
