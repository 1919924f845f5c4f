// npm run torture -- <name> [--minutes N] [--json]: breaks things on purpose and counts what was lost, doubled or out of order.
import fs from 'node:fs';

const here = new URL('./', import.meta.url);
const names = fs.readdirSync(here).filter((file) => file.endsWith('.mjs') && /^export const name = /m.test(fs.readFileSync(new URL(file, here), 'utf8'))).map((file) => file.slice(0, -4));
const words = process.argv.slice(2);
const at = words.indexOf('--minutes');
const minutes = at === -1 ? null : Number(words[at + 1]);
const json = words.includes('--json');
const wanted = words.filter((word, i) => !word.startsWith('--') && (at === -1 || i !== at + 1));
if (wanted.length === 0 || wanted.some((name) => !names.includes(name)) || Number.isNaN(minutes)) {
  console.error(`Usage: npm run torture -- <${names.join('|')}> [--minutes N] [--json]`);
  process.exit(2);
}
for (const name of wanted) {
  const { run } = await import(new URL(`${name}.mjs`, here).href);
  const { passed, figures } = await run({ ...(minutes === null ? {} : { minutes }), tell: (line) => process.stderr.write(`${name}: ${line}\n`) });
  if (json) console.log(JSON.stringify({ torture: name, passed, figures }));
  else {
    console.log(`${name}: ${passed ? 'passed' : 'FAILED'}`);
    for (const [what, figure] of Object.entries(figures)) console.log(`  ${what.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).padEnd(36)} ${typeof figure === 'object' ? JSON.stringify(figure) : figure}`);
  }
  if (!passed) process.exitCode = 1;
}
process.exit();
