import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { getMetadataArgsStorage } from 'typeorm';
import { dataSource } from '#libs/database';
import { migrations } from '../../migrations/index.js';
import { refuse, root, type Check } from './check.js';
import { withThrowAwayDatabase } from './throw-away-database.js';

export const drift: Check = {
  name: 'migrations',
  async run() {
    const listed = fs.readdirSync(path.join(root, 'migrations')).filter((file) => /^\d+-.*\.ts$/.test(file) && !file.endsWith('.spec.ts'));
    if (listed.length !== migrations.length) refuse([`migrations/ holds ${listed.length} files but migrations/index.ts lists ${migrations.length}`]);
    const names = migrations.map(({ name }) => Number(name.match(/\d+$/)?.[0]));
    if (names.some((timestamp, index) => index > 0 && timestamp <= (names[index - 1] ?? 0))) refuse(['migrations/index.ts is not in the order of the timestamps']);

    for (const file of entityFiles(path.join(root, 'dist'))) await import(pathToFileURL(file).href);
    const entities = getMetadataArgsStorage().tables.map((table) => table.target as () => unknown);
    const statements = await withThrowAwayDatabase(async ({ ownerUrl }) => {
      const source = await dataSource(ownerUrl, entities).initialize();
      try {
        return (await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
      } finally {
        await source.destroy();
      }
    });
    refuse(statements.map((statement) => `an entity and its table disagree; to agree: ${statement}`));
    return `${migrations.length} run on an empty database, ${entities.length} entities agree`;
  },
};

function entityFiles(directory: string): string[] {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) return entry.name === 'web' ? [] : entityFiles(file);
    return file.endsWith('.entity.js') ? [file] : [];
  });
}
