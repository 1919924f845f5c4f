import { DataSource, type DataSourceOptions, type Logger } from 'typeorm';
import { migrations } from '../../../migrations/index.js';

/** Where TypeORM keeps which migrations have run. */
export const MIGRATIONS_TABLE = 'schema_migration';

/** A TypeORM data source, not yet connected. The tables come from the migrations alone, never from the entities. */
export function dataSource(url: string, entities: DataSourceOptions['entities'] = []): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations,
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    logger: new QuietLogger(),
    logging: ['error', 'warn'],
  });
}

/**
 * TypeORM's own loggers print a failing statement with its parameters: article text and the names of sources would
 * end in the process log. This one names the error and the statement, never a value.
 */
class QuietLogger implements Logger {
  logQueryError(error: string | Error, query: string): void {
    const code = (error as { code?: string }).code ?? 'error';
    const constraint = (error as { constraint?: string }).constraint;
    const statement = query.replace(/\s+/g, ' ').trim().slice(0, 200);
    process.stderr.write(`database: ${code}${constraint ? ` (${constraint})` : ''} in: ${statement.replace(/'[^']*'/g, "'…'")}\n`);
  }

  log(level: 'log' | 'info' | 'warn', message: unknown): void {
    // A waiting connection that the server ended is replaced by the pool; at a shutdown it is no news at all.
    if (level === 'warn' && !String(message).startsWith('Postgres pool raised an error')) process.stderr.write(`database: ${String(message)}\n`);
  }

  logQuery(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
}
