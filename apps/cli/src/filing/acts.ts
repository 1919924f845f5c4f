import type { Command } from 'commander';
import { Output } from '../client/output.js';
import { reading } from '../reading/single.js';
import { clocked, clocks, collect, limited, queryOf } from '../reading/views.js';
import { bodyOf, conditional, write, writing } from './write.js';

const id = encodeURIComponent;
/** Stories, registers, reports and decisions: every act of the API as a command. */
export function addActs(program: Command): void {
  addStories(program);
  for (const [register, fields] of Object.entries(registers)) addRegister(program, register, fields);
  addReports(program);
  addDecisions(program);
}

function addStories(program: Command): void {
  const story = program.command('story').description('stories');
  limited(clocked(story.command('list'), { isPublished: false })).description('all stories').option('--q <words>', 'whole words').addHelpText('after', '\nExample: chancery story list').action(async (options: Record<string, unknown>, self: Command) => {
    await Output.of(self).read(`stories${queryOf(options, ['q', ...clocks])}`, {
      columns: [{ title: 'story', of: (one) => one.slug }, { title: 'reports', of: (one) => one.counts.reports }, { title: 'claims', of: (one) => one.counts.claims }, { title: 'open markers', of: (one) => one.counts.openMarkers }, { title: 'title', of: (one) => one.title }],
      sentence: (one) => `${one.title}: ${one.counts.reports} reports, ${one.counts.claims} claims.`,
    });
  });
  reading(story.command('show <slug>'), 'one story', 'chancery story show rafah-first-reconstruction', (slug) => `stories/${slug}`);
  writing(story.command('open <slug>').description('open a story').addHelpText('after', '\nExample: chancery story open my-story --title "My story" --dry-run').requiredOption('--title <text>').option('--summary <text>').option('--issue <id>', 'an issue of it', collect))
    .action((slug: string, { title, summary, issue }: { title: string; summary?: string; issue?: string[] }, self: Command) =>
      write(self, 'stories', { slug, title, summary: summary ?? null, issues: issue ?? [] }));
}

/** Fields of a new entry, by option. `names` and lists are made from repeated options. */
const registers: Record<string, { option: string; field: string; required?: boolean; list?: boolean }[]> = {
  actor: [{ option: 'kind', field: 'kind', required: true }, { option: 'name', field: 'names', required: true, list: true }, { option: 'member-of', field: 'memberOf' }, { option: 'wikidata', field: 'wikidata' }, { option: 'iso3', field: 'iso3' }, { option: 'sector', field: 'sector' }],
  issue: [{ option: 'title', field: 'title', required: true }, { option: 'parent', field: 'parent' }, { option: 'alias', field: 'aliases', list: true }, { option: 'description', field: 'description' }],
  outlet: [{ option: 'name', field: 'name', required: true }, { option: 'family', field: 'family' }, { option: 'site', field: 'url' }, { option: 'country', field: 'country' }, { option: 'language', field: 'languages', list: true }],
  source: [{ option: 'label', field: 'label', required: true }, { option: 'kind', field: 'kind', required: true }, { option: 'namedness', field: 'namedness', required: true }, { option: 'side', field: 'side' }, { option: 'actor', field: 'actor' }],
};

