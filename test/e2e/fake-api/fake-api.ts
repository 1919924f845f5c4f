import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Claim, Receipt, TimelineItem, Versioned } from '../../../apps/web/src/api/shapes.js';
import { binsOf } from './bins.js';
import { type StoryFixture, recorded } from './story-fixture.js';

/**
 * A service of fixtures: it answers the shapes of the API so that states of the interface can be staged which the real
 * service would have to be broken or flooded for (an outage, a stale tag, 100,000 rows). It decides nothing.
 */
export interface FakeApi {
  url: string;
  fixture: StoryFixture;
  /** Answers matching requests instead of the fixture; the first stub that returns true has taken the request. */
  stubs: ((request: IncomingMessage, response: ServerResponse, url: URL) => boolean | Promise<boolean>)[];
  /** Lists stop after so many rows until the promise is kept: a stream that is still under way. */
  hold: { after: number; until: Promise<void> } | null;
  /** Every request that reached the API, in order, as `METHOD path?query`. */
  seen: string[];
  /** Sends one log event to every open stream and moves the head. */
  emit(position: number, type: string): void;
  close(): Promise<void>;
}

const TYPES: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.svg': 'image/svg+xml', '.json': 'application/json' };
export const CSP = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; form-action 'self'";

/** Starts the fake on a free port; `webRoot` is the folder of the built interface. */
export async function startFakeApi(fixture: StoryFixture, webRoot: string): Promise<FakeApi> {
  const streams = new Set<ServerResponse>();
  const fake: FakeApi = {
    url: '', fixture, stubs: [], seen: [], hold: null,
    emit(position, type) {
      fixture.head = Math.max(fixture.head, position);
      for (const stream of streams) stream.write(`id: ${position}\nevent: ${type}\ndata: ${JSON.stringify({ position, type, story: fixture.story.slug })}\n\n`);
    },
    close: () => new Promise((resolve) => {
      for (const stream of streams) stream.destroy();
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    void (async () => {
      if (!url.pathname.startsWith('/api/')) return serveFile(webRoot, url.pathname, response);
      fake.seen.push(`${request.method} ${url.pathname}${url.search}`);
      for (const stub of fake.stubs) if (await stub(request, response, url)) return;
      await answer(fake, request, response, url, streams);
    })().catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}

async function serveFile(webRoot: string, pathname: string, response: ServerResponse): Promise<void> {
  const name = pathname.startsWith('/assets/') || pathname === '/icon.svg' ? pathname.slice(1) : 'index.html';
  const body = await readFile(path.join(webRoot, name));
  response.setHeader('Content-Type', TYPES[path.extname(name)] ?? 'application/octet-stream');
  response.setHeader('Content-Security-Policy', CSP);
  response.end(body);
}

export function problem(response: ServerResponse, status: number, slug: string, title: string, extra: Record<string, unknown> = {}): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/problem+json');
  response.end(JSON.stringify({ type: `/problems/${slug}`, title, status, detail: extra.detail ?? title, traceId: '4f1c'.repeat(8), ...extra }));
}

const at = <T extends Versioned>(rows: T[], position: number): T[] => rows.filter((row) => row.knownFrom <= position && (row.knownTo === null || position < row.knownTo));
const uptoNow = <T extends Versioned>(rows: T[], position: number): T[] => rows.filter((row) => row.knownFrom <= position);

async function answer({ fixture, hold }: FakeApi, request: IncomingMessage, response: ServerResponse, url: URL, streams: Set<ServerResponse>): Promise<void> {
  const query = url.searchParams;
  const knownAt = query.get('knownAt');
  const position = knownAt === null ? fixture.head : /^\d+$/.test(knownAt) ? Number(knownAt) : lastBefore(fixture, knownAt);
  response.setHeader('Chancery-Position', String(position));
  response.setHeader('Chancery-Head', String(fixture.head));
  const json = (body: unknown, status = 200): void => {
    response.statusCode = status;
    response.setHeader('Content-Type', 'application/json');
    response.setHeader('ETag', `"${position}.1"`);
    response.end(JSON.stringify(body));
  };
  const list = <T>(items: T[], extra: Record<string, unknown> = {}): void => {
    const format = query.get('format') ?? (request.headers.accept === 'application/x-ndjson' ? 'ndjson' : null);
    if (format === 'ndjson') {
      response.setHeader('Content-Type', 'application/x-ndjson');
      void drip(response, items, hold);
    } else if (format === 'csv') {
      response.setHeader('Content-Type', 'text/csv');
      response.end(`occurrence,title\r\n${(items as TimelineItem[]).map((item) => `${item.occurrence},"${item.title}"`).join('\r\n')}\r\n`);
    } else {
      // A cursor is good for the question it was given to, as the service has it.
      const limit = Number(query.get('limit') ?? 50);
      const question = new URLSearchParams([...query].filter(([name]) => name !== 'cursor' && name !== 'limit' && name !== 'minPosition'));
      const given = /^(\d+)-(.*)$/.exec(Buffer.from(query.get('cursor') ?? '', 'base64url').toString());
      if (query.has('cursor') && given?.[2] !== String(question)) return problem(response, 400, 'invalid-cursor', 'This cursor belongs to another list.');
      const start = Number(given?.[1] ?? 0);
      const next = new URLSearchParams([...question, ['limit', String(limit)], ['cursor', Buffer.from(`${start + limit}-${question}`).toString('base64url')]]);
      json({ items: items.slice(start, start + limit), next: start + limit < items.length ? `${url.pathname}?${next}` : null, position, ...extra });
    }
  };
  const some = (name: string, value: string | null): boolean => !query.has(name) || query.getAll(name).includes(value ?? '');
  const parts = url.pathname.replace(/^\/api\/v1\/?/, '').split('/').map(decodeURIComponent);
  const [first, id, sub, third, fourth] = parts;

  if (request.method === 'POST') return write(fixture, request, response, url, json);
  if (first === 'log' && id === 'stream') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform' });
    response.write('retry: 3000\n\n');
    streams.add(response);
    response.on('close', () => streams.delete(response));
    return;
  }
  if (first === 'log' && query.getAll('type').includes('ReportFiled')) {
    return list(fixture.reports.map((report) => ({ position: report.recorded.position, type: 'ReportFiled', stream: `report/${report.id}`, recordedAt: report.recorded.at, recordedBy: report.recorded.by, data: { headline: report.headline } })));
  }
  if (first === 'log' && id === undefined) {
    const [from, to] = [Number(query.get('fromPosition') ?? 1), Number(query.get('toPosition') ?? fixture.head)];
    return list(Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({ position: from + index, type: 'ClaimReported', recordedAt: fixture.story.recorded.last.at, leafHash: `q2V0c29tZWhhc2g${from + index}=` })));
  }
  if (first === 'log') return json({ position: Number(id), leafHash: 'q2V0c29tZWhhc2hvZnRoZWxlYWY0MmJ5dGVzbG9uZz0=', recordedAt: fixture.story.recorded.last.at, type: 'ClaimReported' });
  if (first === 'ledger') return json({ origin: 'chancery.example/log', treeSize: fixture.head, rootHash: 'bG9uZ3Jvb3RoYXNob2Z0aGV0cmVlMzJieXRlc2xvbmc=', sealedAt: fixture.story.recorded.last.at, keyId: '8f3a', note: '' });
  if (first === 'whoami') return json({ id: null, name: null, role: 'reader', kind: 'anonymous' });
  if (first === 'codebook') return json({ version: 1, kinds: [], markers: [], changes: [], events: [], scales: {} });
  if (first === 'actors' || first === 'issues' || first === 'outlets' || first === 'sources') {
    const rows = at(fixture[first] as (Versioned & { id: string })[], position);
    if (id === undefined) return list(rows);
    const entry = rows.find((row) => row.id === id);
    return entry === undefined ? problem(response, 404, 'not-found', `There is no ${first.slice(0, -1)} “${id}”.`, { nearest: [] }) : json(entry);
  }
  if (first === 'reports') {
    const found = at(fixture.reports, position).find((each) => each.id === id);
    if (found === undefined) return problem(response, 404, 'not-found', 'There is no such report.', { nearest: fixture.reports.map((each) => each.id) });
    if (sub === 'versions') return list([{ version: 1, headline: found.headline, textSha256: found.textSha256, published: found.published, notice: null, recorded: found.recorded, url: `/api/v1/reports/${found.id}?version=1` }]);
    return json(found);
  }
  if (first === 'claims') {
    const claim = at(fixture.claims, position).find((each) => each.id === id);
    if (claim === undefined) return problem(response, 404, 'not-found', 'There is no such claim.', { nearest: [] });
    if (sub === 'history') return list([{ position: claim.knownFrom, at: claim.recorded.at, event: 'ClaimReported', outcome: null, claim: claim.id, version: 1, changeOf: 'story', by: claim.recorded.by, note: null, changes: [] }]);
    if (sub === 'blame') return json({ claim: claim.id, lineage: [claim.id], clauses: blameOf(claim) });
    return json(claim);
  }
  if (first === 'occurrences') {
    const row = at(fixture.timeline, position).find((each) => each.occurrence === id);
    if (row === undefined) return problem(response, 404, 'not-found', 'There is no such occurrence.', { nearest: [] });
    const claims = at(fixture.claims, position).filter((claim) => claim.occurrence === id);
    return json({ ...row, canonicalId: row.occurrence, absorbed: [], claims: claims.map((claim) => ({ claim: claim.id, report: claim.report, version: 1, attests: claim.attests, outlet: fixture.reports.find((each) => each.id === claim.report)?.outlet ?? null, excerpt: claim.excerpt, status: claim.status })) });
  }
  if (first === 'markers') return json(fixture.markers.find((marker) => marker.id === id));
  if (first === 'stories' && id === undefined) return list([fixture.story]);
  if (first !== 'stories' || id !== fixture.story.slug) return problem(response, 404, 'not-found', 'There is nothing at this address.', { resource: 'story', id, nearest: [fixture.story.slug] });
  if (sub === undefined) return json(fixture.story);
  if (sub === 'reports') return list(at(fixture.reports, position).map(({ claims: _claims, text: _text, ...rest }) => rest));
  if (sub === 'claims') return list(at(fixture.claims, position).filter((claim) => some('occurrence', claim.occurrence) && some('report', claim.report) && some('kind', claim.kind)));
  if (sub === 'notes' || sub === 'assessments') return list([]);
  if (sub === 'timeline') {
    const acceptsFilters = (row: TimelineItem): boolean =>
      some('kind', row.kind) && some('issue', row.issue) && some('voice', row.voice) && (!query.has('actor') || row.participants.some((each) => some('actor', each.actor))) &&
      (!query.has('q') || query.get('q')!.toLowerCase().split(/\s+/).every((word) => row.title.toLowerCase().includes(word))) && (!query.has('marker') || Object.keys(row.markers.rules).some((rule) => some('marker', rule)));
    const inWindow = (row: TimelineItem): boolean => {
      const undated = row.happened?.min == null;
      if (query.get('undated') === (undated ? 'exclude' : 'only')) return false;
      return undated || ((row.happened!.max ?? '9') >= (query.get('happenedFrom') ?? '') && row.happened!.min! <= `${query.get('happenedTo') ?? '9999'}\uffff`);
    };
    const rows = (query.get('versions') === 'all' ? uptoNow(fixture.timeline, position) : at(fixture.timeline, position)).filter((row) => acceptsFilters(row) && inWindow(row));
    return query.has('bin') ? json(binsOf(rows, query, position)) : list(rows);
  }
  if (sub === 'replay') {
    response.setHeader('Content-Type', 'application/x-ndjson');
    const state: Record<string, unknown> = {};
    fixture.reports.forEach((report, index) => {
      const end = (fixture.reports[index + 1]?.knownFrom ?? fixture.head + 1) - 1;
      const after = Object.fromEntries(at(fixture.timeline, end).map(({ knownFrom: _from, knownTo: _to, ...row }) => [row.occurrence, row]));
      const touched = Object.fromEntries(Object.entries(after).filter(([key, row]) => JSON.stringify(state[key]) !== JSON.stringify(row)));
      const before = Object.fromEntries(Object.keys(touched).map((key) => [key, state[key] ?? null]));
      Object.assign(state, touched);
      response.write(`${JSON.stringify({ type: 'frame', frame: index + 1, of: fixture.reports.length, position: end, at: typeof report.published === 'string' ? `${report.published}T23:59:59.999999Z` : report.recorded.at, step: 'report', events: [], before: { timeline: before }, after: { timeline: touched }, patch: [], changes: [] })}\n`);
    });
    return void response.end(`${JSON.stringify({ type: 'end', frames: fixture.reports.length, position: fixture.head })}\n`);
  }
  if (sub === 'stances') {
    const rows = query.get('versions') === 'all' ? uptoNow(fixture.stances, position) : at(fixture.stances, position);
    if (third !== undefined) {
      const cell = at(fixture.stances, position).find((each) => each.holder === third && each.issue === fourth);
      return cell === undefined ? problem(response, 404, 'not-found', 'No claim speaks of this position.') : json({ cell, items: fixture.steps.filter((step) => step.holder === third && step.issue === fourth && step.position <= position), next: null, position });
    }
    const holders = [...new Set(rows.map((row) => row.holder))].map((each) => ({ id: each, name: fixture.actors.find((actor) => actor.id === each)?.names[0]?.text ?? each }));
    const issues = [...new Set(rows.map((row) => row.issue))].map((each) => ({ id: each, title: fixture.issues.find((issue) => issue.id === each)?.title ?? each }));
    return list(rows.sort((a, b) => a.holder.localeCompare(b.holder) || a.issue.localeCompare(b.issue)), { holders, issues });
  }
  if (sub === 'markers') {
    const subjects = query.getAll('subject');
    const rows = at(fixture.markers, position).filter((row) => some('rule', row.rule) && (subjects.length === 0 || subjects.includes(`${row.subject.type}:${row.subject.id}`)) && row.severity >= Number(query.get('severity') ?? 1));
    return list(rows, query.get('rule') === 'stale' ? { referenceTime: fixture.story.recorded.last.at } : {});
  }
  if (sub === 'changes') return list(fixture.changes.filter((change) => change.position >= Number(query.get('fromPosition') ?? 1) && change.position <= Number(query.get('toPosition') ?? fixture.head)));
  if (sub === 'compare') return compare(fixture, third ?? '', json, response);
  if (sub === 'quantities' || sub === 'plans') return list([]);
  problem(response, 404, 'not-found', 'There is nothing at this address.');
}

