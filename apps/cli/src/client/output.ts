import { renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { CannotRun } from '../cannot-run.js';
import { ApiClient, type List } from './api-client.js';

/** Options that every command understands. */
export interface Common { json?: boolean; ndjson?: boolean; csv?: boolean; plain?: boolean; quiet?: boolean; verbose?: boolean; url?: string; keyFile?: string; limit?: number }

export interface Column { title: string; of: (item: any) => unknown }
/** How a list is told: in columns, or a sentence an item. */
export interface Telling { columns: readonly Column[]; sentence: (item: any) => string }

/** Data goes to stdout, talk to stderr (CLI.md). */
export class Output {
  constructor(private readonly options: Common) {}

  /** The output that the options of a command ask for. */
  static of(command: Command): Output {
    return new Output(command.optsWithGlobals<Common>());
  }

  client(): ApiClient {
    return ApiClient.from(this.options, (line) => this.say(line), this.options.verbose ?? false);
  }

  get asJson(): boolean {
    return this.options.json ?? false;
  }

  say(line: string): void {
    if (!this.options.quiet) process.stderr.write(`${line}\n`);
  }

  json(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  line(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /** A list of the service, as far as `--limit` goes: with `--ndjson` each page as it arrives. */
  async read(path: string, telling: Telling): Promise<List['body'] | null> {
    const most = this.options.limit ?? Infinity;
    if (this.options.ndjson) {
      let left = most;
      for await (const { body } of this.client().pages(path, most)) for (const item of body.items as unknown[]) if (left-- > 0) this.line(JSON.stringify(item));
      return null;
    }
    const { body, head } = await this.client().all(path, most);
    this.list(body, telling.columns, telling.sentence);
    this.moment(body.position, head);
    return body;
  }

  /** A list: one document with `--json`, else aligned text; with `--plain` one sentence a line and no columns. */
  list(list: { items: any[]; position?: number }, columns: readonly Column[], sentence: (item: any) => string): void {
    if (this.asJson) return this.json(list);
    if (this.options.ndjson) return list.items.forEach((item) => this.line(JSON.stringify(item)));
    if (this.options.plain) list.items.forEach((item) => this.line(sentence(item)));
    else for (const row of aligned(columns, list.items)) this.line(row);
    if (list.items.length === 0) this.say('nothing matches');
  }

  /** Members of one thing, a line each. */
  one(value: Record<string, unknown>): void {
    if (this.options.ndjson) return this.line(JSON.stringify(value));
    if (this.asJson) return this.json(value);
    const width = Math.max(...Object.keys(value).map((name) => name.length));
    for (const [name, member] of Object.entries(value)) this.line(`${name.padEnd(width)}  ${shown(member)}`);
  }

  moment(position: number | undefined, head: string | null): void {
    if (position !== undefined && !this.asJson && !this.options.ndjson) this.say(`as known at position ${position}, head ${head ?? position}`);
  }

  /** Passes an answer on as it comes, to stdout or to a file, which is written whole or not at all. */
  async pass(response: Response, file: string | undefined): Promise<void> {
    let bytes = 0;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      let tail = '';
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        bytes += chunk.length;
        tail = (tail + Buffer.from(chunk).toString('latin1')).slice(-65_536);
        yield chunk;
      }
      // An NDJSON list that fails on its way says so in its last line (API §1.5).
      const last = tail.trimEnd().split('\n').at(-1) ?? '';
      if (last.startsWith('{"problem":')) throw new CannotRun(`The list broke off: ${(JSON.parse(last) as { problem: { detail?: string } }).problem.detail ?? 'see the last line'}`, 1);
    };
    if (file === undefined) return pipeline(counted, process.stdout, { end: false });
    const part = `${file}.part`;
    try {
      // Opened first: a stream that fails while it still opens its file would make it after it was removed.
      await pipeline(counted, (await open(part, 'w')).createWriteStream());
      renameSync(part, file);
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
    this.say(`${file}: ${bytes.toLocaleString('en')} bytes`);
  }
}

/** For options that count: `--limit` and the like. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value)) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return value;
}

export const shown = (value: unknown): string => (value === null || value === undefined ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value));

function aligned(columns: readonly Column[], items: readonly any[]): string[] {
  if (items.length === 0) return [];
  const cells = [columns.map(({ title }) => title), ...items.map((item) => columns.map(({ of }) => shown(of(item))))];
  const widths = columns.map((_, i) => Math.min(70, Math.max(...cells.map((row) => row[i]!.length))));
  return cells.map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : cell.slice(0, widths[i]).padEnd(widths[i]!))).join('  ').trimEnd());
}

/** One line of progress on stderr; off a terminal one line per ten per cent. */
export function progressLine(what: string): (done: number, total: number, perSecond: number) => void {
  let last = -1;
  return (done, total, perSecond) => {
    const eta = perSecond > 0 ? Math.ceil((total - done) / perSecond) : null;
    const text = `${what}  ${done.toLocaleString('en')} of ${total.toLocaleString('en')}  ${Math.round(perSecond).toLocaleString('en')}/s  ETA ${eta ?? '?'} s`;
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\u001b[K${text}${done >= total ? '\n' : ''}`);
      return;
    }
    const tenth = total === 0 ? 10 : Math.floor((done / total) * 10);
    if (tenth > last) process.stderr.write(`${text}\n`);
    last = Math.max(last, tenth);
  };
}
