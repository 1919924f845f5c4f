import { Module } from '@nestjs/common';
import { ChangesController } from './changes/changes.controller.js';
import { CompareController } from './compare/compare.controller.js';
import { ReportVersionsController } from './compare/report-versions.controller.js';
import { LineageController } from './lineage/lineage.controller.js';
import { ReplayController } from './replay/replay.controller.js';

/** What changed, when and why, over HTTP. The composition binds, globally: `Views`, `Comparisons`, `Replays`, `EventStore`, `Heads`. */
@Module({ controllers: [ChangesController, CompareController, ReportVersionsController, LineageController, ReplayController] })
export class AuditModule {}
