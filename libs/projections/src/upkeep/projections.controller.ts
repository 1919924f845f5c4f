import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Caller, Describe, DryRun, NotFound, Role, nearest, type Answer, type CallerIdentity } from '#libs/http';
import { ProjectionEngine, type ProjectionStatus } from '../engine.js';
import { Jobs } from '../jobs/jobs.js';

const example: ProjectionStatus = { name: 'timeline', version: 1, state: 'active', position: 26, lag: 0, eventsPerSecond: 12, parked: 0, stateHash: '9f86d081…', lastError: null };

/** Where the read models stand, and their rebuilding (API §8.3). */
@Controller('projections')
export class ProjectionsController {
  constructor(private readonly engine: ProjectionEngine, private readonly jobs: Jobs) {}

  @Get()
  @Role('R')
  @Describe('Where every read model stands', { example: [example] })
  async all(): Promise<Answer> {
    return this.answer(await this.engine.status({ hash: true }));
  }

  @Get(':name')
  @Role('R')
  @Describe('Where one read model stands', { example: example })
  async one(@Param('name') name: string): Promise<Answer> {
    return this.answer(await this.found(name));
  }

  @Post(':name/rebuild')
  @Role('A')
  @HttpCode(202)
  @Describe('Build a read model anew beside the live one, compare, switch', { example: { id: 'job_01kaxq3w8v5m2c7r9d4t6h0b1n', kind: 'rebuild', state: 'queued' } })
  async rebuild(@Param('name') name: string, @DryRun() dryRun: boolean, @Caller() caller: CallerIdentity): Promise<Answer> {
    await this.found(name);
    const job = await this.jobs.start('rebuild', name, caller.id, async ({ signal, progress }) => {
      const { rows, position, stateHash, liveHash, equal, switched } = await this.engine.rebuild(name, { dryRun, signal, onProgress: ({ done, total }) => progress(done, total) });
      return { rows, position, stateHash, liveHash, equal, switched };
    });
    return { ...(await this.answer(job)), status: 202, location: `/api/v1/jobs/${job.id}` };
  }

  private async found(name: string): Promise<ProjectionStatus> {
    const all = await this.engine.status({ hash: true });
    const status = all.find((projection) => projection.name === name);
    if (status === undefined) throw new NotFound('projection', name, nearest(name, all.map((projection) => projection.name)));
    return status;
  }

  private async answer(body: object): Promise<Answer> {
    const position = await this.engine.reached();
    return { body, position, changedAt: position, rev: 1, noStore: true };
  }
}
