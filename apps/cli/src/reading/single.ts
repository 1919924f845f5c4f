import type { Command } from 'commander';
import { Output, type Common } from '../client/output.js';
import { queryOf } from './views.js';

const clocks = ['knownAt', 'publishedBy', 'minPosition'];

/** Commands that show one thing, or a list that belongs to it. */
export function addSingles(program: Command): void {
  const claim = program.command('claim').description('one claim');
  reading(claim.command('show <id>'), 'the claim as it stands', (id) => `claims/${id}`);
  listing(claim.command('history <id>'), 'all that became of it', (id) => `claims/${id}/history`, (item) => `${item.position}  ${item.event}  ${item.outcome ?? ''}  ${item.changeOf}`);
  reading(claim.command('blame <id>'), 'who set each value, clause by clause', (id) => `claims/${id}/blame`);
  reading(program.command('whoami'), 'who this key is', () => 'whoami');
  reading(program.command('codebook'), 'kinds, markers, changes and scales', () => 'codebook');

  const compare = clocked(program.command('compare <story> <pair>')).description('net difference between two moments, as A...B').option('--exit-code', 'exit with 7 when anything differs');
  for (const name of ['clock', 'change-of', 'kind-of-change', 'subject', 'cosmetic']) compare.option(`--${name} <value>`, `API parameter ${name}`);
  compare.addHelpText('after', '\nExample: chancery compare rafah-first-reconstruction 0...head').action(async (story: string, pair: string, options: Record<string, unknown>, self: Command) => {
    const output = new Output(self.optsWithGlobals<Common>());
    const query = queryOf(options, [...clocks, 'clock', 'changeOf', 'kindOfChange', 'subject', 'cosmetic']);
    const list = await output.client().all(`stories/${story}/compare/${pair}${query}`);
    if (!output.asJson) output.say(Object.entries(list.summary).map(([kind, count]) => `${count as number} ${kind}`).join(', ') || 'no difference');
    output.list(list, [{ title: 'position', of: (change) => change.position }, { title: 'of', of: (change) => change.changeOf }, { title: 'what', of: (change) => change.sentence }], (change) => `${change.changeOf}: ${change.sentence}`);
    if (options.exitCode && list.items.length > 0) process.exitCode = 7;
  });

  const replay = program.command('replay <story>').description('frame after frame, as the story grew').option('--clock <clock>', 'recorded or published').option('--step <step>', 'event, report or day')
    .option('--speed <n>', 'frames a second').option('--from-position <n>', 'start here').option('--to-position <n>', 'stop here');
  replay.addHelpText('after', '\nExample: chancery replay cuban-missile-crisis --clock published --speed 4').action(async (story: string, options: Record<string, unknown>, self: Command) => {
    const output = new Output(self.optsWithGlobals<Common>());
    const response = await output.client().stream(`stories/${story}/replay${queryOf(options, ['clock', 'step', 'speed', 'fromPosition', 'toPosition'])}`, 'application/x-ndjson');
    for await (const line of linesOf(response)) {
      const frame = JSON.parse(line) as { type: string; frame: number; of: number; at: string; position: number; changes: { sentence: string }[] };
      if (output.asJson || frame.type !== 'frame') {
        if (output.asJson) output.line(line);
        continue;
      }
      output.line(`${frame.frame}/${frame.of}  position ${frame.position}  ${frame.at}`);
      for (const change of frame.changes.slice(0, 12)) output.line(`    ${change.sentence}`);
      if (frame.changes.length > 12) output.line(`    and ${frame.changes.length - 12} more`);
    }
  });

  const tail = program.command('tail').description('follow the log live, resuming by itself after a lost connection').option('--story <slug>').option('--type <type>').option('--from-position <n>');
  tail.action(async (options: Record<string, unknown>, self: Command) => follow(new Output(self.optsWithGlobals<Common>()), options));

  const log = program.command('log').description('events as stored').option('--from-position <n>').option('--to-position <n>').option('--story <slug>').option('--type <type>').option('--stream <stream>').option('--order <order>').option('--limit <n>');
  log.action(async (options: Record<string, unknown>, self: Command) => {
    const output = new Output(self.optsWithGlobals<Common>());
    const most = options.limit === undefined ? Infinity : Number(options.limit);
    const list = await output.client().all(`log${queryOf(options, ['fromPosition', 'toPosition', 'story', 'type', 'stream', 'order'])}`, most);
    output.list(list, [{ title: 'position', of: (event) => event.position }, { title: 'recorded', of: (event) => event.recordedAt }, { title: 'type', of: (event) => event.type }, { title: 'stream', of: (event) => `${event.stream}@${event.streamVersion}` }], (event) => `${event.position}: ${event.type} in ${event.stream}`);
  });
}

function clocked(command: Command): Command {
  return command.option('--known-at <moment>', 'as known at a position or time').option('--published-by <edtf>', 'only what was public by then').option('--min-position <n>', 'wait for this position');
}

function reading(command: Command, about: string, path: (id: string) => string): void {
  clocked(command.description(about)).action(async (...given: unknown[]) => {
    const self = given.at(-1) as Command;
    const output = new Output(self.optsWithGlobals<Common>());
    const { body, headers } = await output.client().get(path(encodeURIComponent(String(given[0]))) + queryOf(self.opts(), clocks));
    output.one(body as Record<string, unknown>);
    output.moment(Number(headers.get('chancery-position') ?? '0') || undefined, headers.get('chancery-head'));
  });
}

function listing(command: Command, about: string, path: (id: string) => string, sentence: (item: any) => string): void {
  clocked(command.description(about)).action(async (id: string, _options: unknown, self: Command) => {
    const output = new Output(self.optsWithGlobals<Common>());
    const list = await output.client().all(path(encodeURIComponent(id)) + queryOf(self.opts(), clocks));
    output.list(list, [{ title: '', of: sentence }], sentence);
  });
}

/** Reconnects with the last id seen; what came while it was away comes then. Ends on Ctrl-C. */
async function follow(output: Output, options: Record<string, unknown>): Promise<void> {
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  let last: string | null = null;
  const client = output.client();
  while (!ending.signal.aborted) {
    try {
      const response = await client.stream(`log/stream${queryOf(options, ['story', 'type', 'fromPosition'])}`, 'text/event-stream', last === null ? {} : { 'last-event-id': last }, ending.signal);
      for await (const line of linesOf(response)) {
        if (line.startsWith('id: ')) last = line.slice(4);
        if (!line.startsWith('data: ')) continue;
        const event = JSON.parse(line.slice(6)) as { position: number; type: string; stream: string; recordedAt: string };
        output.line(output.asJson ? line.slice(6) : `${event.position}  ${event.recordedAt}  ${event.type}  ${event.stream}`);
      }
    } catch (error) {
      if (ending.signal.aborted) return;
      if (!(error instanceof TypeError) && (error as { exitCode?: number }).exitCode !== 6) throw error;
    }
    if (ending.signal.aborted) return;
    output.say('the connection was lost; resuming');
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line !== '') yield line.replace(/\r$/, '');
  }
  if (rest !== '') yield rest;
}
