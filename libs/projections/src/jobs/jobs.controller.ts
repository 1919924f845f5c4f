import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Caller, Describe, List, ListQuery, NotFound, Problem, Role, listPage, type Answer, type CallerIdentity, type ListAnswer, type ListRequest } from '#libs/http';
import { ProjectionEngine } from '../engine.js';
import { Jobs, type Job } from './jobs.js';

const example: Job = {
  id: 'job_01kaxq3w8v5m2c7r9d4t6h0b1n', kind: 'rebuild', state: 'running', done: 41000, total: 90000, perSecond: 20500, etaSeconds: 2,
  started: '2026-11-22T10:00:00.000000Z', finished: null, result: null, problem: null,
};

/** Long work in the background (API §8.3). */
@Controller('jobs')
export class JobsController {
  constructor(private readonly jobs: Jobs, private readonly engine: ProjectionEngine) {}

  @Get()
  @Role('P')
  @Describe('Jobs, newest first', { example: { items: [example], next: null, position: 26 } })
  async list(@List() { limit, after, whole, count }: ListRequest, @Query() _query: ListQuery): Promise<ListAnswer> {
    const position = await this.engine.reached();
    const about = { position, changedAt: position, rev: 1, noStore: true, ...(count ? { total: await this.jobs.count() } : {}) };
    if (whole) return { items: this.all(), after: null, ...about };
    return { ...listPage(await this.jobs.list(limit + 1, typeof after === 'string' ? after : null), limit, ({ id }) => id), ...about };
  }

  @Get(':id')
  @Role('P')
  @Describe('One job', { example: example })
  async one(@Param('id') id: string): Promise<Answer> {
    return this.answer(await this.found(id));
  }

  @Post(':id/cancellation')
  @Role('P')
  @HttpCode(202)
  @Describe('Ask for the end of a job: your own, or any as an administrator', { example: { ...example, state: 'cancelled' } })
  async cancel(@Param('id') id: string, @Caller() caller: CallerIdentity): Promise<Answer> {
    await this.found(id);
    if (caller.role !== 'admin' && (caller.id === null || (await this.jobs.owner(id)) !== caller.id)) {
      throw new Problem('insufficient-role', 'This job is not yours. Its owner or an administrator can cancel it.', { required: 'admin', actual: caller.role });
    }
    await this.jobs.cancel(id);
    return { ...(await this.answer(await this.found(id))), status: 202 };
  }

  private async found(id: string): Promise<Job> {
    const job = await this.jobs.find(id);
    if (job === null) throw new NotFound('job', id);
    return job;
  }

  private async answer(body: Job): Promise<Answer> {
    const position = await this.engine.reached();
    return { body, position, changedAt: position, rev: 1, noStore: true };
  }

  private async *all(): AsyncGenerator<Job> {
    for (let after: string | null = null; ; ) {
      const page: Job[] = await this.jobs.list(500, after);
      yield* page;
      if (page.length < 500) return;
      after = page.at(-1)!.id;
    }
  }
}
