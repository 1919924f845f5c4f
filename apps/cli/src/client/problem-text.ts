import { readFileSync } from 'node:fs';
import type { Fault, ProblemDocument } from './api-client.js';

const mostFaults = 20;

/** A problem for people in four parts: what, where, why, what to try (CLI.md). Each fault has a where, a why and a try of its own. */
export function problemText(problem: ProblemDocument, about: { file?: string } = {}): string {
  const slug = problem.type.replace(/^.*\//, '');
  const faults = problem.errors ?? [];
  const lines = [`error: ${problem.title}  ${slug}`, ...(faults.length === 0 ? [`  why    ${problem.detail}`] : faults.slice(0, mostFaults).flatMap((fault) => faultLines(fault, about.file)))];
  if (faults.length > mostFaults) lines.push(`         and ${faults.length - mostFaults} more`);
  const ways = problem.actions as { url: string; does: string }[] | undefined;
  if (ways !== undefined) for (const { url, does } of ways) lines.push(`  try    ${does}: POST ${url}`);
  if (problem.nearest !== undefined && (problem.nearest as string[]).length > 0) lines.push(`  try    ${(problem.nearest as string[]).join(', ')}`);
  if (problem.existing !== undefined) lines.push(`  see    ${typeof problem.existing === 'string' ? problem.existing : (problem.existing as { url: string }).url}`);
  if (problem.changesSince !== undefined) lines.push(`  see    ${String(problem.changesSince)}`);
  if (problem.status === 401) lines.push('  try    set CHANCERY_KEY, or --key-file; "npm start" prints an editor key');
  if (problem.status === 403) lines.push(`  try    a key of the role ${String(problem.required)}: chancery keys create --role ${String(problem.required)} --name "your name"`);
  if (problem.traceId !== undefined) lines.push(`  trace  ${problem.traceId}`);
  return `${lines.join('\n')}\n`;
}

function faultLines({ pointer, name, message, suggestion, allowed, ...more }: Fault, file: string | undefined): string[] {
  const place = pointer === null ? (name ?? '') : `${file === undefined ? '' : `${file}  `}${pointer}${file === undefined ? '' : lineOf(file, pointer)}`;
  const isMisread = more.expected !== undefined;
  const why = isMisread ? `${message} It reads ${more.found == null ? 'nothing there' : JSON.stringify(more.found)}, but exact says ${JSON.stringify(more.expected)}.` : message;
  const nearest = more.nearest as string[] | undefined;
  const ways = suggestion != null ? JSON.stringify(suggestion) : nearest !== undefined && nearest.length > 0 ? nearest.join(', ') : Array.isArray(allowed) ? `one of ${allowed.join(', ')}` : null;
  return [...(place === '' ? [] : [`  where  ${place}`]), `  why    ${why}`, ...(ways === null ? [] : [`  try    ${ways}`])];
}

/** Line and column of a JSON pointer in a file, as an editor counts them; empty where it cannot be told. */
export function lineOf(file: string, pointer: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    const at = placeOf(text, pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')));
    if (at === null) return '';
    const before = text.slice(0, at).split('\n');
    return `   (line ${before.length}, column ${before.at(-1)!.length + 1})`;
  } catch {
    return '';
  }
}

/** The offset at which the value of a path begins in a JSON text. */
function placeOf(text: string, path: readonly string[]): number | null {
  let at = 0;
  const space = (): void => {
    while (/\s/.test(text[at] ?? '')) at++;
  };
  const readString = (): string => {
    const start = at++;
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    return JSON.parse(text.slice(start, ++at)) as string;
  };
  const skip = (): void => {
    space();
    if (text[at] === '"') return void readString();
    if (text[at] !== '{' && text[at] !== '[') {
      while (at < text.length && !/[,\]}\s]/.test(text[at]!)) at++;
      return;
    }
    for (let depth = 0; at < text.length; ) {
      if (text[at] === '"') readString();
      else {
        if ('{['.includes(text[at]!)) depth++;
        else if ('}]'.includes(text[at]!)) depth--;
        at++;
        if (depth === 0) return;
      }
    }
  };
  for (const part of path) {
    space();
    const isList = text[at] === '[';
    if (!isList && text[at] !== '{') return null;
    at++;
    for (let index = 0; ; index++) {
      space();
      if (text[at] === ']' || text[at] === '}' || at >= text.length) return null;
      const name = isList ? String(index) : readString();
      if (!isList) {
        space();
        at++; // the colon
      }
      space();
      if (name === part) break;
      skip();
      space();
      if (text[at] === ',') at++;
    }
  }
  space();
  return at;
}
