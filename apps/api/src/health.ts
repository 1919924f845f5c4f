import { migrationStatus, type Pool } from '#libs/database';
import type { EventStore } from '#libs/event-store';
import type { CheckResult, HealthChecks } from '#libs/http';

/** Looks that fail in a row before the follower counts as stuck; with a look every 200 ms that is two seconds. */
const failuresThatMatter = 10;

/** The checks of what this process itself keeps open. */
export function watchProcess(checks: HealthChecks, pool: Pool, store: EventStore, appUrl: string): void {
  checks.register('database', async () => {
    await pool.query('select 1');
    return { state: 'ok' };
  });
  checks.register('migrations', async (): Promise<CheckResult> => {
    const { pending, unknown } = await migrationStatus(appUrl);
    if (pending.length > 0) return { state: 'failed', pending };
    return unknown.length > 0 ? { state: 'degraded', unknown } : { state: 'ok' };
  });
  checks.register('follower', () => {
    const { position, listening, failures } = store.status().follower;
    return Promise.resolve({ state: failures >= failuresThatMatter ? 'failed' : 'ok', position, listening, failures });
  });
}
