import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { CannotRun } from '../cannot-run.js';
import { Output, type Common } from '../client/output.js';

/** Options of every command that appends. */
export interface Writing { dryRun?: boolean; yes?: boolean; idempotencyKey?: string; ifMatch?: string }
interface Receipt { dryRun: boolean; positions: { first: number; last: number } | null; resource: { type: string; id: string; url: string } | null; summary: Record<string, number>; changes: { sentence: string }[]; candidates: { ref: string; occurrence: string; score: number }[]; similar: { report: string; similarity: number }[] }

export function writing(command: Command): Command {
  return command
    .option('--dry-run', 'show what it would do, store nothing')
    .option('--yes', 'do not ask')
    .option('--idempotency-key <key>', 'choose the key under which a repeated command files once');
}
/** For acts that need an ETag: read just before, unless it is given. */
export const conditional = (command: Command): Command => writing(command).option('--if-match <etag>', 'the tag you saw; by default it is read just before');

/**
 * Posts what a command says. On a terminal the dry run is shown and asked about once; elsewhere nothing is ever asked.
 * `tagOf` names the resource whose ETag the act needs.
 */
export async function write(self: Command, path: string, body: unknown, { tagOf, file }: { tagOf?: string; file?: string } = {}): Promise<void> {
  const options = self.optsWithGlobals<Common & Writing>();
  const output = new Output(options);
  const client = output.client();
  const tag = tagOf === undefined ? null : (options.ifMatch ?? (await client.get(tagOf)).headers.get('etag') ?? '*');
  const headers = { ...(tag === null ? {} : { 'if-match': tag }), ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }) };
  const sending = { headers, ...(file === undefined ? {} : { file }) };
  const asks = process.stdin.isTTY && process.stdout.isTTY && !options.yes && !options.dryRun;
  if (options.dryRun || asks) {
    const { body: receipt } = await client.post(`${path}?dryRun=true`, body, sending);
    tell(output, receipt as Receipt);
    if (options.dryRun) return;
    if (!(await confirmed())) throw new CannotRun('Nothing was stored.', 130);
  }
  const { body: receipt } = await client.post(path, body, sending);
  tell(output, receipt as Receipt);
}

function tell(output: Output, receipt: Receipt): void {
  if (output.asJson) return output.json(receipt);
  const { dryRun, positions, resource, summary, changes, candidates, similar } = receipt;
  output.line(dryRun ? 'it would do this, and stored nothing:' : `stored at ${positions!.first === positions!.last ? `position ${positions!.first}` : `positions ${positions!.first} to ${positions!.last}`}`);
  if (!dryRun && resource !== null) output.line(`${resource.type} ${resource.id}  ${resource.url}`);
  const counts = Object.entries(summary);
  if (counts.length > 0) output.line(counts.map(([kind, count]) => `${count} ${kind}`).join(', '));
  for (const { sentence } of changes.slice(0, 40)) output.line(`  ${sentence}`);
  if (changes.length > 40) output.line(`  and ${changes.length - 40} more`);
  for (const { ref, occurrence, score } of candidates ?? []) output.line(`  ${ref} may be the same as ${occurrence} (score ${score}): only you decide`);
  for (const { report, similarity } of similar ?? []) output.line(`  looks like ${report} (${Math.round(similarity * 100)} %)`);
}

async function confirmed(): Promise<boolean> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await reader.question('Store this? [y/N] ');
  reader.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** The text of a file, or of standard input for `-`. It is sent as it is: the service checks every byte. */
export function bodyOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new CannotRun(`${file} cannot be read: ${(error as Error).message}`, 2);
  }
}
