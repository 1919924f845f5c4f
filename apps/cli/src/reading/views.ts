import type { Command } from 'commander';
import { CannotRun } from '../cannot-run.js';
import { Output, wholeNumber, type Column, type Telling } from '../client/output.js';

interface View extends Telling { name: string; path: (story: string) => string; about: string; filters: readonly string[]; example: string }

const column = (title: string, of: (item: any) => unknown): Column => ({ title, of });
const shared = ['actor', 'role', 'issue', 'kind', 'outlet', 'source', 'marker', 'voice', 'planStatus', 'q'];
const doubts = (item: any): string => (item.markers.count === 0 ? '' : `${item.markers.count} markers, worst ${item.markers.worst}`);
const when = (item: any): string => item.happened?.edtf ?? 'undated';

export const views: readonly View[] = [
  {
    name: 'timeline', about: 'what is told to have happened, undated items included', path: (story) => `stories/${story}/timeline`,
    filters: [...shared, 'happenedFrom', 'happenedTo', 'undated', 'status', 'clock', 'order', 'groupBy', 'versions'], example: 'chancery timeline rafah-first-reconstruction --issue us-hamas-contact',
    columns: [column('when', when), column('kind', (item) => item.kind), column('said by', (item) => item.voice ?? 'nobody that stands'), column('origins', (item) => item.origins), column('what', (item) => `${item.title}${item.planStatus === null ? '' : ` [${item.planStatus}]`}`), column('doubt', doubts)],
    sentence: (item) => `${when(item)}: ${item.title} (${item.kind}, ${item.voice ?? 'unattested'}, ${item.origins} origin${item.origins === 1 ? '' : 's'}${item.planStatus === null ? '' : `, plan ${item.planStatus}`}).`,
  },
  {
    name: 'stances', about: 'who stands where; a missing pair means no report, which is not neutral', path: (story) => `stories/${story}/stances`, filters: ['holder', 'issue', 'versions'], example: 'chancery stances rafah-first-reconstruction --holder usa',
    columns: [column('holder', (cell) => cell.holder), column('issue', (cell) => cell.issue), column('stance', (cell) => `${cell.value > 0 ? '+' : ''}${cell.value} ${cell.word}`), column('basis', (cell) => cell.basis), column('claims', (cell) => cell.claims), column('note', (cell) => [cell.conditional ? 'on conditions' : '', cell.settled ? '' : 'shift only reported'].filter(Boolean).join(', '))],
    sentence: (cell) => `${cell.holder} ${cell.word} ${cell.issue} (${cell.basis}, ${cell.claims} claims${cell.conditional ? ', on conditions' : ''}${cell.settled ? '' : ', shift only reported'}).`,
  },
  {
    name: 'markers', about: 'what not to lean on', path: (story) => `stories/${story}/markers`, filters: ['rule', 'scope', 'severity', 'subject', 'status', 'sort', 'referenceTime', 'versions'], example: 'chancery markers rafah-first-reconstruction --severity 3',
    columns: [column('severity', (marker) => marker.severity), column('rule', (marker) => marker.rule), column('on', (marker) => `${marker.subject.type} ${marker.subject.id}`), column('what', (marker) => marker.title), column('closes if', (marker) => marker.closesIf)],
    sentence: (marker) => `Severity ${marker.severity}, ${marker.rule}: ${marker.title ?? marker.subject.id}. ${marker.says} Closes if: ${marker.closesIf}.`,
  },
  {
    name: 'quantities', about: 'numbers told, none averaged', path: (story) => `stories/${story}/quantities`, filters: [...shared, 'of', 'unit', 'versions'], example: 'chancery quantities rafah-first-reconstruction',
    columns: [column('of', (one) => one.of), column('unit', (one) => one.unit), column('latest', (one) => one.latest), column('low', (one) => one.low), column('high', (one) => one.high), column('values', (one) => one.values.length)],
    sentence: (one) => `${one.of} in ${one.unit}: latest ${one.latest ?? 'not given'}, all values from ${one.low ?? 'open'} to ${one.high ?? 'open'}.`,
  },
  {
    name: 'plans', about: 'plans and where they stand', path: (story) => `stories/${story}/plans`, filters: [...shared, 'status', 'versions'], example: 'chancery plans rafah-first-reconstruction --status cancelled',
    columns: [column('status', (plan) => plan.status), column('for', (plan) => plan.scheduledFor?.edtf ?? 'no date'), column('what', (plan) => plan.title), column('history', (plan) => plan.statuses.map((one: any) => one.status).join(' → '))],
    sentence: (plan) => `${plan.title}: ${plan.status}, ${plan.scheduledFor?.edtf ?? 'no date'}.`,
  },
  {
    name: 'claims', about: 'claims as reported', path: (story) => `stories/${story}/claims`, filters: ['kind', 'actor', 'role', 'issue', 'outlet', 'source', 'report', 'occurrence', 'status', 'marker', 'q'], example: 'chancery claims rafah-first-reconstruction --kind condition',
    columns: [column('claim', (claim) => claim.id), column('kind', (claim) => claim.kind), column('status', (claim) => claim.status), column('said by', (claim) => claim.voice), column('what', (claim) => claim.summary ?? claim.excerpt)],
    sentence: (claim) => `${claim.summary ?? claim.excerpt ?? claim.kind} (${claim.kind}, ${claim.voice}, ${claim.status}).`,
  },
  {
    name: 'changes', about: 'every change, newest first', path: (story) => `stories/${story}/changes`, filters: ['fromPosition', 'toPosition', 'changeOf', 'kindOfChange', 'subject', 'order'], example: 'chancery changes rafah-first-reconstruction --change-of story',
    columns: [column('position', (change) => change.position), column('of', (change) => change.changeOf), column('kind', (change) => change.kind), column('what', (change) => change.sentence)],
    sentence: (change) => `Position ${change.position}, ${change.changeOf}: ${change.sentence}`,
  },
];

