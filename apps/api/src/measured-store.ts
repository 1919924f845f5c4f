import { EventStore, type Append, type AppendOutcome } from '#libs/event-store';
import type { Pool } from '#libs/database';
import type { Metrics } from '#libs/http';

/** The event store with the time of each append in the metrics. */
export class MeasuredStore extends EventStore {
  constructor(pool: Pool, private readonly metrics: () => Metrics | null) {
    super(pool);
  }

  override async append(append: Append): Promise<AppendOutcome> {
    const start = performance.now();
    try {
      return await super.append(append);
    } finally {
      this.metrics()?.appendSeconds.observe((performance.now() - start) / 1000);
    }
  }
}
