import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { jest } from '@jest/globals';
import { adminKey, Service } from '../../../test/acceptance/service.js';
import './filing/acts.js';
import './operating/operate.js';
import './reading/export.js';
import './reading/replay.js';
import { main } from './main.js';

interface Said { out: string; err: string; code: number }

/** Runs the command in this process and catches what it says. */
async function chancery(...argv: string[]): Promise<Said> {
  const said: Said = { out: '', err: '', code: 0 };
  const catching = (name: 'out' | 'err') => ((chunk: string | Uint8Array, done?: unknown) => {
    said[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    if (typeof done === 'function') done();
    return true;
  }) as typeof process.stdout.write;
  const spies = [jest.spyOn(process.stdout, 'write').mockImplementation(catching('out')), jest.spyOn(process.stderr, 'write').mockImplementation(catching('err'))];
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await main(argv);
    said.code = Number(process.exitCode ?? 0);
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
  return said;
}

let service: Service;
let directory: string;
const slug = 'affair';

beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-verbs-'));
  service = await Service.start();
  Object.assign(process.env, { CHANCERY_URL: service.url, CHANCERY_KEY: adminKey });
  await service.post('stories', { slug, title: 'Affair' });
  for (const headline of ['One', 'Two', 'Three']) await service.post(`stories/${slug}/reports`, { outlet: null, headline, claims: [{ kind: 'statement', summary: `It says ${headline}.`, locator: { paragraph: 1 } }] });
  await service.get(`stories/${slug}/timeline`);
}, 60_000);
afterAll(async () => {
  delete process.env.CHANCERY_URL;
  delete process.env.CHANCERY_KEY;
  await service?.stop();
  fs.rmSync(directory, { recursive: true, force: true });
});

describe('a list', () => {
  it('is aligned text, and says on stderr at which moment it stands, and how far the log is', async () => {
    const { out, err, code } = await chancery('timeline', slug, '--known-at', '4');
    expect(out).toMatch(/^when +kind +said by .*\nundated +statement .*It says One\./);
    expect([err, code]).toEqual(['as known at position 4, head 10\n', 0]);
  });

  it('is one document with --json, and an object a line with --ndjson, as far as --limit goes', async () => {
    const json = JSON.parse((await chancery('claims', slug, '--json', '--limit', '2')).out) as { items: object[]; next: null };
    const lines = (await chancery('claims', slug, '--ndjson', '--limit', '2')).out.trimEnd().split('\n');
    expect([json.items.length, json.next]).toEqual([2, null]);
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(json.items);
  });

  it('refuses a limit that is no number, before it asks', async () => {
    expect(await chancery('claims', slug, '--limit', 'all')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('whole number') });
  });
});

describe('a file', () => {
  it('is written whole', async () => {
    const file = path.join(directory, 'claims.csv');
    expect(await chancery('export', slug, '--format', 'csv', '--of', 'claims', '-o', file)).toMatchObject({ code: 0, out: '' });
    expect(fs.readFileSync(file, 'utf8').split('\r\n')).toHaveLength(5); // a header, three claims, the end
    expect(fs.readdirSync(directory)).toEqual(['claims.csv']);
  });

  it('is not written at all when the list breaks off', async () => {
    const server = createServer((_request, response) => response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end('{"id":1}\n{"problem":{"detail":"the disk is gone"}}\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const file = path.join(directory, 'broken.ndjson');
    const said = await chancery('--url', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'export', slug, '--format', 'ndjson', '-o', file);
    server.closeAllConnections();
    server.close();
    expect(said).toMatchObject({ code: 1, err: 'chancery: The list broke off: the disk is gone\n' });
    expect(fs.readdirSync(directory).filter((name) => name.startsWith('broken'))).toEqual([]);
  });

  it('that cannot be written is told in a line', async () => {
    const { code, err } = await chancery('export', slug, '--format', 'csv', '-o', path.join(directory, 'no/such/place.csv'));
    expect([code, err.split('\n').length, err.includes('place.csv cannot be written')]).toEqual([1, 2, true]);
  });
});

describe('tail', () => {
  it('asks again for a message that was cut between its id and its data', async () => {
    const asked: (string | undefined)[] = [];
    const event = (position: number): string => `id: ${position}\nevent: NoteAdded\ndata: ${JSON.stringify({ position, type: 'NoteAdded', stream: 's', recordedAt: 't' })}\n\n`;
    const server = createServer((request, response) => {
      asked.push(request.headers['last-event-id'] as string | undefined);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (asked.length === 1) response.write(`${event(1)}id: 2\n`, () => response.destroy());
      else if (asked.length === 2) response.write(event(2), () => void setTimeout(() => process.emit('SIGINT'), 300));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { out, code } = await chancery('--url', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'tail', '--from-position', '1');
    server.closeAllConnections();
    server.close();
    expect([asked.slice(0, 2), code]).toEqual([[undefined, '1'], 0]);
    expect(out.trimEnd().split('\n').map((line) => line.split(' ')[0])).toEqual(['1', '2']);
  });
});

describe('exit codes', () => {
  it.each<[number, string, string[]]>([
    [0, 'done', ['compare', slug, 'head...head', '--exit-code']],
    [7, 'differences were asked for', ['compare', slug, '1...head', '--exit-code']],
    [2, 'an unknown verb names the nearest', ['timelin', slug]],
    [2, 'help for an unknown verb', ['help', 'timelin']],
    [2, 'an unknown option names the nearest', ['timeline', slug, '--isue', 'x']],
    [3, 'an unknown value names the nearest', ['timeline', slug, '--kind', 'statment']],
    [3, 'nothing there', ['story', 'show', 'nowhere']],
    [4, 'a conflict', ['story', 'open', slug, '--title', 'again']],
    [6, 'out of reach', ['--url', 'http://127.0.0.1:1', 'whoami']],
  ])('%i: %s', async (code, _why, argv) => {
    const said = await chancery(...argv);
    expect(said.code).toBe(code);
    if (code > 1 && code < 7) expect(said.err).toMatch(/^(error|chancery): /);
    if (_why.endsWith('nearest')) expect(said.err).toMatch(/timeline|--issue|statement/);
  });

  it('5: a key that does not do', async () => {
    const file = path.join(directory, 'key');
    fs.writeFileSync(file, `chy_abcdefghijk0_${'x'.repeat(43)}\n`);
    expect(await chancery('--key-file', file, 'whoami')).toMatchObject({ code: 5, out: '' });
  });
});

it('takes the version of a report for what it is', async () => {
  const { body } = await service.get(`stories/${slug}/reports`);
  expect((await chancery('report', 'show', body.items[0].id as string, '--version', '1', '--json')).out).toContain('"headline": "One"');
  expect((await chancery('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

it('asks nothing off a terminal, and a repeated key files once', async () => {
  const file = path.join(directory, 'report.json');
  fs.writeFileSync(file, JSON.stringify({ outlet: null, headline: 'Four', claims: [{ kind: 'statement', locator: {} }] }));
  const [first, second] = [await chancery('report', 'add', slug, file, '--idempotency-key', 'k'), await chancery('report', 'add', slug, file, '--idempotency-key', 'k')];
  expect(first.out).toMatch(/^stored at positions \d+ to \d+\nreport rpt_/);
  expect(second.out).toBe(first.out);
});
