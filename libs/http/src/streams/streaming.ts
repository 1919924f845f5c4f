import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { isRefusal, problemReply } from '../problems/problem-document.js';
import { pathOf, stateOf, traceIdOf } from '../requests/request-state.js';
import { HttpSettings } from '../settings.js';
import { ChunkWriter } from './chunk-writer.js';
import type { EventStream, StreamItem, WrittenMessage } from './event-stream.js';

/** Bytes that may wait for a client before the source is no longer read; far below the 4 MiB that API §1.7 allows. */
const waitingBytes = 512 * 1024;
/** Longest time one stream works without giving others a turn. */
const mostBusyMs = 10;

/**
 * Writes event streams (API §1.7). A stream ends after a whole message: on shutdown, when its key is revoked, when the client
 * goes. Resuming by `Last-Event-ID` then loses nothing.
 */
@Injectable()
export class Streaming implements BeforeApplicationShutdown {
  private readonly logger = new Logger('http');
  private readonly open = new Set<AbortController>();
  private closing = false;

  constructor(
    @Inject(HttpSettings) private readonly settings: HttpSettings,
    @Inject(Access) private readonly access: Access,
  ) {}

  beforeApplicationShutdown(): void {
    this.closing = true;
    for (const stream of this.open) stream.abort();
  }

  /** Event streams open in this process. */
  get count(): number {
    return this.open.size;
  }

  /** Answers with a stream, until its source or the client's interest ends. */
  async answer(stream: EventStream, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { giveBackStream: giveBack } = stateOf(request);
    const sse = stateOf(request).produces === 'text/event-stream';
    const headers = {
      ...flat(reply.getHeaders()),
      ...stateOf(request).limitHeaders,
      ...stream.headers,
      'Content-Type': sse ? 'text/event-stream; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
      Vary: 'Accept, Authorization',
    };
    reply.hijack();
    const response = reply.raw;
    if (request.method === 'HEAD' || this.closing) {
      response.writeHead(200, headers).end();
      giveBack();
      return;
    }
    const ending = new AbortController();
    this.open.add(ending);
    response.on('close', () => ending.abort());
    response.on('error', () => ending.abort());
    response.writeHead(200, headers);
    let examined: number | null = null;
    let heartbeat: NodeJS.Timeout | null = null;
    let lastTurn = performance.now();
    if (sse) {
      response.write('retry: 3000\n\n');
      heartbeat = setInterval(() => {
        void this.access.stillValid(request).then((valid) => {
          if (!valid) ending.abort();
          else if (response.writableLength < waitingBytes) response.write(`: heartbeat\n${examined === null ? '' : `id: ${examined}\n`}\n`);
        }, () => undefined); // The database being away is no reason to end streams; the next beat asks again.
      }, this.settings.heartbeatMs);
    }
    try {
      for await (const item of untilAborted(stream.source(ending.signal), ending.signal)) {
        if (item.kind === 'examined') {
          examined = item.position;
          continue;
        }
        if (item.kind === 'messages') examined = (await this.many(item.messages, sse, response, ending.signal)) ?? examined;
        else {
          if (item.id !== null) examined = item.id;
          response.write(sse ? `${opening(item)}${item.data}\n\n` : `${item.data}\n`);
          if (response.writableLength > waitingBytes) await once(response, 'drain', { signal: ending.signal });
        }
        if (ending.signal.aborted) break;
        // A source that is never waited for, and a client that takes everything, would leave the process no turn for others.
        if (performance.now() - lastTurn > mostBusyMs) {
          await nextTurn();
          lastTurn = performance.now();
        }
      }
    } catch (error) {
      if (!ending.signal.aborted) this.tell(error, request, sse, response);
    } finally {
      if (heartbeat !== null) clearInterval(heartbeat);
      this.open.delete(ending);
      giveBack();
      if (!response.destroyed) response.end();
    }
  }

  /** Writes messages that are ready, many to a write, and waits where the client does not keep up. The id of the last one. */
  private async many(messages: readonly WrittenMessage[], sse: boolean, response: ServerResponse, signal: AbortSignal): Promise<number | null> {
    const out = new ChunkWriter((chunk, done) => response.write(chunk, done));
    let last: number | null = null;
    for (const message of messages) {
      if (sse) out.text(opening(message));
      message.write(out);
      out.text(sse ? '\n\n' : '\n');
      last = message.id ?? last;
      if (response.writableLength + out.waiting <= waitingBytes) continue;
      out.flush();
      if (response.writableLength > waitingBytes) await once(response, 'drain', { signal });
      if (signal.aborted) break;
    }
    out.flush();
    return last;
  }

  private tell(error: unknown, request: FastifyRequest, sse: boolean, response: NodeJS.WritableStream): void {
    const traceId = traceIdOf(request);
    if (!isRefusal(error)) this.logger.error(JSON.stringify({ traceId, path: pathOf(request), error: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
    const document = JSON.stringify(problemReply(error, pathOf(request), traceId).document);
    // A browser reconnects by itself after the end of an SSE stream; NDJSON has no second try, so its last line tells.
    response.write(sse ? `event: problem\ndata: ${document}\n\n` : `{"problem":${document}}\n`);
  }
}

const opening = ({ id, event }: { id: number | null; event: string }): string => `${id === null ? '' : `id: ${id}\n`}event: ${event}\ndata: `;

/** Ends the iteration when the signal aborts, even while the source waits for something. */
async function* untilAborted(source: AsyncIterable<StreamItem>, signal: AbortSignal): AsyncGenerator<StreamItem> {
  const iterator = source[Symbol.asyncIterator]();
  // One promise an item: racing each item against one that lives as long as the stream would keep every item's race alive with it.
  let wake: () => void = () => undefined;
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      const result = await new Promise<IteratorResult<StreamItem> | null>((resolve, reject) => {
        wake = () => resolve(null);
        if (signal.aborted) resolve(null);
        else iterator.next().then(resolve, reject);
      });
      if (result === null || result.done) return;
      yield result.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    void iterator.return?.().catch(() => undefined);
  }
}

function flat(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value as string)]));
}
