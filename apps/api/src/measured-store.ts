import { EventStore, type Append, type AppendOutcome } from '#libs/event-store';
import type { Pool } from '#libs/database';
import type { Metrics } from '#libs/http';

/** The event store with the time of each append in the metrics, telling what it appended. */
export class MeasuredStore extends EventStore {
  constructor(pool: Pool, private readonly metrics: () => Metrics | null, private readonly appended: (position: number, recordedAt: string) => void) {
    super(pool);
  }

  override async append(append: Append): Promise<AppendOutcome> {
    const start = performance.now();
    try {
      const outcome = await super.append(append);
      if (outcome.kind === 'appended') this.appended(outcome.last, outcome.recordedAt);
      return outcome;
    } finally {
      this.metrics()?.appendSeconds.observe((performance.now() - start) / 1000);
    }
  }
}
