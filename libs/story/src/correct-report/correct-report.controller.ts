import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { Describe, Role, Written, type Answer, type Writing } from '#libs/http';
import { writeRequest } from '../writes/index.js';
import { CorrectReportRequest } from './correct-report.request.js';
import { ReportCorrection } from './report-correction.js';

@Controller('reports/:id/corrections')
export class CorrectReportController {
  constructor(@Inject(ReportCorrection) private readonly correction: ReportCorrection) {}

  @Post()
  @Role('P')
  @Describe('Record that our coding or details were wrong', {
    problems: ['report-already-retracted', 'claim-not-active', 'span-mismatch', 'unknown-reference', 'nothing-changed'],
  })
  correct(@Param('id') id: string, @Body() body: CorrectReportRequest, @Written() writing: Writing): Promise<Answer> {
    return this.correction.correct(id, body, writeRequest(writing));
  }
}