/** Writes a long list as a database cursor would deliver it: in pieces, at the pace of the reader; held back where a test says so. */
async function drip(response: ServerResponse, items: readonly unknown[], hold: FakeApi['hold']): Promise<void> {
  let go: () => void = () => undefined;
  response.on('drain', () => go());
  response.on('close', () => go());
  for (let start = 0; start < items.length && !response.destroyed; start += 500) {
    if (hold !== null && start >= hold.after) await hold.until;
    const more = response.write(items.slice(start, start + 500).map((item) => `${JSON.stringify(item)}\n`).join(''));
    await new Promise<void>((resolve) => { if (more) setImmediate(resolve); else go = resolve; });
  }
  response.end();
}

function lastBefore(fixture: StoryFixture, time: string): number {
  return Math.max(0, ...fixture.reports.filter((report) => report.recorded.at <= time).map((report) => report.recorded.position));
}

function compare(fixture: StoryFixture, pair: string, json: (body: unknown) => void, response: ServerResponse): void {
  const place = (text: string): number => (text === 'head' ? fixture.head : /^\d+$/.test(text) ? Number(text) : lastBefore(fixture, text));
  const cut = pair.indexOf('...');
  const [a, b] = [place(pair.slice(0, cut)), place(pair.slice(cut + 3))];
  if (a > b) return problem(response, 400, 'invalid-request', 'The first moment lies after the second.', { errors: [{ in: 'path', name: 'a', pointer: null, code: 'range', message: 'a is after b', suggestion: `${b}...${a}` }] });
  const items = fixture.changes.filter((change) => change.position > a && change.position <= b);
  const summary: Record<string, number> = {};
  for (const item of items) summary[item.kind] = (summary[item.kind] ?? 0) + 1;
  const ends = fixture.reports.map((report, index) => (fixture.reports[index + 1]?.knownFrom ?? fixture.head + 1) - 1);
  const previous = ends.filter((end) => end < b);
  const following = ends.find((end) => end > b);
  const touched = new Set(items.map((item) => item.subject.id));
  json({
    a: { position: a, at: '2026-11-22T10:00:00.000000Z' }, b: { position: b, at: fixture.story.recorded.last.at }, summary, unchanged: at(fixture.timeline, a).filter((row) => !touched.has(row.occurrence)).length,
    neighbours: { previous: previous.length === 0 ? null : `/api/v1/stories/${fixture.story.slug}/compare/${previous.at(-2) ?? 0}...${previous.at(-1)}`, following: following === undefined ? null : `/api/v1/stories/${fixture.story.slug}/compare/${b}...${following}` },
    items, next: null, position: b,
  });
}