function addRegister(program: Command, register: string, fields: (typeof registers)[string]): void {
  const plural = `${register}s`;
  const command = program.command(register).description(`the register of ${plural}`);
  limited(clocked(command.command('list'), { isPublished: false })).description(`all ${plural}`).option('--q <words>', 'whole words').option('--story <slug>', 'those its claims name')
    .addHelpText('after', `\nExample: chancery ${register} list --story rafah-first-reconstruction`).action(async (options: Record<string, unknown>, self: Command) => {
      await Output.of(self).read(`${plural}${queryOf(options, ['q', 'story', ...clocks])}`, {
        columns: [{ title: 'id', of: (entry) => entry.id }, { title: 'name', of: nameOf }, { title: 'read as', of: (entry) => (entry.canonicalId === entry.id ? '' : entry.canonicalId) }],
        sentence: (entry) => `${entry.id}: ${nameOf(entry)}.`,
      });
    });
  reading(command.command('show <id>'), 'one entry', `chancery ${register} show ${sample[register]!}`, (entry) => `${plural}/${entry}`, undefined, { isPublished: false });
  const add = writing(command.command('add <id>').description('register a new entry'));
  for (const { option, required, list } of fields) {
    const flag = `--${option} <value>`;
    if (list) add[required ? 'requiredOption' : 'option'](flag, 'may repeat', collect);
    else add[required ? 'requiredOption' : 'option'](flag);
  }
  add.action((entry: string, options: Record<string, unknown>, self: Command) => {
    const body: Record<string, unknown> = { id: entry };
    for (const { option, field } of fields) {
      const value = options[option.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
      if (value !== undefined) body[field] = field === 'names' ? (value as string[]).map((text, i) => ({ text, language: null, alias: i > 0 })) : value;
    }
    return write(self, plural, body);
  });
  conditional(command.command('merge <id>').description('read others as this entry').requiredOption('--absorb <id>', 'may repeat', collect).requiredOption('--reason <text>'))
    .action((entry: string, { absorb, reason }: { absorb: string[]; reason: string }, self: Command) => write(self, `${plural}/${id(entry)}/merge`, { absorb, reason }, { tagOf: `${plural}/${id(entry)}` }));
  conditional(command.command('split <id>').description('take a merge back').requiredOption('--restore <id>').requiredOption('--reason <text>'))
    .action((entry: string, { restore, reason }: { restore: string; reason: string }, self: Command) => write(self, `${plural}/${id(entry)}/split`, { restore, reason }, { tagOf: `${plural}/${id(entry)}` }));
  if (register === 'source' || register === 'outlet') {
    writing(command.command('assess <id>').description('grade its reliability').requiredOption('--grade <grade>', 'a to e, or none').requiredOption('--reason <text>').option('--topic <issue>').option('--from <edtf>'))
      .action((entry: string, { grade, reason, topic, from }: Record<string, string>, self: Command) =>
        write(self, `${plural}/${id(entry)}/reliability`, { grade: grade === 'none' ? null : grade, topic: topic ?? null, from: from ?? null, reason }));
  }
  if (register === 'source') {
    conditional(command.command('identify <id>').description('name an anonymous source from now on').requiredOption('--actor <id>').requiredOption('--namedness <value>').requiredOption('--reason <text>'))
      .action((entry: string, { actor, namedness, reason }: Record<string, string>, self: Command) => write(self, `sources/${id(entry)}/identification`, { actor, namedness, reason }, { tagOf: `sources/${id(entry)}` }));
  }
}
/** An entry of the seed story, for the examples. */
const sample: Record<string, string> = { actor: 'usa', issue: 'us-hamas-contact', outlet: 'al-mayadeen', source: 'src-southern-command' };
const nameOf = (entry: any): string => entry.names?.find((name: any) => !name.alias)?.text ?? entry.title ?? entry.name ?? entry.label;

function addReports(program: Command): void {
  const report = program.command('report').description('reports');
  writing(report.command('add <story> <file>').description('file a FileReport (JSON; - reads standard input)'))
    .addHelpText('after', '\nExample: chancery report add rafah-first-reconstruction report.json --dry-run')
    .action((story: string, file: string, _options: unknown, self: Command) => write(self, `stories/${id(story)}/reports`, bodyOf(file), { file }));
  reading(report.command('show <id>').option('--version <n>', 'by default the newest'), 'one report with its claims', 'chancery report show rpt_…  (ids: chancery changes rafah-first-reconstruction --kind-of-change report-filed --json)', (one) => `reports/${one}`);
  for (const [verb, act, about] of [['revise', 'revisions', 'the outlet changed its item'], ['correct', 'corrections', 'our coding or details were wrong']] as const) {
    conditional(report.command(`${verb} <id> <file>`).description(about))
      .action((one: string, file: string, _options: unknown, self: Command) => write(self, `reports/${id(one)}/${act}`, bodyOf(file), { tagOf: `reports/${id(one)}`, file }));
  }
  conditional(report.command('retract <id>').description('take a report back').requiredOption('--by <who>', 'outlet or editor').requiredOption('--reason <text>').option('--published <edtf>').option('--notice-url <url>'))
    .action((one: string, { by, reason, published, noticeUrl }: Record<string, string>, self: Command) =>
      write(self, `reports/${id(one)}/retraction`, { by, reason, published: published ?? null, noticeUrl: noticeUrl ?? null }, { tagOf: `reports/${id(one)}` }));
}

function addDecisions(program: Command): void {
  const occurrence = program.command('occurrence').description('decisions over occurrences');
  reading(occurrence.command('show <id>'), 'one occurrence with its claims', 'chancery occurrence show occ_…  (ids: chancery timeline rafah-first-reconstruction --json)', (one) => `occurrences/${one}`);
  const of = (one: string): { tagOf: string } => ({ tagOf: `occurrences/${id(one)}` });
  conditional(occurrence.command('merge <id>').description('judge others to be the same').requiredOption('--absorb <id>', 'may repeat', collect).requiredOption('--reason <text>'))
    .action((one: string, { absorb, reason }: { absorb: string[]; reason: string }, self: Command) => write(self, `occurrences/${id(one)}/merge`, { absorb, reason }, of(one)));
  conditional(occurrence.command('split <id>').description('take a merge back, or part claims off').option('--restore <id>').option('--claim <id>', 'may repeat', collect).requiredOption('--reason <text>'))
    .action((one: string, { restore, claim, reason }: { restore?: string; claim?: string[]; reason: string }, self: Command) =>
      write(self, `occurrences/${id(one)}/split`, { reason, ...(restore === undefined ? { claims: claim ?? [] } : { restore }) }, of(one)));
  conditional(occurrence.command('plan-status <id>').description('set where a plan stands').requiredOption('--status <status>').option('--scheduled-for <edtf>').requiredOption('--reason <text>'))
    .action((one: string, { status, scheduledFor, reason }: Record<string, string>, self: Command) => write(self, `occurrences/${id(one)}/plan-status`, { status, scheduledFor: scheduledFor ?? null, reason }, of(one)));
  const marker = program.command('marker').description('uncertainty markers');
  conditional(marker.command('ack <id>').description('say that you have seen it; it stays open').requiredOption('--note <text>'))
    .action((one: string, { note }: { note: string }, self: Command) => write(self, `markers/${id(one)}/acknowledgement`, { note }, { tagOf: `markers/${id(one)}` }));
  writing(program.command('note <story> <subject> <text>').description('a note on something, as type:id'))
    .action((story: string, subject: string, text: string, _options: unknown, self: Command) => {
      const [type, ...rest] = subject.split(':');
      return write(self, `stories/${id(story)}/notes`, { subject: { type, id: rest.join(':') }, text });
    });
}
