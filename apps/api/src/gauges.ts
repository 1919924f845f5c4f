import { Gauge } from 'prom-client';
import type { Heads, Metrics, Streaming } from '#libs/http';

/** Gauges read when somebody asks for them. */
export function gauges({ registry }: Metrics, heads: Heads, streaming: Streaming): void {
  new Gauge({
    name: 'chancery_log_head',
    help: 'Highest position in the log.',
    registers: [registry],
    async collect() {
      this.set((await heads.head()).position);
    },
  });
  new Gauge({
    name: 'chancery_sse_clients',
    help: 'Event streams open in this process.',
    registers: [registry],
    collect() {
      this.set(streaming.count);
    },
  });
}
