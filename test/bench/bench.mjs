// npm run bench -- <suite> [--json] [--quick]: measures this store beside others on one PostgreSQL, durability on.
import { readdirSync } from 'node:fs';
import { openBenchCluster } from './cluster.mjs';
import { machine, printTables } from './table.mjs';

const suites = readdirSync(new URL('./suites/', import.meta.url)).filter((file) => file.endsWith('.mjs')).map((file) => file.slice(0, -4));
const words = process.argv.slice(2);
const options = { json: words.includes('--json'), quick: words.includes('--quick') };
const wanted = words.filter((word) => !word.startsWith('--'));
const unknown = [...wanted.filter((name) => !suites.includes(name)), ...words.filter((word) => word.startsWith('--') && !['--json', '--quick'].includes(word))];
if (wanted.length === 0 || unknown.length > 0) {
  console.error(`${unknown.length > 0 ? `Unknown: ${unknown.join(', ')}\n` : ''}Usage: npm run bench -- <${suites.join('|')}> [--json] [--quick]`);
  process.exit(2);
}

const cluster = await openBenchCluster();
const results = [];
try {
  for (const name of wanted) {
    const { run } = await import(`./suites/${name}.mjs`);
    const say = (line) => { if (!options.json) process.stderr.write(`${line}\n`); };
    results.push({ suite: name, quick: options.quick, machine: machine(cluster.version), tables: await run({ cluster, quick: options.quick, say }) });
  }
} finally {
  await cluster.close();
}
if (options.json) console.log(JSON.stringify(results, null, 2));
else printTables(results);
const missed = results.flatMap(({ tables }) => tables).flatMap(({ targets }) => targets).filter((target) => !target.met);
process.exitCode = missed.length > 0 && !options.quick ? 1 : 0;
