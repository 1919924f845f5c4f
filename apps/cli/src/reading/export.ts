import type { Command } from 'commander';
import { CannotRun } from '../cannot-run.js';
import { Output } from '../client/output.js';
import { clocked, clocks, queryOf } from './views.js';

const formats: Record<string, (story: string, of: string) => { path: string; accept: string }> = {
  csv: (story, of) => ({ path: listOf(story, of), accept: 'text/csv' }),
  ndjson: (story, of) => ({ path: listOf(story, of), accept: 'application/x-ndjson' }),
  cloudevents: (story) => ({ path: `log?story=${story}`, accept: 'application/cloudevents-batch+json' }),
  timelinejs: (story) => ({ path: `stories/${story}/export/timelinejs.json`, accept: 'application/json' }),
  ics: (story) => ({ path: `stories/${story}/export/calendar.ics`, accept: 'text/calendar' }),
};

function listOf(story: string, of: string): string {
  const path = { occurrences: `stories/${story}/timeline`, claims: `stories/${story}/claims`, log: `log?story=${story}` }[of];
  if (path === undefined) throw new CannotRun(`--of is "${of}": choose occurrences, claims or log.`, 2);
  return path;
}

export function addExport(program: Command): void {
  clocked(program.command('export <story>')).description('take a story away; a file is written whole or not at all')
    .requiredOption('--format <format>', Object.keys(formats).join(', ')).option('--of <what>', 'occurrences, claims or log', 'occurrences').option('-o, --output <file>')
    .addHelpText('after', '\nExample: chancery export rafah-first-reconstruction --format csv -o rafah.csv')
    .action(async (story: string, { format, of, output: file, ...options }: { format: string; of: string; output?: string; [clock: string]: unknown }, self: Command) => {
      const output = Output.of(self);
      const made = formats[format];
      if (made === undefined) throw new CannotRun(`There is no format "${format}": choose ${Object.keys(formats).join(', ')}.`, 2);
      const { path, accept } = made(encodeURIComponent(story), of);
      const ofLog = format === 'cloudevents' || (of === 'log' && (format === 'csv' || format === 'ndjson'));
      const moment = queryOf(options, clocks);
      if (ofLog && moment !== '') throw new CannotRun('The log is what it is at every moment: leave out --known-at, --published-by and --min-position.', 2);
      await output.pass(await output.client().stream(path + moment, accept), file);
    });
}