function blameOf(claim: Claim): unknown[] {
  const fields = ['kind', 'summary', 'participants', 'issue', 'happened', 'place', 'attribution', 'factuality', 'hedges', 'quantity', 'planStatus', 'stances', 'attests', 'excerpt'] as const;
  return fields.map((field) => ({ field, value: claim[field], event: 'ClaimReported', recorded: claim.recorded, report: claim.report, version: claim.version, outlet: null, span: claim.span, changeOf: 'story', before: null }));
}

async function write(fixture: StoryFixture, request: IncomingMessage, response: ServerResponse, url: URL, json: (body: unknown, status?: number) => void): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as { headline?: string; claims?: { ref?: string; kind: string; stances?: unknown[]; issue?: string; participants?: { actor: string; role: string }[] }[] };
  if (request.headers.authorization === undefined) return problem(response, 401, 'unauthenticated', 'A key is needed to write.');
  const dryRun = url.searchParams.get('dryRun') === 'true';
  const claims = body.claims ?? [];
  if (dryRun && (claims.length === 0 || !body.headline)) {
    return problem(response, 400, 'invalid-request', 'The report is not complete.', { errors: [...(body.headline ? [] : [{ in: 'body', name: null, pointer: '/headline', code: 'required', message: 'A headline is required.' }]), ...(claims.length > 0 ? [] : [{ in: 'body', name: null, pointer: '/claims', code: 'required', message: 'At least one claim is required.' }])] });
  }
  const first = fixture.head + 1;
  const receipt: Receipt = {
    dryRun, positions: dryRun ? null : { first, last: first + claims.length * 2 }, resource: { type: 'report', id: dryRun ? null : `rpt_${first}`, url: dryRun ? null : `/api/v1/reports/rpt_${first}` },
    claims: claims.map((claim) => ({ ref: claim.ref ?? null, id: dryRun ? null : `clm_${claim.ref}`, occurrence: dryRun ? null : `occ_${claim.ref}` })),
    summary: { 'report-filed': 1, 'occurrence-opened': claims.length, 'claim-added': claims.length, 'stance-opened': 1, 'marker-opened': claims.length * 2 + 1 },
    changes: claims.map((claim) => ({ position: null, kind: 'claim-added', changeOf: 'story', cosmetic: false, nature: null, subject: { type: 'claim', id: claim.ref ?? '' }, before: null, after: null, sentence: `A claim of ${claim.kind} is added.`, rule: 'claim-added@1', because: [] })),
    candidates: [], similar: [],
  };
  if (!dryRun) {
    fixture.head = receipt.positions!.last;
    const base = fixture.reports[0]!;
    fixture.reports.push({ ...base, id: `rpt_${first}`, headline: body.headline ?? '', claims: [], markers: [], recorded: recorded(first, new Date().toISOString()), knownFrom: first, knownTo: null });
  }
  response.setHeader('Location', `/api/v1/reports/rpt_${first}`);
  json(receipt, dryRun ? 200 : 201);
}
