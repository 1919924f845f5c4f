import type { Command } from 'commander';
import { Output, shown, type Telling } from '../client/output.js';
import { clocked, clocks, kebab, limited, queryOf } from './views.js';

const inChanges: Telling = {
  columns: [{ title: 'position', of: (change) => change.position }, { title: 'of', of: (change) => change.changeOf }, { title: 'what', of: (change) => change.sentence }],
  sentence: (change) => `${change.changeOf}: ${change.sentence}`,
};

/** Commands that show one thing, or a list that belongs to it. */
export function addSingles(program: Command): void {
  const claim = program.command('claim').description('one claim');
  reading(claim.command('show <id>'), 'the claim as it stands', 'chancery claim show clm_…  (ids: chancery claims rafah-first-reconstruction)', (id) => `claims/${id}`);
  listing(claim.command('history <id>'), 'all that became of it', 'chancery claim history clm_…  (ids: chancery claims rafah-first-reconstruction)', (id) => `claims/${id}/history`, {
    columns: [{ title: 'position', of: (item) => item.position }, { title: 'event', of: (item) => item.event }, { title: 'outcome', of: (item) => item.outcome }, { title: 'of', of: (item) => item.changeOf }, { title: 'claim', of: (item) => item.claim }],
    sentence: (item) => `Position ${item.position}: ${item.event}${item.outcome === null ? '' : `, ${item.outcome}`} (${item.changeOf}).`,
  });
  reading(claim.command('blame <id>'), 'who set each value, clause by clause', 'chancery claim blame clm_…  (ids: chancery claims rafah-first-reconstruction)', (id) => `claims/${id}/blame`, (output, { clauses }) => output.list({ items: clauses }, [{ title: 'field', of: (clause) => clause.field }, { title: 'set at', of: (clause) => clause.recorded.position }, { title: 'by', of: (clause) => clause.event }, { title: 'of', of: (clause) => clause.changeOf }, { title: 'value', of: (clause) => clause.value }],
    (clause) => `${clause.field} is ${shown(clause.value)}, set by ${clause.event} at position ${clause.recorded.position}.`));
  program.command('whoami').description('who this key is').addHelpText('after', '\nExample: chancery whoami').action(async (_options: unknown, self: Command) => {
    const output = Output.of(self);
    output.one((await output.client().get('whoami')).body as Record<string, unknown>);
  });
  program.command('codebook').description('kinds, markers, changes and scales').addHelpText('after', '\nExample: chancery codebook --json').action(async (_options: unknown, self: Command) => {
    const output = Output.of(self);
    output.one((await output.client().get('codebook')).body as Record<string, unknown>);
  });

  const pairFilters = ['clock', 'changeOf', 'kindOfChange', 'subject', 'cosmetic', 'actor', 'role', 'issue', 'kind', 'outlet', 'source', 'marker', 'voice', 'planStatus', 'q'];
  const compare = limited(clocked(program.command('compare <story> <pair>'))).description('net difference between two moments, as A...B').option('--exit-code', 'exit with 7 when anything differs');
  for (const name of pairFilters) compare.option(`--${kebab(name)} <value>`, `API parameter ${name}`);
  compare.addHelpText('after', '\nExample: chancery compare rafah-first-reconstruction 1...head').action(async (story: string, pair: string, options: Record<string, unknown>, self: Command) => {
    const output = Output.of(self);
    const path = `stories/${encodeURIComponent(story)}/compare/${encodeURIComponent(pair)}${queryOf(options, [...clocks, ...pairFilters])}`;
    const { body, head } = await output.client().all(path, options.limit as number | undefined);
    if (!output.asJson) output.say(Object.entries(body.summary as Record<string, number>).map(([kind, count]) => `${count} ${kind}`).join(', ') || 'no difference');
    if (body.items.length > 0 || output.asJson) output.list(body, inChanges.columns, inChanges.sentence);
    output.moment(body.position, head);
    if (options.exitCode && body.items.length > 0) process.exitCode = 7;
  });
}

/** A command that shows one thing at a moment. */
export function reading(command: Command, about: string, example: string, path: (id: string) => string, form?: (output: Output, body: any) => void, clocksOf = { isPublished: true }): Command {
  return clocked(command.description(about), clocksOf).addHelpText('after', `\nExample: ${example}`).action(async (id: string, options: Record<string, unknown>, self: Command) => {
    const output = Output.of(self);
    const { body, headers } = await output.client().get(path(encodeURIComponent(id)) + queryOf(options, [...clocks, 'version']));
    if (form === undefined || output.asJson) output.one(body as Record<string, unknown>);
    else form(output, body);
    output.moment(Number(headers.get('chancery-position') ?? '0') || undefined, headers.get('chancery-head'));
  });
}

function listing(command: Command, about: string, example: string, path: (id: string) => string, telling: Telling): void {
  limited(clocked(command.description(about))).addHelpText('after', `\nExample: ${example}`).action(async (id: string, options: Record<string, unknown>, self: Command) => {
    await Output.of(self).read(path(encodeURIComponent(id)) + queryOf(options, clocks), telling);
  });
}
