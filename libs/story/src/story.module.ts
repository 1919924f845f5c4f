import { Module } from '@nestjs/common';
import { FileReportController } from './file-report/file-report.controller.js';
import { ReportFiling } from './file-report/report-filing.js';
import { OpenIssueController } from './open-issue/open-issue.controller.js';
import { OpenStoryController } from './open-story/open-story.controller.js';
import { RegisterActorController } from './register-actor/register-actor.controller.js';
import { RegisterOutletController } from './register-outlet/register-outlet.controller.js';
import { RegisterSourceController } from './register-source/register-source.controller.js';
import { Writes } from './writes/index.js';

/**
 * The write side. The composition binds, globally: `EventStore`, `ReportTexts`, `StoryFactsAtHead` (`FactsFromLog` will do),
 * `Effects`, `ResourceTags`.
 */
@Module({
  controllers: [OpenStoryController, RegisterActorController, OpenIssueController, RegisterOutletController, RegisterSourceController, FileReportController],
  providers: [Writes, ReportFiling],
  exports: [Writes, ReportFiling],
})
export class StoryModule {}
