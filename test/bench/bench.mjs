// npm run bench -- <suite> [--json] [--quick]: measures this store beside others on one PostgreSQL, durability on.
import fs from 'node:fs';
import { openBenchCluster } from './cluster.mjs';
import { machine, printTables } from './table.mjs';

// suites/: beside other stores, on the cluster of this run. Files here that export a name: suites with a world of their own.
const here = new URL('./', import.meta.url);
const beside = fs.readdirSync(new URL('suites/', here)).filter((file) => file.endsWith('.mjs')).map((file) => file.slice(0, -4));
const alone = fs.readdirSync(here).filter((file) => file.endsWith('.mjs') && /^export const name = /m.test(fs.readFileSync(new URL(file, here), 'utf8'))).map((file) => file.slice(0, -4));
const suites = [...beside, ...alone];
const words = process.argv.slice(2);
const options = { json: words.includes('--json'), quick: words.includes('--quick') };
const wanted = words.filter((word) => !word.startsWith('--'));
const unknown = [...wanted.filter((name) => !suites.includes(name)), ...words.filter((word) => word.startsWith('--') && !['--json', '--quick'].includes(word))];
if (wanted.length === 0 || unknown.length > 0) {
  console.error(`${unknown.length > 0 ? `Unknown: ${unknown.join(', ')}\n` : ''}Usage: npm run bench -- <${suites.join('|')}> [--json] [--quick]`);
  process.exit(2);
}

const results = [];
const say = (line) => { if (!options.json) process.stderr.write(`${line}\n`); };
let cluster = null;
try {
  for (const name of wanted) {
    let tables;
    if (beside.includes(name)) {
      const { run } = await import(`./suites/${name}.mjs`);
      tables = await run({ cluster: (cluster ??= await openBenchCluster()), quick: options.quick, say });
    } else {
      const { run } = await import(`./${name}.mjs`);
      tables = [measured(name, await run({ quick: options.quick, tell: (line, often) => { if (!often) say(line); } }))];
    }
    results.push({ suite: name, quick: options.quick, machine: machine(cluster?.version ?? 'embedded'), tables });
  }
} finally {
  await cluster?.close();
}
if (options.json) console.log(JSON.stringify(results, null, 2));
else printTables(results);
const missed = results.flatMap(({ tables }) => tables).flatMap(({ targets }) => targets).filter((target) => !target.met);
process.exitCode = missed.length > 0 && !options.quick ? 1 : 0;

function measured(title, all) {
  return {
    title, head: ['measure', 'value', 'unit'], rows: all.map(({ measure, value, unit }) => [measure, value, unit]),
    targets: all.filter(({ target }) => target !== null).map(({ measure, value, unit, target, met }) => ({ what: measure, wanted: target, got: `${value} ${unit}`, met })),
  };
}
