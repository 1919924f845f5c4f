import type { ModuleMetadata } from '@nestjs/common';

/**
 * The features of the service: one line each. A module may inject `EventStore`, `DATABASE_POOL`, `DataSource`, `Heads`,
 * `HttpSettings`, `HealthChecks` and `Metrics`; what others need of it, it exports.
 */
export const features: NonNullable<ModuleMetadata['imports']> = [];
