import { Module } from '@nestjs/common';
import { AcknowledgeMarkerController } from './acknowledge-marker/acknowledge-marker.controller.js';
import { AddNoteController } from './add-note/add-note.controller.js';
import { AssessCredibilityController } from './assess-credibility/assess-credibility.controller.js';
import { AssessReliabilityController } from './assess-reliability/assess-reliability.controller.js';
import { AssignFamilyController } from './assign-family/assign-family.controller.js';
import { CloseIssueController } from './close-issue/close-issue.controller.js';
import { CorrectReportController } from './correct-report/correct-report.controller.js';
import { ReportCorrection } from './correct-report/report-correction.js';
import { FileReportController } from './file-report/file-report.controller.js';
import { ReportFiling } from './file-report/report-filing.js';
import { IdentifySourceController } from './identify-source/identify-source.controller.js';
import { MergeOccurrencesController } from './merge-occurrences/merge-occurrences.controller.js';
import { MergeRegisteredController } from './merge-registered/merge-registered.controller.js';
import { OpenIssueController } from './open-issue/open-issue.controller.js';
import { OpenStoryController } from './open-story/open-story.controller.js';
import { OverrideStanceController } from './override-stance/override-stance.controller.js';
import { RegisterActorController } from './register-actor/register-actor.controller.js';
import { RegisterOutletController } from './register-outlet/register-outlet.controller.js';
import { RegisterSourceController } from './register-source/register-source.controller.js';
import { TextSweep } from './report-text/text-sweep.js';
import { RetractReportController } from './retract-report/retract-report.controller.js';
import { ReportRevision } from './revise-report/report-revision.js';
import { ReviseReportController } from './revise-report/revise-report.controller.js';
import { SetPlanStatusController } from './set-plan-status/set-plan-status.controller.js';
import { SplitOccurrenceController } from './split-occurrence/split-occurrence.controller.js';
import { SplitRegisteredController } from './split-registered/split-registered.controller.js';
import { Writes } from './writes/index.js';

/**
 * The write side. The composition binds, globally: `EventStore`, `ReportTexts`, `StoryFactsAtHead` (`FactsFromLog` will do),
 * `Effects`, `ResourceTags`.
 */
@Module({
  controllers: [
    OpenStoryController, RegisterActorController, OpenIssueController, RegisterOutletController, RegisterSourceController,
    FileReportController, ReviseReportController, CorrectReportController, RetractReportController,
    MergeOccurrencesController, SplitOccurrenceController, SetPlanStatusController, AssessCredibilityController, OverrideStanceController,
    AcknowledgeMarkerController, AddNoteController,
    MergeRegisteredController, SplitRegisteredController, CloseIssueController, AssignFamilyController, IdentifySourceController, AssessReliabilityController,
  ],
  providers: [Writes, ReportFiling, ReportRevision, ReportCorrection, TextSweep],
  exports: [Writes, ReportFiling],
})
export class StoryModule {}