export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
export const clocks = ['knownAt', 'publishedBy', 'minPosition'];
export const collect = (value: string, all: string[] = []): string[] => [...all, value];

/** `?actor=usa&actor=isr` of the options that were given. */
export function queryOf(options: Record<string, unknown>, names: readonly string[]): string {
  const parameters = names.flatMap((name) => [options[name] ?? []].flat().map((value) => `${name}=${encodeURIComponent(String(value))}`));
  return parameters.length === 0 ? '' : `?${parameters.join('&')}`;
}

/** The clocks of a read. Registers have no published clock. */
export function clocked(command: Command, { isPublished = true } = {}): Command {
  command.option('--known-at <moment>', 'as known at a position or time');
  if (isPublished) command.option('--published-by <edtf>', 'only what was public by then');
  return command.option('--min-position <n>', 'wait until the answer can include this position');
}

export const limited = (command: Command): Command => command.option('--limit <n>', 'at most so many', wholeNumber);

export function addViews(program: Command): void {
  for (const view of views) {
    const command = program.command(`${view.name} <story>`).description(view.about);
    for (const name of view.filters) command.option(`--${kebab(name)} <value>`, name === 'q' ? 'whole words' : name === 'versions' ? 'current, or all there ever were' : `filter by ${name}`, collect);
    limited(clocked(command)).option('--csv', 'the whole list as CSV').option('-o, --output <file>', 'write the CSV to a file, whole or not at all');
    command.addHelpText('after', `\nExample: ${view.example}`);
    command.action((story: string, options: Record<string, unknown>, self: Command) => show(view, story, options, self));
  }
}

async function show(view: View, story: string, options: Record<string, unknown>, self: Command): Promise<void> {
  const output = Output.of(self);
  const path = view.path(encodeURIComponent(story)) + queryOf(options, [...view.filters, ...clocks]);
  if (!options.csv) {
    if (options.output !== undefined) throw new CannotRun('--output takes the CSV: add --csv, or use > to keep what is printed.', 2);
    return void (await output.read(path, view));
  }
  if (options.limit !== undefined) throw new CannotRun('--csv is the whole list: leave out --limit, or take the first lines with head.', 2);
  await output.pass(await output.client().stream(path, 'text/csv'), options.output as string | undefined);
}
