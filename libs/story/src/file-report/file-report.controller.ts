import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { Describe, Role, Written, type Answer, type Writing } from '#libs/http';
import { writeRequest } from '../writes/index.js';
import { FileReportRequest } from './file-report.request.js';
import { ReportFiling } from './report-filing.js';

@Controller('stories/:slug/reports')
export class FileReportController {
  constructor(@Inject(ReportFiling) private readonly filing: ReportFiling) {}

  @Post()
  @Role('P')
  @Describe('File a report with its claims', { problems: ['duplicate-report', 'span-mismatch', 'unknown-reference'] })
  file(@Param('slug') slug: string, @Body() body: FileReportRequest, @Written() writing: Writing): Promise<Answer> {
    return this.filing.file(slug, body, writeRequest(writing));
  }
}
