import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isRefusal, problemReply } from '../problems/problem-document.js';
import { Problem, type Json } from '../problems/problem.js';
import { csvRows } from '../lists/csv.js';
import { cursorBinding, writeCursor } from '../lists/cursor.js';
import { matchesNone } from '../preconditions/precondition.js';
import { pathOf, readQuery, stateOf, traceIdOf } from '../requests/request-state.js';
import type { ListForm } from '../requests/plan.js';
import { etagOf, jsonTextOf, JsonText, type Answer, type ListAnswer, type Representation } from './answer.js';

const logger = new Logger('http');

/** A reply that is ready to go out; the HTTP adapter sends it. */
export class Rendered {
  constructor(
    readonly status: number,
    readonly headers: Record<string, string>,
    readonly payload: string | Buffer | Readable | null,
  ) {}

  send(reply: FastifyReply): void {
    void reply.status(this.status).headers(this.headers).send(this.payload ?? undefined);
  }
}

const typeOf: Record<ListForm, string> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
  cloudevents: 'application/cloudevents-batch+json; charset=utf-8',
};

/** What the rendering needs besides the answer and the request. */
export interface RenderingContext {
  readonly head: number;
  readonly anonymousRead: boolean;
}

export function renderAnswer(answer: Answer, request: FastifyRequest, context: RenderingContext): Rendered {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const headers = baseHeaders(request, answer.position, context);
  addLinks(headers, answer.links);
  headers['Content-Type'] = 'application/json; charset=utf-8';
  const stored = !answer.noStore && (isRead || (answer.status ?? 200) === 201);
  const etag = etagOf(answer.changedAt, answer.rev);
  if (stored) headers.ETag = etag;
  if (answer.location !== undefined) headers.Location = answer.location;
  if (answer.replayed) headers['Idempotency-Replayed'] = 'true';
  if (answer.immutable) headers['Cache-Control'] = immutable(context);
  if (!isRead || answer.noStore) headers['Cache-Control'] = 'no-store';
  if (isRead && stored && unchanged(request, etag)) return notModified(headers);
  return new Rendered(answer.status ?? 200, headers, jsonTextOf(answer.body));
}

export function renderRepresentation(representation: Representation, request: FastifyRequest, context: RenderingContext): Rendered {
  const { about, content, type } = representation;
  const headers = baseHeaders(request, about.position ?? context.head, context);
  if (about.immutable) headers['Cache-Control'] = immutable(context);
  if (about.noStore) headers['Cache-Control'] = 'no-store';
  if (about.outside) {
    delete headers['Chancery-Position'];
    delete headers['Chancery-Head'];
  }
  Object.assign(headers, about.headers);
  headers['Content-Type'] = type;
  if (about.changedAt !== undefined && !about.noStore) {
    headers.ETag = etagOf(about.changedAt, about.rev ?? 1, about.form ?? '');
    if (unchanged(request, headers.ETag)) return notModified(headers);
  }
  return new Rendered(about.status ?? 200, headers, content);
}

export async function renderList(answer: ListAnswer, request: FastifyRequest, context: RenderingContext): Promise<Rendered> {
  const { list } = stateOf(request);
  const form = list?.form ?? 'json';
  const headers = baseHeaders(request, answer.position, context);
  headers['Content-Type'] = typeOf[form];
  if (list?.count && answer.total !== undefined) headers['Preference-Applied'] = 'count=exact';
  if (answer.noStore) headers['Cache-Control'] = 'no-store';
  const next = list?.whole || answer.after === null ? null : nextUrl(request, answer.position, answer.after);
  addLinks(headers, [...(answer.links ?? []), ...(next === null ? [] : [{ href: next, rel: 'next' }])]);
  if (!answer.noStore && form !== 'ndjson') {
    headers.ETag = etagOf(answer.changedAt, answer.rev, form === 'json' ? '' : form);
    if (unchanged(request, headers.ETag)) return notModified(headers);
  }
  if (form === 'json') return new Rendered(200, headers, await listText(answer, next, list?.count ?? false));
  if (form === 'csv') headers['Content-Disposition'] = `attachment; filename="${fileNameOf(request)}.csv"`;
  // An empty stream, not an empty body: that would announce a length of 0, where a GET announces none.
  if (request.method === 'HEAD') return new Rendered(200, headers, Readable.from([]));
  if (form === 'csv') return new Rendered(200, headers, await startStream(csvRows(objectsOf(answer.items), answer.columns ?? null), null));
  if (form === 'ndjson') return new Rendered(200, headers, await startStream(linesOf(answer.items), failureLine(request)));
  return new Rendered(200, headers, await startStream(batchOf(answer.items), null));
}

