import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { KeyStore } from '#libs/http';
import { createApi } from '../../apps/api/src/main.js';
import { httpTransport, seedDemo, seedStories, type SeedTransport } from '../../seeds/index.js';
import { root } from './check.js';
import { withThrowAwayDatabase } from './throw-away-database.js';

/**
 * Records the examples of the OpenAPI document from the real service: files the seed stories, then reads every address once.
 * Ids and times differ from run to run, so the result is committed and made again only when an answer changes its shape.
 */
const FILE = 'apps/api/src/examples/recorded-examples.ts';

interface Recorded {
  request?: unknown;
  answer: unknown;
}
interface Operation {
  method: string;
  path: string;
  pattern: RegExp;
}

const recorded = new Map<string, Recorded>();

await withThrowAwayDatabase(async (database) => {
  const api = await createApi(database, { workers: true, http: { rateRead: 0, rateWrite: 0 } });
  try {
    await api.listen(0, '127.0.0.1');
    const url = `http://127.0.0.1:${(api.getHttpServer().address() as AddressInfo).port}`;
    const { key } = await api.get(KeyStore).createKey({ name: 'ana', role: 'admin', expiresAt: null });
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, Record<string, object>> };
    const operations = Object.entries(document.paths).flatMap(([template, methods]) =>
      Object.keys(methods).map((method): Operation => ({ method: method.toUpperCase(), path: template, pattern: new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '([^/]+)')}$`) })),
    );
    const real = httpTransport(url, key);
    const recording: SeedTransport = {
      get: (where) => real.get(where),
      async post(where, body, headers) {
        const answer = await real.post(where, body, headers);
        const operation = operationOf(operations, 'POST', where);
        if (operation !== undefined && answer.status < 300 && !recorded.has(operation)) recorded.set(operation, { request: shortened(body), answer: shortened(answer.body) });
        return answer;
      },
    };
    await seedStories(recording);
    await seedDemo(recording);
    await fetch(`${url}/api/v1/stories?minPosition=300`);
    await readAll(url, key, operations);
  } finally {
    await api.close();
  }
});

const lines = [...recorded].sort(([a], [b]) => (a < b ? -1 : 1)).map(([operation, value]) => `  ${JSON.stringify(operation)}: ${JSON.stringify(value)},`);
fs.writeFileSync(path.join(root, FILE), `// Written by test/check/record-examples.ts from a running service; not edited by hand.\n/** A request and an answer of each operation of the API, lists cut short. */\nexport const recordedExamples: Readonly<Record<string, { readonly request?: unknown; readonly answer: unknown }>> = {\n${lines.join('\n')}\n};\n`);
process.stdout.write(`${FILE}: ${recorded.size} operations\n`);

/** Reads every GET once, with ids of things that the seeds filed. */
async function readAll(url: string, key: string, operations: readonly Operation[]): Promise<void> {
  const headers = { authorization: `Bearer ${key}` };
  const story = 'cuban-missile-crisis';
  const first = async (list: string): Promise<Record<string, string>> => ((await (await fetch(`${url}/api/v1/stories/${story}/${list}`, { headers })).json()) as { items?: Record<string, string>[] }).items?.[0] ?? {};
  const [report, claim, item, marker, cell] = await Promise.all([first('reports'), first('claims'), first('timeline'), first('markers'), first('stances')]);
  const entry = async (register: string): Promise<string> => ((await (await fetch(`${url}/api/v1/${register}?limit=1`, { headers })).json()) as { items?: { id: string }[] }).items?.[0]?.id ?? '';
  const ids: Record<string, string | undefined> = {
    stories: story, reports: report.id, claims: claim.id, occurrences: item.occurrence, markers: marker.id, stances: cell.holder, actors: await entry('actors'), issues: await entry('issues'),
    outlets: await entry('outlets'), sources: await entry('sources'), log: '13', projections: 'timeline', streams: 'story',
  };
  for (const { method, path: template } of operations) {
    if (method !== 'GET' || template.endsWith('/stream') || !template.startsWith('/api/v1')) continue;
    const steps = template.split('/');
    const where = steps.map((step, index) => {
      if (!step.includes('{')) return step;
      if (step.includes('...')) return steps.includes('reports') ? '1...1' : '100...200';
      if (step === '{issue}') return cell.issue;
      if (steps[index - 2] === 'streams') return story;
      return ids[steps[index - 1]!] ?? 'x';
    }).join('/');
    const query = template.endsWith('/inclusion') ? '?position=13' : template.endsWith('/consistency') ? '?from=10&to=20' : '';
    const reply = await fetch(url + where + query, { headers: { ...headers, accept: 'application/json, */*;q=0.5' } });
    const text = await reply.text();
    if (reply.status !== 200) {
      process.stderr.write(`no example: GET ${where} answered ${reply.status}\n`);
      continue;
    }
    const isJson = (reply.headers.get('content-type') ?? '').startsWith('application/json');
    recorded.set(`GET ${template}`, { answer: isJson ? shortened(JSON.parse(text)) : text.slice(0, 600) });
  }
}

function operationOf(operations: readonly Operation[], method: string, where: string): string | undefined {
  const target = where.split('?')[0]!;
  const fitting = operations.filter((operation) => operation.method === method && operation.pattern.test(target));
  // The fixed address wins over the one with a name in its place.
  const best = fitting.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
  return best === undefined ? undefined : `${method} ${best.path}`;
}

/** Enough to see the shape: the first entry of every list, long texts cut. */
function shortened(value: unknown): unknown {
  if (typeof value === 'string') return value.length > 200 ? `${value.slice(0, 199)}…` : value;
  if (Array.isArray(value)) return value.slice(0, value.every((entry) => typeof entry !== 'object') ? 3 : 1).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shortened(member)]));
}
