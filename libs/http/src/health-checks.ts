/** What one check found. Everything but `state` is shown as it is. */
export interface CheckResult {
  /** `ok`; `degraded` still answers 200; `failed` makes the service not ready. */
  readonly state: 'ok' | 'degraded' | 'failed';
  readonly [more: string]: unknown;
}

/** The checks behind `/ready`. Features register theirs when their module starts. */
export class HealthChecks {
  private readonly checks = new Map<string, () => Promise<CheckResult>>();

  /** A later registration under the same name replaces the earlier one. */
  register(name: string, check: () => Promise<CheckResult>): void {
    this.checks.set(name, check);
  }

  /** Runs all checks at once; one that throws, or takes longer than `timeoutMs`, has failed. */
  async run(timeoutMs = 2_000): Promise<Record<string, CheckResult>> {
    const results = await Promise.all([...this.checks].map(async ([name, check]): Promise<[string, CheckResult]> => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<CheckResult>((resolve) => {
        timer = setTimeout(() => resolve({ state: 'failed', reason: `no result within ${timeoutMs} ms` }), timeoutMs);
      });
      const result = await Promise.race([check().catch((error: unknown): CheckResult => ({ state: 'failed', reason: reasonOf(error) })), late]);
      clearTimeout(timer);
      return [name, result];
    }));
    return Object.fromEntries(results);
  }
}

/** The kind of failure, without addresses or statements that an error message may carry. */
function reasonOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'error';
}
