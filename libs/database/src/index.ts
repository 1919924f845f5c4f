export { APPLICATION_ROLE, databaseConfig, databaseName, inDatabase, withoutSecrets, type DatabaseConfig, type DatabaseUrls, type Environment } from './config.js';
export { DatabaseProblem } from './database-problem.js';
export { createPool, valueTypes, type Client, type Pool, type PoolClient, type PoolOptions } from './pool.js';
export { int4Array, int8Array, jsonArray, textArray, uuidArray } from './binary-arrays.js';
export { dataSource } from './data-source.js';
export { ensureDatabase, migrate, migrationStatus, type MigrateOptions, type MigrationStatus } from './migrate.js';
export { openDatabase, type OpenDatabase } from './open-database.js';
export { reachableDataDir, startEmbedded, type EmbeddedOptions, type EmbeddedServer } from './embedded/start-embedded.js';
