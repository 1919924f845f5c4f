import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { Describe, Role, Written, type Answer, type Writing } from '#libs/http';
import { IsReason } from '../fields/index.js';
import { registerAct } from '../writes/register-act.js';
import { writeRequest, Writes } from '../writes/index.js';
import { closeIssue } from './close-issue.js';

export class CloseIssueRequest {
  @IsReason() reason!: string;
}

@Controller('issues/:id/closure')
export class CloseIssueController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post()
  @Role('E')
  @Describe('Close an issue', { problems: ['nothing-changed'] })
  close(@Param('id') id: string, @Body() { reason }: CloseIssueRequest, @Written() writing: Writing): Promise<Answer> {
    return this.writes.inRegisters(registerAct('issue', id, [], true, (registers) => closeIssue({ id, reason }, registers)), writeRequest(writing));
  }
}
