import { Gauge, type Registry } from 'prom-client';
import type { ProjectionEngine } from '../engine.js';

/** Gauges of every projection, read when the metrics are (API §9). */
export function projectionMetrics(engine: ProjectionEngine, registry: Registry): void {
  const parked = new Gauge({ name: 'chancery_projection_parked', help: 'Events a projection could not apply', labelNames: ['projection'], registers: [registry] });
  new Gauge({
    name: 'chancery_projection_lag',
    help: 'Events in the log that a projection has not applied yet',
    labelNames: ['projection'],
    registers: [registry],
    async collect() {
      for (const status of await engine.status({ hash: false })) {
        this.set({ projection: status.name }, status.lag);
        parked.set({ projection: status.name }, status.parked);
      }
    },
  });
}
