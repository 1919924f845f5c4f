import type { ModuleMetadata } from '@nestjs/common';
import { AuditModule } from '#libs/audit';
import { InterchangeModule } from '#libs/interchange';
import { ReadModelsModule } from '#libs/read-models';
import { StoryModule } from '#libs/story';
import { BindingsModule } from './bindings.module.js';

/**
 * The features of the service: one line each. A module may inject `EventStore`, `DATABASE_POOL`, `DataSource`, `Heads`,
 * `HttpSettings`, `HealthChecks`, `Metrics` and what `BindingsModule` exports.
 */
export const features: NonNullable<ModuleMetadata['imports']> = [BindingsModule, StoryModule, ReadModelsModule, AuditModule, InterchangeModule];
