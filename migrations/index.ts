import type { MigrationInterface } from 'typeorm';
import { Roles1764000000000 } from './1764000000000-roles.js';
import { Log1764000001000 } from './1764000001000-log.js';
import { Access1764000002000 } from './1764000002000-access.js';
import { ReadModels1764000003000 } from './1764000003000-read-models.js';
import { ReportText1764000004000 } from './1764000004000-report-text.js';

/** Every migration, oldest first. Listed by hand: a file that is not listed does not run. */
export const migrations: (new () => MigrationInterface)[] = [
  Roles1764000000000,
  Log1764000001000,
  Access1764000002000,
  ReadModels1764000003000,
  ReportText1764000004000,
];
