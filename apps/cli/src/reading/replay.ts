import type { Command } from 'commander';
import { CannotRun } from '../cannot-run.js';
import { Output } from '../client/output.js';
import { frameText, type Frame } from './frames.js';
import { interruption, linesOf } from './log.js';
import { stepThrough } from './step-through.js';
import { queryOf } from './views.js';

export function addReplay(program: Command): void {
  program.command('replay <story>').description('frame after frame, as the story grew').option('--clock <clock>', 'recorded or published').option('--step <step>', 'event, report or day')
    .option('--speed <n>', 'frames a second').option('--from-position <n>', 'start here').option('--to-position <n>', 'stop here')
    .option('-i, --interactive', 'step through: n next, p previous, space plays, "g 12" goes to position 12, "d 12 26" compares, b blames, q quits')
    .addHelpText('after', '\nExample: chancery replay rafah-first-reconstruction --step event --speed 4')
    .action(async (story: string, options: Record<string, unknown>, self: Command) => {
      const output = Output.of(self);
      const slug = encodeURIComponent(story);
      const ending = interruption();
      const path = `stories/${slug}/replay${queryOf(options, ['clock', 'step', 'fromPosition', 'toPosition', ...(options.interactive ? [] : ['speed'])])}`;
      const asLines = output.asJson || self.optsWithGlobals<{ ndjson?: boolean }>().ndjson;
      if (options.interactive && !process.stdin.isTTY) throw new CannotRun('--interactive needs a terminal: leave it out to print all frames.', 2);
      const frames: Frame[] = [];
      try {
        for await (const line of linesOf(await output.client().stream(path, 'application/x-ndjson', {}, ending))) {
          if (line === '') continue;
          const frame = JSON.parse(line) as Frame & { problem?: { detail: string } };
          if (frame.problem !== undefined) throw new CannotRun(`The replay broke off: ${frame.problem.detail}`, 1);
          if (asLines && !options.interactive) output.line(line);
          else if (frame.type !== 'frame') continue;
          else if (options.interactive) frames.push(frame);
          else for (const text of frameText(frame, 12)) output.line(text);
        }
      } catch (error) {
        if (!ending.aborted) throw error;
        return;
      }
      if (options.interactive) await stepThrough(frames, slug, output, { speed: Number(options.speed ?? 2) });
    });
}
