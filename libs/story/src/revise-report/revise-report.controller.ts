import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { Describe, Role, Written, type Answer, type Writing } from '#libs/http';
import { writeRequest } from '../writes/index.js';
import { ReportRevision } from './report-revision.js';
import { ReviseReportRequest } from './revise-report.request.js';

@Controller('reports/:id/revisions')
export class ReviseReportController {
  constructor(@Inject(ReportRevision) private readonly revision: ReportRevision) {}

  @Post()
  @Role('P')
  @Describe('Record that the outlet changed its item', {
    problems: ['report-already-retracted', 'outcomes-incomplete', 'claim-not-active', 'notice-required', 'span-mismatch', 'unknown-reference', 'nothing-changed'],
  })
  revise(@Param('id') id: string, @Body() body: ReviseReportRequest, @Written() writing: Writing): Promise<Answer> {
    return this.revision.revise(id, body, writeRequest(writing));
  }
}
