import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { Describe, IsEdtf, Nullable, Role, Written, type Answer, type Writing } from '#libs/http';
import { IsReason, IsText } from '../fields/index.js';
import { writeRequest, Writes } from '../writes/index.js';
import { retractReport } from './retract-report.js';

export class RetractReportRequest {
  @IsIn(['outlet', 'editor']) by!: 'outlet' | 'editor';
  @IsReason() reason!: string;
  @Nullable() @IsEdtf() published: string | null = null;
  @Nullable() @IsText(1, 2048) noticeUrl: string | null = null;
}

@Controller('reports/:id/retraction')
export class RetractReportController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Post()
  @Role('E')
  @Describe('Retract a report', { problems: ['report-already-retracted'] })
  async retract(@Param('id') report: string, @Body() { by, reason, published, noticeUrl }: RetractReportRequest, @Written() writing: Writing): Promise<Answer> {
    const url = `/api/v1/reports/${report}`;
    return this.writes.inStory({
      story: await this.writes.storyOf({ type: 'report', id: report }),
      resource: { type: 'report', id: report, url },
      edits: { resource: { type: 'report', id: report }, required: true, url },
      fresh: new Map(),
      guards: [`report/${report}`],
      decide: (facts) => retractReport({ report, by, reason, published, noticeUrl }, facts),
    }, writeRequest(writing));
  }
}