async function listText(answer: ListAnswer, next: string | null, counted: boolean): Promise<string> {
  const texts: string[] = [];
  if (Symbol.iterator in answer.items) for (const item of answer.items) texts.push(item instanceof JsonText ? item.text : JSON.stringify(item));
  else for await (const item of answer.items) texts.push(jsonTextOf(item));
  let rest = `"next":${JSON.stringify(next)},"position":${answer.position}`;
  if (counted && answer.total !== undefined) rest += `,"total":${answer.total}`;
  if (answer.extra !== undefined) {
    const extra = JSON.stringify(answer.extra).slice(1, -1);
    if (extra !== '') return `{${extra},"items":[${texts.join(',')}],${rest}}`;
  }
  return `{"items":[${texts.join(',')}],${rest}}`;
}

async function* objectsOf(items: ListAnswer['items']): AsyncGenerator<object> {
  for await (const item of items) yield item instanceof JsonText ? (JSON.parse(item.text) as object) : item;
}

async function* linesOf(items: ListAnswer['items']): AsyncGenerator<string> {
  for await (const item of items) yield `${jsonTextOf(item)}\n`;
}

async function* batchOf(items: ListAnswer['items']): AsyncGenerator<string> {
  let before = '[';
  for await (const item of items) {
    yield before + jsonTextOf(item);
    before = ',\n';
  }
  yield before === '[' ? '[]' : ']';
}

/** Texts are sent in pieces of about this many characters, so that a line of 200 bytes is not a write of its own. */
const pieceSize = 32 * 1024;

/**
 * A stream that reads its source only as fast as the client takes it. The first piece is made before anything is sent, so
 * that a refusal still becomes a proper problem; `afterFailure` makes the last line of a stream that fails later (without
 * it the connection is cut, which a client sees).
 */
async function startStream(source: AsyncGenerator<string>, afterFailure: ((error: unknown) => string) | null): Promise<Readable> {
  const pieces = inPieces(source, afterFailure);
  const first = await pieces.next();
  async function* all(): AsyncGenerator<string> {
    try {
      if (!first.done) yield first.value;
      yield* pieces;
    } finally {
      await pieces.return(undefined);
    }
  }
  return Readable.from(all(), { objectMode: false });
}

async function* inPieces(source: AsyncGenerator<string>, afterFailure: ((error: unknown) => string) | null): AsyncGenerator<string> {
  let piece = '';
  let sent = false;
  try {
    for await (const text of source) {
      piece += text;
      if (piece.length >= pieceSize) {
        sent = true;
        yield piece;
        piece = '';
      }
    }
  } catch (error) {
    if (!sent && piece === '') throw error;
    if (afterFailure === null) throw error;
    piece += afterFailure(error);
  }
  if (piece !== '') yield piece;
}

function failureLine(request: FastifyRequest): (error: unknown) => string {
  return (error) => {
    if (!isRefusal(error)) logger.error(JSON.stringify({ traceId: traceIdOf(request), path: pathOf(request), error: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
    return `${JSON.stringify({ problem: problemReply(error, pathOf(request), traceIdOf(request)).document })}\n`;
  };
}

function baseHeaders(request: FastifyRequest, position: number, context: RenderingContext): Record<string, string> {
  const state = stateOf(request);
  return {
    ...state.limitHeaders,
    ...state.plan?.deprecation,
    'Chancery-Position': String(position),
    'Chancery-Head': String(Math.max(context.head, position)),
    'Cache-Control': state.moment?.immutable ? immutable(context) : 'no-cache',
    Vary: 'Accept, Authorization',
  };
}

function immutable({ anonymousRead }: RenderingContext): string {
  return `${anonymousRead ? 'public' : 'private'}, max-age=31536000, immutable`;
}

function addLinks(headers: Record<string, string>, links: readonly { href: string; rel: string }[] | undefined): void {
  if (links !== undefined && links.length > 0) headers.Link = links.map(({ href, rel }) => `<${href}>; rel="${rel}"`).join(', ');
}

function unchanged(request: FastifyRequest, etag: string): boolean {
  const header = request.headers['if-none-match'];
  return header !== undefined && matchesNone(header, etag);
}

function notModified(headers: Record<string, string>): Rendered {
  const { 'Content-Type': _type, 'Content-Disposition': _disposition, ...kept } = headers;
  return new Rendered(304, kept, null);
}

function nextUrl(request: FastifyRequest, position: number, after: Json): string {
  const path = pathOf(request);
  const { parameters } = readQuery(request.url);
  const cursor = writeCursor({ position, after }, cursorBinding(path, parameters));
  const query = [...parameters].filter(([name]) => name !== 'cursor').flatMap(([name, values]) => values.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`));
  return `${path}?${[...query, `cursor=${cursor}`].join('&')}`;
}

function fileNameOf(request: FastifyRequest): string {
  return pathOf(request).split('/').filter((step) => /^[a-z0-9-]+$/.test(step)).slice(2).join('-') || 'list';
}

/** Refuses what the client cannot take. */
export function notAcceptable(available: readonly string[]): Problem {
  return new Problem('not-acceptable', `This address answers as ${available.join(', ')}.`, { available });
}
