import { spawn } from 'node:child_process';
import path from 'node:path';

/** One thing `npm run check` looks at. `run` answers with a short summary, or throws CheckFailed. */
export interface Check {
  name: string;
  run(): Promise<string>;
}

/** What a check found, line by line, for a person to act on. */
export class CheckFailed extends Error {
  constructor(readonly findings: string[]) {
    super(`${findings.length} finding${findings.length === 1 ? '' : 's'}`);
    this.name = 'CheckFailed';
  }
}

/** The checkout, seen from the compiled file. */
export const root = path.resolve(import.meta.dirname, '../../..');

/** @throws CheckFailed when there is any finding */
export function refuse(findings: string[]): void {
  if (findings.length > 0) throw new CheckFailed(findings);
}

/** Runs a program of a package with this Node, from the root. */
export function runTool(program: string, args: string[]): Promise<{ code: number; output: string }> {
  return runProgram(process.execPath, [path.join(root, 'node_modules', program), ...args]);
}

/** @returns code 127 when there is no such program */
export function runProgram(program: string, args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', () => resolve({ code: 127, output: '' }));
    child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

export const linesOf = (output: string): string[] => output.split('\n').filter((line) => line.trim() !== '');
