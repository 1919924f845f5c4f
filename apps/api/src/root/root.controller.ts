import { Controller, Get, Inject, Param } from '@nestjs/common';
import { Describe, HealthChecks, Heads, HttpSettings, Metrics, NotFound, Open, Produces, Representation, describeProblem, nearest, problemTypes, type Answer, Role } from '#libs/http';
import { problemPage } from './problem-page.js';

const json = 'application/json; charset=utf-8';

/** What stands outside `/api/v1`: for machines that watch the service, and for people who read a problem's address. */
@Controller()
@Open({ unlimited: true })
export class RootController {
  constructor(
    @Inject(HealthChecks) private readonly checks: HealthChecks,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(HttpSettings) private readonly settings: HttpSettings,
  ) {}

  @Get('health')
  @Describe('The process lives', { example: { status: 'ok', version: '0.1.0' } })
  health(): Representation {
    return new Representation(JSON.stringify({ status: 'ok', version: this.settings.version }), json, { noStore: true, outside: true });
  }

  @Get('ready')
  @Describe('The service can work', { example: { status: 'ready', checks: { database: { state: 'ok' }, migrations: { state: 'ok' }, sealer: { state: 'ok' }, follower: { state: 'ok' }, projections: { timeline: { state: 'active', lag: 0, parked: 0 } } } } })
  async ready(): Promise<Representation> {
    const checks = await this.checks.run();
    const states = Object.values(checks).map(({ state }) => state);
    const status = states.includes('failed') ? 'not-ready' : states.includes('degraded') ? 'degraded' : 'ready';
    const { projections, ...others } = checks;
    const shown = projections === undefined ? others : { ...others, projections: projections.projections ?? projections };
    return new Representation(JSON.stringify({ status, checks: shown }), json, { status: status === 'not-ready' ? 503 : 200, noStore: true, outside: true });
  }

  @Get('metrics')
  @Produces('text/plain', 'application/openmetrics-text')
  @Describe('Figures for Prometheus', { example: 'chancery_log_head 26\n' })
  async prometheus(): Promise<Representation> {
    return new Representation(await this.metrics.registry.metrics(), this.metrics.registry.contentType, { noStore: true, outside: true });
  }

  @Get('problems/:slug')
  @Produces('text/html', 'application/json')
  @Describe('What a problem type means and what to do', { example: '<!doctype html>…' })
  problem(@Param('slug') slug: string): Representation {
    if (!Object.hasOwn(problemTypes, slug)) throw new NotFound('problem', slug, nearest(slug, Object.keys(problemTypes)));
    return new Representation(problemPage(slug, describeProblem(slug)), 'text/html; charset=utf-8', {
      outside: true,
      headers: { 'Cache-Control': 'public, max-age=3600', 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'" },
    });
  }
}

/** `GET /api/v1`: what the service is, and where to go. */
@Controller()
export class ServiceController {
  constructor(
    @Inject(HttpSettings) private readonly settings: HttpSettings,
    @Inject(Heads) private readonly heads: Heads,
  ) {}

  @Get()
  @Role('R')
  @Describe('What this is and where to go', { example: { name: 'chancery', version: '0.1.0', links: { stories: '/api/v1/stories' } } })
  async service(): Promise<Answer> {
    const { position } = await this.heads.head();
    const under = (name: string): string => `/api/v1/${name}`;
    const links = {
      stories: under('stories'), actors: under('actors'), issues: under('issues'), outlets: under('outlets'), sources: under('sources'), codebook: under('codebook'),
      log: under('log'), logStream: under('log/stream'), checkpoint: under('ledger/checkpoint'), projections: under('projections'), whoami: under('whoami'),
      openapi: '/openapi.json', docs: '/docs', health: '/health', ready: '/ready', metrics: '/metrics',
    };
    return { body: { name: 'chancery', version: this.settings.version, links }, position, changedAt: 0, rev: 1 };
  }
}
