import type { Command } from 'commander';
import { brokeOff } from '../client/api-client.js';
import { Output, type Telling } from '../client/output.js';
import { collect, limited, queryOf } from './views.js';

const inEvents: Telling = {
  columns: [{ title: 'position', of: (event) => event.position }, { title: 'recorded', of: (event) => event.recordedAt }, { title: 'type', of: (event) => event.type }, { title: 'stream', of: (event) => `${event.stream}@${event.streamVersion}` }],
  sentence: (event) => `${event.position}: ${event.type} in ${event.stream}`,
};

/** The log as stored, and live. */
export function addLog(program: Command): void {
  const log = program.command('log').description('events as stored').option('--from-position <n>').option('--to-position <n>').option('--from-time <time>', 'RFC 3339').option('--order <order>', 'asc or desc');
  limited(chosen(log)).addHelpText('after', '\nExample: chancery log --story rafah-first-reconstruction --type ClaimReported --limit 3').action(async (options: Record<string, unknown>, self: Command) => {
    await Output.of(self).read(`log${queryOf(options, ['fromPosition', 'toPosition', 'fromTime', 'story', 'type', 'stream', 'order'])}`, inEvents);
  });
  const tail = program.command('tail').description('follow the log live, resuming by itself after a lost connection').option('--from-position <n>', 'begin here; by default only what comes from now on');
  chosen(tail).addHelpText('after', '\nExample: chancery tail --story rafah-first-reconstruction').action((options: Record<string, unknown>, self: Command) => follow(self, options));
}

const chosen = (command: Command): Command =>
  command.option('--story <slug>', 'may repeat', collect).option('--type <type>', 'may repeat', collect).option('--stream <stream>', 'as category/id; may repeat', collect);

/** Reconnects after the last message that came whole; what was appended meanwhile comes then. Ends on Ctrl-C. */
async function follow(self: Command, options: Record<string, unknown>): Promise<void> {
  const output = Output.of(self);
  const asLines = output.asJson || self.optsWithGlobals<{ ndjson?: boolean }>().ndjson;
  const ending = interruption();
  const client = output.client();
  let last: string | null = null;
  for (let connections = 0; !ending.aborted; ) {
    try {
      const response = await client.stream(`log/stream${queryOf(options, ['story', 'type', 'stream', 'fromPosition'])}`, 'text/event-stream', last === null ? {} : { 'last-event-id': last }, ending);
      connections++;
      let id: string | null = null;
      let data: string | null = null;
      for await (const line of linesOf(response)) {
        if (line.startsWith('id: ')) id = line.slice(4);
        else if (line.startsWith('data: ')) data = line.slice(6);
        if (line !== '') continue;
        // Only a whole message counts as seen: a line cut between its id and its data comes again.
        if (data !== null) output.line(asLines ? data : eventText(data));
        last = id ?? last;
        id = data = null;
      }
    } catch (error) {
      if (ending.aborted) return;
      const isLost = brokeOff(error) || (error as { exitCode?: number }).exitCode === 6;
      if (!isLost || connections === 0) throw error;
    }
    if (ending.aborted) return;
    output.say('the connection was lost; resuming');
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function eventText(data: string): string {
  const { position, recordedAt, type, stream } = JSON.parse(data) as { position: number; type: string; stream: string; recordedAt: string };
  return `${position}  ${recordedAt}  ${type}  ${stream}`;
}

/** Aborted by Ctrl-C: a stream then ends cleanly. */
export function interruption(): AbortSignal {
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  return ending.signal;
}

/** The lines of a body as they come, empty ones too. */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield line.replace(/\r$/, '');
  }
  if (rest !== '') yield rest;
}
