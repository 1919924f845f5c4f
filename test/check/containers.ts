import fs from 'node:fs';
import path from 'node:path';
import { validate } from 'dockerfile-utils';
import { linesOf, refuse, root, runProgram, runTool, type Check } from './check.js';

export const compose: Check = {
  name: 'compose',
  async run() {
    const { code, output } = await runTool('dclint/bin/dclint.cjs', ['--max-warnings', '0', '-f', 'unix', 'docker-compose.yml']);
    if (code !== 0) refuse(linesOf(output));
    // The schema is checked above. Docker itself also resolves variables and references, where it is installed.
    for (const [program, ...args] of [['docker-compose'], ['docker', 'compose']] as const) {
      if ((await runProgram(program, [...args, 'version'])).code !== 0) continue;
      const config = await runProgram(program, [...args, '-f', 'docker-compose.yml', '--env-file', 'docker/example.env', 'config', '-q']);
      if (config.code !== 0) refuse(linesOf(config.output));
      return `valid, also for ${[program, ...args].join(' ')}`;
    }
    return 'valid (schema and rules; no Docker Compose here to ask as well)';
  },
};

export const dockerfile: Check = {
  name: 'Dockerfile',
  async run() {
    const file = 'docker/Dockerfile';
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    const findings = validate(text).map(({ range, message }) => `${file}:${range.start.line + 1}: ${typeof message === 'string' ? message : message.value}`);
    const stages = text.split(/^FROM /m).slice(1);
    const last = stages.at(-1) ?? '';
    if (!/^USER (?!root\b|0\b)\S+/m.test(last)) findings.push(`${file}: the last stage runs as root`);
    if (!/^HEALTHCHECK /m.test(last)) findings.push(`${file}: the last stage has no health check`);
    for (const stage of stages) {
      const image = stage.split(/\s/, 1)[0] ?? '';
      const ofThisFile = new RegExp(`^FROM \\S+ AS ${image}$`, 'm').test(text);
      if (!ofThisFile && !/[:@]/.test(image)) findings.push(`${file}: the base image ${image} has no version`);
      if (image.endsWith(':latest')) findings.push(`${file}: ${image} is another image tomorrow; name a version`);
    }
    for (const [, source] of text.matchAll(/^COPY (?!--from)(?:--\S+ )*([^\n]+) \S+$/gm)) {
      for (const name of (source ?? '').split(/\s+/)) if (!fs.existsSync(path.join(root, name))) findings.push(`${file}: COPY of ${name}, which is not there`);
    }
    refuse(findings);
    return `${stages.length} stages`;
  },
};
