import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Rendered } from '../answers/rendering.js';
import type { ClocksAsked } from '../clocks/moment.js';
import type { Heads } from '../clocks/heads.js';
import type { RateLimits } from '../limits/rate-limits.js';
import type { Metrics } from '../metrics.js';
import { matchesNone } from '../preconditions/precondition.js';
import type { Plan } from '../requests/plan.js';
import type { HttpSettings } from '../settings.js';

/** Most answers, and most characters of bodies, that are kept. */
const mostAnswers = 500;
const mostCharacters = 16 * 1024 * 1024;
/** A larger body is not kept: sending it costs more than making it. Characters. */
const largestBody = 1024 * 1024;

interface Kept {
  readonly accept: string | undefined;
  readonly prefer: string | undefined;
  readonly etag: string;
  readonly route: string;
  /** Names and values in turn, without those of the rate limit. */
  readonly headers: string[];
  /** The same for a 304. */
  readonly unchanged: string[];
  readonly size: number;
  body: string | Buffer;
}

interface Sources { heads: Heads; limits: RateLimits; metrics: Metrics; settings: HttpSettings }

/**
 * Answers of reads that were given before and cannot have changed since: neither the log nor the views have moved. They go out
 * before routing, checks and rendering, which cost four fifths of a warm page. What a client can tell is the same: headers,
 * conditional requests, rate limits and metrics. Only anonymous GETs with clocks are kept; any credential goes the whole way.
 *
 * Rejected: keeping answers by ETag across appends. The body names the position it answers at, which moves with each of them.
 */
export class ReadyAnswers {
  private sources: Sources | null = null;
  private standing: object | null = null;
  private readonly kept = new Map<string, Kept[]>();
  private count = 0;
  private characters = 0;

  /** Begins to answer. Before, and after `stop`, every request goes the whole way. */
  start(sources: Sources): void {
    this.sources = sources;
  }

  stop(): void {
    this.sources = null;
    this.forget();
  }

  /** Answers a request if its answer is ready; else says no and has done nothing. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { sources } = this;
    if (sources === null || request.method !== 'GET') return false;
    const candidates = this.kept.get(request.url!);
    if (candidates === undefined) return false;
    const { headers } = request;
    if (headers.authorization !== undefined || headers['if-match'] !== undefined || hasBody(request)) return false;
    if (sources.heads.standing() !== this.standing) {
      this.forget();
      return false;
    }
    const { accept, prefer } = headers;
    const found = candidates.find((one) => one.accept === accept && one.prefer === prefer);
    if (found === undefined) return false;
    const startedAt = performance.now();
    const limit = sources.settings.rateRead === 0 ? noLimit : sources.settings.trustProxy ? null : sources.limits.countRead(request.socket.remoteAddress ?? '');
    if (limit === null) return false;
    const condition = headers['if-none-match'];
    const isUnchanged = condition !== undefined && matchesNone(condition, found.etag);
    const status = isUnchanged ? 304 : 200;
    const own = isUnchanged ? found.unchanged : found.headers;
    response.writeHead(status, limit.length === 0 ? own : [...own, ...limit]);
    response.once('finish', () => sources.metrics.httpSeconds.observe({ route: found.route, status }, (performance.now() - startedAt) / 1000));
    if (isUnchanged) response.end();
    else {
      // Encoded when it is first asked for again, since most answers never are.
      if (typeof found.body === 'string') found.body = Buffer.from(found.body);
      response.end(found.body);
    }
    return true;
  }

  /** Where log and views stand, for `keep` to compare; null where the answer to a request is not to be kept. Ask before reading anything. */
  standingFor(request: FastifyRequest, plan: Plan, clocks: ClocksAsked | null): object | null {
    if (this.sources === null || request.method !== 'GET' || plan.role !== 'R' || clocks === null) return null;
    const { authorization, 'if-match': ifMatch } = request.headers;
    if (authorization !== undefined || ifMatch !== undefined || hasBody(request.raw)) return null;
    // A time says another position as time goes by, and whether it may be cached for ever.
    if (clocks.minPosition !== null || (clocks.knownAt !== null && !/^\d+$/.test(clocks.knownAt))) return null;
    return this.sources.heads.standing();
  }

  /** Keeps an answer that was made while log and views stood as `standing`. */
  keep(standing: object, request: FastifyRequest, reply: FastifyReply, answer: unknown): void {
    if (this.sources === null || this.sources.heads.standing() !== standing || !(answer instanceof Rendered)) return;
    const { status, payload } = answer;
    const headers = { ...reply.getHeaders(), ...answer.headers } as Record<string, string>;
    if (status !== 200 || typeof payload !== 'string' || payload.length > largestBody || headers.ETag === undefined || headers['Cache-Control'] === 'no-store') return;
    if (this.standing !== standing) this.forget();
    this.standing = standing;
    while (this.count > 0 && (this.count >= mostAnswers || this.characters + payload.length > mostCharacters)) this.forgetUrl(this.kept.keys().next().value!);
    const lasting = Object.entries(headers).filter(([name]) => !name.toLowerCase().startsWith('ratelimit'));
    const { accept, prefer } = request.raw.headers as { accept?: string; prefer?: string };
    const kept: Kept = {
      accept, prefer, etag: headers.ETag, route: request.routeOptions.url ?? 'unknown',
      headers: [...lasting.flat(), 'Content-Length', String(Buffer.byteLength(payload))],
      unchanged: lasting.filter(([name]) => name !== 'Content-Type' && name !== 'Content-Disposition').flat(),
      size: payload.length, body: payload,
    };
    const url = request.raw.url!;
    const others = (this.kept.get(url) ?? []).filter((one) => one.accept !== accept || one.prefer !== prefer);
    this.forgetUrl(url);
    this.kept.set(url, [...others, kept]);
    for (const { size } of [...others, kept]) {
      this.count++;
      this.characters += size;
    }
  }

  private forgetUrl(url: string): void {
    for (const { size } of this.kept.get(url) ?? []) {
      this.count--;
      this.characters -= size;
    }
    this.kept.delete(url);
  }

  private forget(): void {
    this.kept.clear();
    this.count = 0;
    this.characters = 0;
    this.standing = null;
  }
}

const noLimit: string[] = [];

const hasBody = ({ headers }: IncomingMessage): boolean => headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
