import { Module } from '@nestjs/common';
import { JobsController } from '../jobs/jobs.controller.js';
import { ProjectionsController } from './projections.controller.js';

/** `/projections` and `/jobs`. The application provides one `ProjectionEngine` and one `Jobs`. */
@Module({ controllers: [ProjectionsController, JobsController] })
export class ProjectionsModule {}
