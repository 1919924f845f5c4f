import { Module } from '@nestjs/common';
import { AssessmentsController } from './assessments/assessments.controller.js';
import { ClaimsController } from './claims/claims.controller.js';
import { CodebookController } from './codebook/codebook.controller.js';
import { MarkersController } from './markers/markers.controller.js';
import { NotesController } from './notes/notes.controller.js';
import { OccurrencesController } from './occurrences/occurrences.controller.js';
import { PlansController } from './plans/plans.controller.js';
import { QuantitiesController } from './quantities/quantities.controller.js';
import { registerControllers } from './registers/registers.controller.js';
import { ReportsController } from './reports/reports.controller.js';
import { StancesController } from './stances/stances.controller.js';
import { StoriesController } from './stories/stories.controller.js';
import { TimelineController } from './timeline/timeline.controller.js';
import { TimelineList } from './timeline/timeline.query.js';
import { AllVersions, Views } from './views/index.js';

/** The read side over HTTP. The composition binds, globally: `Views`, `EventStore`, `ReportTexts`, `ProjectionEngine`. */
@Module({
  controllers: [
    StoriesController, TimelineController, StancesController, MarkersController, QuantitiesController, PlansController, ReportsController,
    ClaimsController, OccurrencesController, AssessmentsController, NotesController, CodebookController, ...registerControllers,
  ],
  providers: [
    { provide: AllVersions, inject: [Views], useFactory: (views: Views) => new AllVersions(views) },
    { provide: TimelineList, inject: [Views, AllVersions], useFactory: (views: Views, versions: AllVersions) => new TimelineList(views, versions) },
  ],
})
export class ReadModelsModule {}
