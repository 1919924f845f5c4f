import 'reflect-metadata';
import { Readable } from 'node:stream';
import { ConsoleLogger, Global, Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Access } from './access/access.js';
import { AccessGuard } from './access/access.guard.js';
import { AnonymousAccess } from './access/anonymous-access.js';
import { crossOrigin } from './cross-origin.js';
import { HttpAdapter } from './http-adapter.js';
import { Heads } from './clocks/heads.js';
import { HealthChecks } from './health-checks.js';
import { RateLimits } from './limits/rate-limits.js';
import { Metrics } from './metrics.js';
import { Problem } from './problems/problem.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { answerUnreadable } from './problems/unreadable.js';
import { ReadyAnswers } from './ready/ready-answers.js';
import { serverBehind } from './ready/server.js';
import { Conventions } from './requests/conventions.interceptor.js';
import { stateOf } from './requests/request-state.js';
import { RouteTable } from './routes/route-table.js';
import { HttpSettings } from './settings.js';
import { readJson } from './strict-json/read-json.js';
import { Streaming } from './streams/streaming.js';

type Imports = NonNullable<DynamicModule['imports']>;

export interface OpenHttpOptions {
  /** Feature modules. */
  imports?: Imports;
  controllers?: Type[];
  /** Must bind `Heads`; may bind `Access` (by default everybody reads and nobody writes). */
  providers: Provider[];
  settings?: Partial<HttpSettings>;
  /** Addresses outside `/api/v1`, as Nest's `setGlobalPrefix` takes them. */
  atRoot?: string[];
}

/** For every reply; pages for people loosen the policy for themselves. */
const securityHeaders = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** Media types that reach their handler as a stream. */
const streamed = ['text/csv', 'application/x-ndjson', 'application/cloudevents+json', 'application/cloudevents-batch+json'];

@Global()
@Module({})
class HttpModule {
  static with(options: OpenHttpOptions, settings: HttpSettings, routes: RouteTable, metrics: Metrics, ready: ReadyAnswers): DynamicModule {
    const binds = (token: unknown): boolean => options.providers.some((provider) => typeof provider === 'object' && 'provide' in provider && provider.provide === token);
    return {
      module: HttpModule,
      imports: [...(options.imports ?? [])],
      controllers: options.controllers ?? [],
      providers: [
        { provide: HttpSettings, useValue: settings },
        { provide: RouteTable, useValue: routes },
        { provide: Metrics, useValue: metrics },
        { provide: ReadyAnswers, useValue: ready },
        { provide: HealthChecks, useValue: new HealthChecks() },
        RateLimits,
        Streaming,
        ProblemFilter,
        ...(binds(Access) ? [] : [{ provide: Access, useClass: AnonymousAccess }]),
        ...options.providers,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: Conventions },
        { provide: APP_FILTER, useExisting: ProblemFilter },
      ],
      exports: [HttpSettings, RouteTable, RateLimits, Streaming, Metrics, HealthChecks, ...options.providers.flatMap((provider) => (typeof provider === 'function' ? [provider] : [provider.provide]))],
    };
  }
}

/**
 * An HTTP application with all conventions of API §1 and §2 around the given features; not listening yet.
 * `apps/api` makes the service with it, specs make small ones.
 */
export async function openHttp(options: OpenHttpOptions): Promise<NestFastifyApplication> {
  const settings = Object.assign(new HttpSettings(), options.settings);
  const routes = new RouteTable();
  const metrics = new Metrics();
  const ready = new ReadyAnswers();
  let answerProblem = (_error: unknown, _request: FastifyRequest, reply: FastifyReply): Promise<void> => Promise.resolve(void reply.status(503).send());
  const adapter = new HttpAdapter({
    bodyLimit: settings.jsonLimit,
    // Fastify switches Node's limit off. An import of 64 MiB over a slow line fits.
    requestTimeout: 300_000,
    trustProxy: settings.trustProxy,
    // The query is read by the conventions, which refuse what a parser would repair.
    routerOptions: { maxParamLength: 600, querystringParser: () => ({}), caseSensitive: true, ignoreTrailingSlash: true },
    // Routes are added by Nest one by one; HEAD comes with each GET.
    exposeHeadRoutes: true,
    return503OnClosing: false,
    serverFactory: serverBehind(ready),
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void answerProblem(error, request, reply),
  });
  const instance = adapter.getInstance() as unknown as FastifyInstance;
  instance.addHook('onRoute', ({ method, url }) => routes.add(method, url));
  crossOrigin(instance, settings);
  readBodies(instance, settings);
  instance.addHook('preClose', (done) => {
    ready.stop();
    done();
  });
  instance.addHook('onRequest', (request, reply, done) => {
    stateOf(request);
    void reply.headers(securityHeaders);
    done();
  });
  instance.addHook('onResponse', (request, reply, done) => {
    metrics.httpSeconds.observe({ route: request.routeOptions.url ?? 'unknown', status: reply.statusCode }, (performance.now() - stateOf(request).startedAt) / 1000);
    done();
  });

  const app = await NestFactory.create<NestFastifyApplication>(HttpModule.with(options, settings, routes, metrics, ready), adapter, { logger: new ConsoleLogger({ colors: process.stdout.isTTY === true, logLevels: ['fatal', 'error', 'warn'] }), bodyParser: false, abortOnError: false });
  app.setGlobalPrefix('api/v1', { exclude: options.atRoot ?? [] });
  const filter = app.get(ProblemFilter);
  const streaming = app.get(Streaming);
  adapter.stream = (stream, request, reply) => streaming.answer(stream, request, reply);
  ready.start({ heads: app.get(Heads), limits: app.get(RateLimits), metrics, settings });
  answerProblem = (error, request, reply) => filter.answer(error, request, reply);
  return app;
}

function readBodies(instance: FastifyInstance, settings: HttpSettings): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: settings.jsonLimit }, (request, body, done) => {
    const bytes = body as Buffer;
    const encoding = request.headers['content-encoding'];
    const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
    if ((encoding !== undefined && encoding !== 'identity') || (charset !== undefined && !/^utf-?8$/i.test(charset))) {
      return done(new Problem('unsupported-media-type', 'A body is UTF-8 and not compressed.', { accepted: ['application/json'] }));
    }
    if (bytes.length === 0) return done(null, undefined);
    try {
      const { value, faults } = readJson(bytes);
      stateOf(request).bodyFaults = faults;
      done(null, value);
    } catch (error) {
      done(error as Error);
    }
  });
  instance.addContentTypeParser(streamed, (request, payload, done) => {
    // Told before the first byte is taken where the client says how much will come.
    if (Number(request.headers['content-length'] ?? 0) > settings.importLimit) done(tooLarge(settings.importLimit));
    else done(null, Readable.from(atMost(payload as Readable, settings.importLimit), { objectMode: false }));
  });
}

/**
 * Passes a body through until it is more than `limit` bytes. Nothing is taken before it is asked for: a refused request whose
 * body was touched would keep its connection from the next one.
 */
async function* atMost(source: Readable, limit: number): AsyncGenerator<Buffer> {
  let passed = 0;
  for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    passed += chunk.length;
    if (passed > limit) throw tooLarge(limit);
    yield chunk;
  }
}

function tooLarge(limit: number): Problem {
  return new Problem('too-large', `The body is larger than ${limit} bytes.`, { limit, unit: 'bytes' }, { Connection: 'close' });
}
