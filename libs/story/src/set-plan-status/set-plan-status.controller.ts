import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { planStatuses, type PlanStatus } from '#libs/codebook';
import { Describe, IsEdtf, Nullable, Role, Written, type Answer, type Writing } from '#libs/http';
import { IsReason } from '../fields/index.js';
import { occurrenceGuard } from '../file-report/occurrence-guards.js';
import { writeRequest, Writes } from '../writes/index.js';
import { setPlanStatus } from './set-plan-status.js';

export class SetPlanStatusRequest {
  @IsIn(planStatuses) status!: PlanStatus;
  @Nullable() @IsEdtf() scheduledFor: string | null = null;
  @IsReason() reason!: string;
}

@Controller('occurrences/:id/plan-status')
export class SetPlanStatusController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post()
  @Role('E')
  @Describe('Say what became of a plan', { problems: ['nothing-changed'] })
  async set(@Param('id') occurrence: string, @Body() { status, scheduledFor, reason }: SetPlanStatusRequest, @Written() writing: Writing): Promise<Answer> {
    const url = `/api/v1/occurrences/${occurrence}`;
    return this.writes.inStory({
      story: await this.writes.storyOf({ type: 'occurrence', id: occurrence }),
      resource: { type: 'occurrence', id: occurrence, url },
      edits: { resource: { type: 'occurrence', id: occurrence }, required: true, url },
      fresh: new Map(),
      guards: [occurrenceGuard(occurrence)],
      decide: (facts) => setPlanStatus({ occurrence, status, scheduledFor, reason }, facts),
    }, writeRequest(writing));
  }
}
