import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { refuse, root, type Check } from './check.js';

const LONGEST_FILE = 500;
const VAGUE_NAME = /(^|[-./])(utils?|helpers?|common|shared|misc|manager|impl|stuff)([-./]|$)/i;
// Put together from parts, so that this file does not find itself.
const UNFINISHED = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`);
const SWITCHED_OFF = /\b(describe|it|test)\.(only|skip|todo)\b|\b(xit|xdescribe|fit|fdescribe)\(/;
const MACHINE_PATH = /(^|[\s"'`(=])\/(work|home\/[a-z]+|root)\//;

/** Checks one source file against HOUSE STYLE; the findings name file and line. */
export function untidy(file: string, text: string): string[] {
  const findings: string[] = [];
  const lines = text.split('\n');
  const code = /\.(ts|tsx|mjs|js|css|sql)$/.test(file);
  const isSpec = /\.spec\.tsx?$/.test(file);

  if (code && VAGUE_NAME.test(file)) findings.push(`${file}: the name says nothing; name what is in it`);
  if (code && !isSpec && lines.length - 1 > LONGEST_FILE) findings.push(`${file}: ${lines.length - 1} lines, more than ${LONGEST_FILE}: split it by what it does`);
  lines.forEach((line, index) => {
    const at = `${file}:${index + 1}`;
    if (UNFINISHED.test(line)) findings.push(`${at}: unfinished work is an issue, not a comment`);
    if (isSpec && SWITCHED_OFF.test(line)) findings.push(`${at}: a spec that is switched off, or switches others off`);
    if (MACHINE_PATH.test(line)) findings.push(`${at}: a path of one machine`);
  });
  return findings;
}

const TEXT = /\.(ts|tsx|mjs|js|css|sql|json|md|yml|yaml|html|sh)$|(^|\/)(Dockerfile|run)$/;
const GENERATED = /^(package-lock\.json|apps\/api\/openapi\.json|LICENSE)$/;

export const tidy: Check = {
  name: 'tidy',
  async run() {
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
      .split('\n')
      .filter((file) => TEXT.test(file) && !GENERATED.test(file) && !file.startsWith('seeds/') && fs.existsSync(path.join(root, file)));
    if (files.length < 40) refuse([`only ${files.length} files seen`]);
    refuse(files.flatMap((file) => untidy(file, fs.readFileSync(path.join(root, file), 'utf8'))));
    return `${files.length} files`;
  },
};
