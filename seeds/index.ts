import { readFile } from 'node:fs/promises';
import { idempotencyKey, markersWanted, parseSeedLines, resolvePlaceholders } from './seed-lines.js';
import type { MarkerWanted, NamedAnswer, PostLine, SeedLine } from './seed-lines.js';
import type { SeedAnswer, SeedTransport } from './transport.js';

export { parseSeedLines, resolvePlaceholders, SeedFileInvalid } from './seed-lines.js';
export type { NamedAnswer, SeedLine } from './seed-lines.js';
export { httpTransport } from './http-transport.js';
export type { SeedAnswer, SeedTransport } from './transport.js';

/** What became of one file. `left-alone`: the story exists, but not from this file. */
export interface SeedOutcome {
  readonly file: string;
  readonly story: string;
  readonly outcome: 'filed' | 'already-complete' | 'left-alone';
  /** Lines sent in this run; answers replayed by the service are counted too. */
  readonly sent: number;
}

/** A line that the service refused; says which, and what it answered. */
export class SeedLineRefused extends Error {
  constructor(
    readonly line: SeedLine,
    readonly answer: SeedAnswer,
  ) {
    super(`${line.file}:${line.line}: ${line.path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    this.name = 'SeedLineRefused';
  }
}

/** The files that a first start files, in this order. */
export const STORY_FILES = ['rafah-first-reconstruction.jsonl', 'cuban-missile-crisis.jsonl'] as const;
export const DEMO_FILE = 'demo.jsonl';

/** Where the files lie, seen from the compiled module in `dist/seeds`. */
export const SEED_DIRECTORY = new URL('../../seeds/', import.meta.url);

export interface SeedOptions {
  /** Default: the seed stories. */
  readonly files?: readonly string[];
  readonly directory?: URL;
  readonly onLine?: (line: SeedLine, done: number, total: number) => void;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/**
 * Files the seed stories through ordinary filings. A story whose seeding is complete is skipped after one read; a
 * half-finished one is resumed: lines already filed are answered again from their idempotency key, and give back the
 * ids that later lines need.
 * @throws SeedFileInvalid before anything is sent; SeedLineRefused at the first line that the service refuses.
 */
export async function seedStories(transport: SeedTransport, options: SeedOptions = {}): Promise<SeedOutcome[]> {
  const { files = STORY_FILES, directory = SEED_DIRECTORY } = options;
  const parsed = await Promise.all(
    files.map(async (file) => ({ file, lines: parseSeedLines(file, await readFile(new URL(file, directory), 'utf8')) })),
  );
  const outcomes: SeedOutcome[] = [];
  for (const { file, lines } of parsed) outcomes.push(await seedFile(transport, file, lines, options));
  return outcomes;
}

/** Adds the three synthetic follow-ups to `rafah-first-reconstruction`; a second run files nothing. */
export async function seedDemo(transport: SeedTransport, options: Omit<SeedOptions, 'files'> = {}): Promise<SeedOutcome> {
  const [outcome] = await seedStories(transport, { ...options, files: [DEMO_FILE] });
  return outcome!;
}

/** Sends the lines of one file in order, then notes in the story that it is complete. */
export async function seedFile(
  transport: SeedTransport,
  file: string,
  lines: readonly SeedLine[],
  { onLine, wait = sleep }: SeedOptions = {},
): Promise<SeedOutcome> {
  const story = storyOf(file, lines);
  if (await isComplete(transport, story, file)) return { file, story, outcome: 'already-complete', sent: 0 };

  const names = new Map<string, NamedAnswer>();
  let position: number | null = null;
  let sent = 0;
  for (const line of lines) {
    const resolved = await resolveLine(transport, line, names, story, position);
    const answer = await patiently(() => send(transport, resolved, position), wait);

    if (!isSuccess(answer)) {
      if (!alreadyExists(answer)) throw new SeedLineRefused(resolved, answer);
      // A register entry may come from another story's file. A story may not: if its own line is not answered from
      // the idempotency key, somebody else opened it, or so long ago that resuming could file things twice.
      if (resolved.path === '/api/v1/stories') return { file, story, outcome: 'left-alone', sent };
    } else {
      position = lastPosition(answer.body) ?? position;
      if (line.as !== null) names.set(line.as, line.act === 'get' ? namesFromClaims(answer.body, line.refs) : namesFromReceipt(answer.body));
    }
    sent += 1;
    onLine?.(resolved, sent, lines.length);
  }

  const note: PostLine = {
    act: 'post',
    file,
    line: 0, // No line of the file: the runner's own entry, which tells later starts that nothing is left to do.
    path: `/api/v1/stories/${story}/notes`,
    body: { subject: { type: 'story', id: story }, text: completionNote(file) },
    as: null,
    ifMatch: null,
  };
  const noted = await patiently(() => send(transport, note, position), wait);
  if (!isSuccess(noted)) throw new SeedLineRefused(note, noted);
  return { file, story, outcome: 'filed', sent };
}

/** Completion is told by the log itself, so that it survives the seven days for which idempotency keys are kept. */
export function completionNote(file: string): string {
  return `Seed file ${file} is complete.`;
}

async function isComplete(transport: SeedTransport, story: string, file: string): Promise<boolean> {
  const answer = await transport.get(`/api/v1/stories/${story}/notes?subject=${encodeURIComponent(`story:${story}`)}&limit=1000`);
  if (!isSuccess(answer)) return false;
  return items(answer.body).some((note) => note['text'] === completionNote(file));
}

/** The story a file belongs to: the one it opens, else the one its first filing names. */
function storyOf(file: string, lines: readonly SeedLine[]): string {
  for (const line of lines) {
    if (line.act === 'post' && line.path === '/api/v1/stories') return String(line.body['slug']);
    const named = /^\/api\/v1\/stories\/([^/?]+)\//.exec(line.path);
    if (named !== null) return named[1]!;
  }
  throw new Error(`${file} names no story`);
}

async function resolveLine(
  transport: SeedTransport,
  line: SeedLine,
  names: ReadonlyMap<string, NamedAnswer>,
  story: string,
  position: number | null,
): Promise<SeedLine> {
  const found = new Map<string, string>();
  for (const wanted of markersWanted(line, names)) found.set(keyOf(wanted), await markerId(transport, story, wanted, position));
  const marker = (wanted: MarkerWanted) => found.get(keyOf(wanted))!;
  if (line.act === 'get') return { ...line, path: resolvePlaceholders(line.path, names, marker) };
  return { ...line, path: resolvePlaceholders(line.path, names, marker), body: resolvePlaceholders(line.body, names, marker) };
}

async function markerId(transport: SeedTransport, story: string, { rule, subject }: MarkerWanted, position: number | null) {
  const query = `rule=${rule}&subject=${encodeURIComponent(subject)}&limit=1`;
  const answer = await transport.get(readingOwnWrites(`/api/v1/stories/${story}/markers?${query}`, position));
  const id = items(answer.body)[0]?.['id'];
  if (typeof id !== 'string') throw new Error(`no open marker ${rule} on ${subject}: ${JSON.stringify(answer.body)}`);
  return id;
}

async function send(transport: SeedTransport, line: SeedLine, position: number | null): Promise<SeedAnswer> {
  if (line.act === 'get') return transport.get(readingOwnWrites(line.path, position));
  const headers: Record<string, string> = { 'idempotency-key': idempotencyKey(line) };
  if (line.ifMatch === 'current') {
    const resource = line.path.slice(0, line.path.lastIndexOf('/'));
    const current = await transport.get(readingOwnWrites(resource, position));
    if (!isSuccess(current)) return current;
    if (current.etag === null) throw new Error(`${line.file}:${line.line}: ${resource} came without an ETag to send as If-Match`);
    headers['if-match'] = current.etag;
  }
  return transport.post(line.path, line.body, headers);
}

/** Without this, a read made right after a write may still be answered from before it. */
function readingOwnWrites(path: string, position: number | null): string {
  if (position === null) return path;
  return `${path}${path.includes('?') ? '&' : '?'}minPosition=${position}`;
}

/** Waits and tries again, five times, where the service asks for patience; anything else is an answer. */
async function patiently(attempt: () => Promise<SeedAnswer>, wait: (milliseconds: number) => Promise<void>): Promise<SeedAnswer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await attempt();
    const asksForPatience =
      answer.status === 429 ||
      answer.status === 503 ||
      problem(answer) === '/problems/idempotency-in-progress' ||
      problem(answer) === '/problems/write-conflict';
    if (!asksForPatience || tries === 6) return answer;
    await wait((answer.retryAfter ?? 1) * 1000);
  }
}

function namesFromReceipt(body: unknown): NamedAnswer {
  const receipt = record(body);
  const resource = record(receipt['resource']);
  const claims = list(receipt['claims']).map(record);
  const { type, id, url } = resource;
  return {
    report: type === 'report' && typeof id === 'string' ? id : typeof url === 'string' ? (/\/reports\/([^/]+)/.exec(url)?.[1] ?? null) : null,
    ...claimNames(claims),
  };
}

/** From a list of claims, which is by position and so in the order in which they were filed. */
function namesFromClaims(body: unknown, refs: readonly string[]): NamedAnswer {
  const claims = items(body).slice(0, refs.length);
  return {
    report: claims[0] === undefined ? null : String(claims[0]['report']),
    ...claimNames(claims.map((claim, index) => ({ ...claim, ref: refs[index] }))),
  };
}

function claimNames(claims: readonly Record<string, unknown>[]): Pick<NamedAnswer, 'claims' | 'occurrences'> {
  const ids = new Map<string, string>();
  const occurrences = new Map<string, string>();
  for (const { ref, id, occurrence } of claims) {
    if (typeof ref !== 'string' || ids.has(ref)) continue;
    ids.set(ref, String(id));
    occurrences.set(ref, String(occurrence));
  }
  return { claims: ids, occurrences };
}

function lastPosition(body: unknown): number | null {
  const last = record(record(body)['positions'])['last'];
  return typeof last === 'number' ? last : null;
}

function isSuccess(answer: SeedAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

function alreadyExists(answer: SeedAnswer): boolean {
  return answer.status === 409 && problem(answer) === '/problems/already-exists';
}

function problem(answer: SeedAnswer): unknown {
  return record(answer.body)['type'];
}

function items(body: unknown): Record<string, unknown>[] {
  return list(record(body)['items']).map(record);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function keyOf({ rule, subject }: MarkerWanted): string {
  return `${rule} ${subject}`;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
