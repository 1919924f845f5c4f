import { emitKeypressEvents } from 'node:readline';
import type { Output } from '../client/output.js';
import { Refused } from '../client/api-client.js';
import { frameText, type Frame } from './frames.js';

/** What a key asks for. `line` is what has been typed of a command with numbers, such as `g 12`. */
export type Wish = { do: 'step'; by: number } | { do: 'play' } | { do: 'go'; to: number } | { do: 'compare'; a: number; b: number } | { do: 'blame' } | { do: 'quit' } | { do: 'type'; line: string };

/** Single keys act at once; `g` and `d` gather a line until Enter. A line that makes no sense is dropped. */
export function wishOf(line: string, key: string): Wish {
  if (line === '') {
    if (key === 'n' || key === '\r') return { do: 'step', by: 1 };
    if (key === 'p') return { do: 'step', by: -1 };
    if (key === ' ') return { do: 'play' };
    if (key === 'b') return { do: 'blame' };
    if (key === 'q' || key === '\u0003') return { do: 'quit' };
    return { do: 'type', line: key === 'g' || key === 'd' ? key : '' };
  }
  if (key === '\u0003') return { do: 'quit' };
  if (key === '\u007f') return { do: 'type', line: line.slice(0, -1) };
  if (key !== '\r') return { do: 'type', line: /^[\d ]$/.test(key) ? line + key : line };
  const [go, to] = /^g *(\d+) *$/.exec(line) ?? [];
  if (go !== undefined) return { do: 'go', to: Number(to) };
  const [compare, a, b] = /^d *(\d+) +(\d+) *$/.exec(line) ?? [];
  return compare === undefined ? { do: 'type', line: '' } : { do: 'compare', a: Number(a), b: Number(b) };
}

/** The frame to show for a position: the last one that is not later, else the first. */
export function frameAt(frames: readonly Frame[], position: number): number {
  return Math.max(0, frames.findLastIndex((frame) => frame.position <= position));
}

/** `replay --interactive`: shows a frame, waits for a key, until `q`. */
export async function stepThrough(frames: readonly Frame[], slug: string, output: Output, { speed }: { speed: number }): Promise<void> {
  if (frames.length === 0) return output.say('nothing to replay');
  let at = 0;
  let line = '';
  let playing: NodeJS.Timeout | undefined;
  const show = (index: number): void => {
    at = Math.min(frames.length - 1, Math.max(0, index));
    for (const text of frameText(frames[at]!, 30)) output.line(text);
  };
  const stop = (): void => {
    clearInterval(playing);
    playing = undefined;
  };
  const play = (): void => {
    playing = setInterval(() => {
      show(at + 1);
      if (at === frames.length - 1) stop();
    }, 1000 / (speed > 0 ? speed : 2));
  };
  const told = async (lines: () => Promise<string[]>): Promise<void> => {
    for (const text of await lines().catch((error: unknown) => [error instanceof Refused ? error.problem.detail : String(error)])) output.line(text);
  };

  const { stdin } = process;
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  show(0);
  try {
    await new Promise<void>((quit) => {
      stdin.on('keypress', (_text: string | undefined, { sequence }: { sequence: string }) => {
        const wish = wishOf(line, sequence === '\n' ? '\r' : sequence);
        line = wish.do === 'type' ? wish.line : '';
        const wasPlaying = playing !== undefined;
        stop();
        switch (wish.do) {
          case 'step': return show(at + wish.by);
          case 'play': return wasPlaying ? undefined : play();
          case 'go': return show(frameAt(frames, wish.to));
          case 'compare': return void told(() => comparison(output, slug, wish.a, wish.b));
          case 'blame': return void told(() => blame(output, frames[at]!));
          case 'quit': return quit();
          case 'type': return wish.line === '' ? undefined : void process.stderr.write(`\r\u001b[K${wish.line}`);
        }
      });
    });
  } finally {
    stop();
    stdin.removeAllListeners('keypress');
    stdin.setRawMode(false);
    stdin.pause();
  }
}

async function comparison(output: Output, slug: string, a: number, b: number): Promise<string[]> {
  const { body } = await output.client().all(`stories/${slug}/compare/${a}...${b}`, 100);
  return [`${a}...${b}`, ...(body.items.length === 0 ? ['    no difference'] : body.items.map((change: { sentence: string }) => `    ${change.sentence}`))];
}

/** Who set each value of the claims that the frame is about. */
async function blame(output: Output, frame: Frame): Promise<string[]> {
  const claims = [...new Set(frame.changes.filter(({ subject }) => subject.type === 'claim').map(({ subject }) => subject.id))].slice(0, 3);
  if (claims.length === 0) return ['    no claim changed in this frame'];
  const client = output.client();
  const found = await Promise.all(claims.map((id) => client.get(`claims/${id}/blame`)));
  return found.flatMap(({ body }, i) => [
    `claim ${claims[i]!}`,
    ...(body.clauses as { field: string; value: unknown; event: string; recorded: { position: number } }[]).filter(({ value }) => value !== null).map(({ field, value, event, recorded }) => `    ${field.padEnd(13)}${event} at ${recorded.position}: ${JSON.stringify(value)}`.slice(0, 160)),
  ]);
}
