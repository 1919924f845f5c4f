import { randomBytes } from 'node:crypto';
import type { Pool } from '#libs/database';
import { isRefusal, problemReply } from '#libs/http';
import { messageOf } from '../partition.js';

export type JobKind = 'rebuild' | 'import';
export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** A job as the API shows it (API §8.3). */
export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly done: number;
  readonly total: number | null;
  readonly perSecond: number | null;
  readonly etaSeconds: number | null;
  /** RFC 3339. */
  readonly started: string | null;
  readonly finished: string | null;
  readonly result: object | null;
  readonly problem: object | null;
}

/** What the work of a job is given. */
export interface RunningJob {
  readonly id: string;
  /** Aborts on cancellation and on shutdown. Work that returns after an abort keeps its result: what was done stays done. */
  readonly signal: AbortSignal;
  /** Cheap to call for every item: it is written down now and then. */
  progress(done: number, total: number | null): void;
}

export interface JobsOptions {
  /** Most jobs this process works on at once; others wait. Default 2. */
  atOnce?: number;
  /** How often progress is written and cancellation looked for; default 1,000. */
  heartbeatMs?: number;
}

/** Errors that describe themselves as a problem document beyond the table of problem types. */
export interface DescribedFailure extends Error {
  problem(): object;
}

interface JobRow {
  id: string; kind: JobKind; state: JobState; done: number | string; total: number | string | null; per_second: number | null;
  started: string | null; finished: string | null; result: string | null; problem: string | null;
}

const time = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ${column}`;
const columns = `id, kind, state, done, total, per_second, ${time('started')}, ${time('finished')}, result::text as result, problem::text as problem`;

/**
 * Long work that somebody may watch and cancel. A job runs in the process that was asked for it and its state is kept in the
 * database, so any process can show it and ask for its end. A job whose process died is reported failed.
 */
export class Jobs {
  private readonly atOnce: number;
  private readonly heartbeatMs: number;
  private readonly running = new Map<string, Running>();
  private readonly waiting: (() => void)[] = [];
  private active = 0;
  private heart: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(private readonly pool: Pool, options: JobsOptions = {}) {
    this.atOnce = options.atOnce ?? 2;
    this.heartbeatMs = options.heartbeatMs ?? 1_000;
  }

  /**
   * Starts `work` in the background and tells the job at once.
   * @param subject what it is about: the projection's name, the story's slug
   * @param by id of the caller, who may cancel it
   */
  async start(kind: JobKind, subject: string, by: string | null, work: (job: RunningJob) => Promise<object>): Promise<Job> {
    if (this.closed) throw new Error('Shutting down: no new jobs');
    const id = newJobId();
    await this.pool.query(`insert into app.job (id, kind, subject, created_by, alive_until) values ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 millisecond')`, [id, kind, subject, by, this.patienceMs]);
    const running = new Running(id);
    this.running.set(id, running);
    this.heart ??= setInterval(() => void this.beat(), this.heartbeatMs).unref();
    running.ended = this.run(running, work);
    return (await this.find(id))!;
  }

  async find(id: string): Promise<Job | null> {
    await this.buryDead();
    const { rows } = await this.pool.query<JobRow>(`select ${columns} from app.job where id = $1`, [id]);
    return rows[0] === undefined ? null : jobOf(rows[0]);
  }

  /** Newest first, after an id of an earlier page. */
  async list(limit: number, after: string | null): Promise<Job[]> {
    await this.buryDead();
    const { rows } = await this.pool.query<JobRow>(`select ${columns} from app.job where $2::text is null or id < $2 order by id desc limit $1`, [limit, after]);
    return rows.map(jobOf);
  }

  /** Who asked for a job; undefined when there is no such job. */
  async owner(id: string): Promise<string | null | undefined> {
    const { rows } = await this.pool.query<{ created_by: string | null }>('select created_by from app.job where id = $1', [id]);
    return rows[0]?.created_by;
  }

  async count(): Promise<number> {
    const { rows } = await this.pool.query<{ count: number | string }>('select count(*) as count from app.job');
    return Number(rows[0]!.count);
  }

  /** Asks for a job's end, wherever it runs. One that has ended stays as it is. */
  async cancel(id: string): Promise<void> {
    await this.pool.query(`update app.job set cancel_requested = true where id = $1 and state in ('queued', 'running')`, [id]);
    this.running.get(id)?.cancel();
  }

  /** Settles when a job of this process has ended. */
  async ended(id: string): Promise<void> {
    await this.running.get(id)?.ended;
  }

  /** Cancels what runs here and waits for its end. */
  async close(): Promise<void> {
    this.closed = true;
    for (const running of this.running.values()) running.cancel();
    await Promise.allSettled([...this.running.values()].map(({ ended }) => ended));
    if (this.heart !== null) clearInterval(this.heart);
    this.heart = null;
  }

  /** How long a silent job counts as alive. */
  private get patienceMs(): number {
    return this.heartbeatMs * 10;
  }

  private async run(running: Running, work: (job: RunningJob) => Promise<object>): Promise<void> {
    if (this.active >= this.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.active++;
    try {
      if (running.signal.aborted) return await this.finish(running, 'cancelled', null, null);
      await this.pool.query(`update app.job set state = 'running', started = clock_timestamp() where id = $1`, [running.id]);
      running.begun = performance.now();
      const result = await work(running);
      await this.finish(running, running.signal.aborted ? 'cancelled' : 'succeeded', result, null);
    } catch (error) {
      const cancelled = running.signal.aborted;
      await this.finish(running, cancelled ? 'cancelled' : 'failed', null, cancelled ? null : problemOf(error, running.id)).catch(() => undefined);
    } finally {
      this.active--;
      this.running.delete(running.id);
      this.waiting.shift()?.();
    }
  }

  private async finish(running: Running, state: JobState, result: object | null, problem: object | null): Promise<void> {
    await this.pool.query(
      `update app.job set state = $2, done = $3, total = $4, per_second = $5, result = $6::json, problem = $7::json, finished = clock_timestamp(), alive_until = null where id = $1`,
      [running.id, state, running.done, running.total, running.perSecond, result === null ? null : JSON.stringify(result), problem === null ? null : JSON.stringify(problem)],
    );
  }

  private async beat(): Promise<void> {
    const all = [...this.running.values()];
    if (all.length === 0) return;
    try {
      const { rows } = await this.pool.query<{ id: string; cancel_requested: boolean }>(
        `update app.job j set done = b.done, total = b.total, per_second = b.per_second, alive_until = clock_timestamp() + $5 * interval '1 millisecond'
         from unnest($1::text[], $2::bigint[], $3::bigint[], $4::float8[]) as b(id, done, total, per_second)
         where j.id = b.id and j.state in ('queued', 'running') returning j.id, j.cancel_requested`,
        [all.map(({ id }) => id), all.map(({ done }) => done), all.map(({ total }) => total), all.map(({ perSecond }) => perSecond), this.patienceMs],
      );
      for (const { id, cancel_requested } of rows) if (cancel_requested) this.running.get(id)?.cancel();
    } catch {
      // The database is away; the work itself will notice, and the next beat tries again.
    }
  }

  private async buryDead(): Promise<void> {
    await this.pool.query(
      `update app.job set state = 'failed', finished = clock_timestamp(), alive_until = null, problem = $1::json where state in ('queued', 'running') and alive_until < clock_timestamp()`,
      [JSON.stringify({ type: 'about:blank', title: 'The process that ran this job ended', status: 500, detail: 'Start the job again; what it had done by then stays done.' })],
    );
  }
}

