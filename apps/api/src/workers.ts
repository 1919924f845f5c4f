import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Gauge } from 'prom-client';
import { HealthChecks, Metrics, type CheckResult } from '#libs/http';
import { ProjectionEngine, type ProjectionStatus } from '#libs/projections';
import type { LogHeads } from './heads/log-heads.js';

/** Events that a projection may be behind before `/ready` calls the service degraded (API §9). */
const lagThatMatters = 10_000;

/** Longest that a start waits for views that are missing. */
const buildPatienceMs = 2_000;

/**
 * Starts the background work that the features brought, if this process is to do any, and lets reads wait for it.
 * The result stops it.
 */
export async function startWorkers(app: NestFastifyApplication, heads: LogHeads, enabled: boolean): Promise<() => Promise<void>> {
  const engine = find(app, ProjectionEngine);
  if (engine === null) return async () => undefined;
  heads.readPositions = engine;
  app.get(HealthChecks).register('projections', async () => health(await engine.status()));
  new Gauge({
    name: 'chancery_projection_lag',
    help: 'Events that a projection is behind the log.',
    labelNames: ['projection'],
    registers: [app.get(Metrics).registry],
    async collect() {
      for (const { name, lag } of await engine.status()) this.set({ projection: name }, lag);
    },
  });
  if (!enabled) return async () => undefined;
  engine.start();
  // On an empty or small log the views are there before the first request; a long log is built while older answers are given.
  await engine.whenBuilt(AbortSignal.timeout(buildPatienceMs)).catch(() => undefined);
  return () => engine.stop();
}

function health(projections: readonly ProjectionStatus[]): CheckResult {
  const failed = projections.some(({ state }) => state === 'failed');
  const degraded = projections.some(({ parked, lag }) => parked > 0 || lag > lagThatMatters);
  return {
    state: failed ? 'failed' : degraded ? 'degraded' : 'ok',
    projections: Object.fromEntries(projections.map(({ name, state, lag, parked }) => [name, { state, lag, parked }])),
  };
}

/** The instance that some feature provides, if any does. Nest's own `get` ends the process when there is none. */
function find<T>(app: NestFastifyApplication, type: abstract new (...args: never[]) => T): T | null {
  for (const { providers } of app.get(ModulesContainer).values()) {
    const instance = providers.get(type as never)?.instance;
    if (instance instanceof type) return instance;
  }
  return null;
}
