import { Catch, HttpException, Inject, Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpSettings } from '../settings.js';
import { pathOf, stateOf, traceIdOf } from '../requests/request-state.js';
import { RouteTable } from '../routes/route-table.js';
import { rightActions } from '../routes/history.js';
import { drained } from './drained.js';
import { isUnavailable } from './unavailable.js';
import { Problem } from './problem.js';
import { isRefusal, problemReply } from './problem-document.js';

/** Turns whatever was thrown into a problem document. Unknown failures tell the client nothing and the log everything. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');
  constructor(
    @Inject(HttpSettings) private readonly settings: HttpSettings,
    @Inject(RouteTable) private readonly routes: RouteTable,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    await this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also called for what fails before a route is entered: content parsers, broken addresses. */
  async answer(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (reply.sent) return;
    const refusal = await this.refusalOf(error, request);
    const traceId = traceIdOf(request);
    if (!isRefusal(refusal)) {
      this.logger.error(JSON.stringify({ traceId, method: request.method, path: pathOf(request), error: describe(refusal) }));
    }
    const { status, document, headers } = problemReply(refusal, pathOf(request), traceId);
    if (status === 413) await drained(request.raw);
    void reply
      .status(status)
      .headers({ ...stateOf(request).limitHeaders, 'Cache-Control': 'no-store', Vary: 'Accept, Authorization', ...headers })
      .header('Content-Type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(document));
  }

  private async refusalOf(error: unknown, request: FastifyRequest): Promise<unknown> {
    if (isRefusal(error)) return error;
    if (isUnavailable(error)) {
      this.logger.warn(JSON.stringify({ traceId: traceIdOf(request), method: request.method, path: pathOf(request), unavailable: error instanceof Error ? error.message : String(error) }));
      return new Problem('unavailable', 'The database is out of reach at the moment, or not migrated.');
    }
    if (request.is404 || (error instanceof HttpException && error.getStatus() === 404)) return this.noRoute(request);
    return this.refusalOfFramework(error, request);
  }

  /** Fastify and Nest refuse some requests before a route sees them; Nest wraps Fastify's errors, the status remains. */
  private async refusalOfFramework(error: unknown, request: FastifyRequest): Promise<unknown> {
    const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
    if (code === 'FST_ERR_BAD_URL') return new Problem('not-found', 'The address is not properly percent-encoded UTF-8.', { resource: 'route', id: pathOf(request), nearest: [] });
    if (code === 'FST_ERR_MAX_PARAM_LENGTH') return this.noRoute(request);
    switch (error instanceof HttpException ? error.getStatus() : statusCode) {
      case 413:
        return new Problem('too-large', `The body is larger than ${this.settings.jsonLimit} bytes.`, { limit: this.settings.jsonLimit, unit: 'bytes' }, { Connection: 'close' });
      case 415:
        return unsupportedMediaType(stateOf(request).plan?.consumes ?? ['application/json']);
      case 400:
        return new Problem('malformed-json', 'The body is shorter or longer than Content-Length says, or does not parse.');
      case 403: // a path that would lead out of the directory of files
      case 404:
      case 414:
        return this.noRoute(request);
      default:
        return error;
    }
  }

  private async noRoute(request: FastifyRequest): Promise<Problem> {
    const path = pathOf(request);
    const methods = this.routes.methodsOf(path);
    const actions = await rightActions(request.method, path, this.settings.reportOf);
    if (actions !== null && (methods.length > 0 || actions.length > 0)) {
      const allow = methods.length > 0 ? methods.join(', ') : 'GET, HEAD';
      const link = actions.length > 0 ? actions.map(({ url }) => `<${url}>; rel="edit"`).join(', ') : '</problems/immutable-resource>; rel="help"';
      const detail = actions.length > 0 ? `${request.method} does not work on history. ${actions.map(({ url, does }) => `POST ${url} ${does}`).join('; ')}.` : `${request.method} does not work here: what was recorded stays recorded.`;
      return new Problem('immutable-resource', detail, { actions }, { Allow: allow, Link: link });
    }
    // A file that is missing under an address that exists takes the method and still is not there.
    if (methods.length > 0 && !methods.includes(request.method)) {
      return new Problem('method-not-allowed', `${path} takes ${methods.join(', ')}, not ${request.method}.`, {}, { Allow: methods.join(', ') });
    }
    const near = this.routes.nearestTo(path);
    return new Problem('not-found', `There is no address ${path}.${near.length > 0 ? ` Did you mean ${near[0]}?` : ''}`, { resource: 'route', id: path, nearest: near });
  }
}

export function unsupportedMediaType(accepted: readonly string[]): Problem {
  return new Problem('unsupported-media-type', `The body must be ${accepted.join(' or ')}; say so in Content-Type.`, { accepted }, { Accept: accepted.join(', ') });
}

function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  return { name: error.name, message: error.message, stack: error.stack, cause: error.cause instanceof Error ? error.cause.message : undefined };
}