class Running implements RunningJob {
  done = 0;
  total: number | null = null;
  begun: number | null = null;
  ended: Promise<void> = Promise.resolve();
  private readonly abort = new AbortController();
  constructor(readonly id: string) {}

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  get perSecond(): number | null {
    const seconds = this.begun === null ? 0 : (performance.now() - this.begun) / 1000;
    return seconds < 0.05 || this.done === 0 ? null : Math.round((this.done / seconds) * 10) / 10;
  }

  readonly progress = (done: number, total: number | null): void => {
    this.done = done;
    this.total = total;
  };

  cancel(): void {
    this.abort.abort();
  }
}

function jobOf({ id, kind, state, done, total, per_second, started, finished, result, problem }: JobRow): Job {
  const parsed = (text: string | null): object | null => (text === null ? null : (JSON.parse(text) as object));
  const remaining = total === null ? null : Math.max(0, Number(total) - Number(done));
  return {
    id, kind, state, done: Number(done), total: total === null ? null : Number(total), perSecond: per_second,
    etaSeconds: state === 'running' && remaining !== null && per_second !== null && per_second > 0 ? Math.round(remaining / per_second) : null,
    started, finished, result: parsed(result), problem: parsed(problem),
  };
}

function problemOf(error: unknown, id: string): object {
  if (isRefusal(error)) return problemReply(error, `/api/v1/jobs/${id}`, randomBytes(16).toString('hex')).document;
  if (error instanceof Error && typeof (error as Partial<DescribedFailure>).problem === 'function') return (error as DescribedFailure).problem();
  return { type: 'about:blank', title: 'The job failed', status: 500, detail: messageOf(error) };
}

const digits = '0123456789abcdefghjkmnpqrstvwxyz';

/** `job_` and 26 digits that grow with time, so that ids sort by age. */
function newJobId(): string {
  let value = (BigInt(Date.now()) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = digits[Number(value & 31n)]! + text;
    value >>= 5n;
  }
  return `job_${text}`;
}
