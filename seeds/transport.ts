/** What a service answers, however it was reached. */
export interface SeedAnswer {
  readonly status: number;
  /** The ETag header, or null. */
  readonly etag: string | null;
  /** The Retry-After header in seconds, or null. */
  readonly retryAfter: number | null;
  readonly body: unknown;
}

/** The way to a service: HTTP from outside, or an injected request from inside the process. Paths begin with `/api/v1`. */
export interface SeedTransport {
  get(path: string): Promise<SeedAnswer>;
  post(path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<SeedAnswer>;
}
