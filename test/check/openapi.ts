import fs from 'node:fs';
import path from 'node:path';
import { createApi } from '../../apps/api/src/main.js';
import { CheckFailed, root, type Check } from './check.js';
import { withThrowAwayDatabase } from './throw-away-database.js';

export const OPENAPI_FILE = 'apps/api/openapi.json';

/** The document as the service itself answers it, in the form in which it is committed. */
export function generateOpenApi(): Promise<string> {
  return withThrowAwayDatabase(async (database) => {
    const api = await createApi(database);
    try {
      await api.init();
      const answer = await api.inject({ method: 'GET', url: '/openapi.json' });
      if (answer.statusCode !== 200) throw new CheckFailed([`GET /openapi.json answered ${answer.statusCode}`]);
      return `${JSON.stringify(JSON.parse(answer.body), null, 2)}\n`;
    } finally {
      await api.close();
    }
  });
}

export const openapi: Check = {
  name: 'openapi',
  async run() {
    const file = path.join(root, OPENAPI_FILE);
    const generated = await generateOpenApi();
    const committed = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    if (generated !== committed) throw new CheckFailed([`${OPENAPI_FILE} is not what the service answers${firstDifference(committed, generated)}: run "npm run openapi" and review the difference`]);
    return `${Object.keys((JSON.parse(generated) as { paths: object }).paths).length} paths`;
  },
};

function firstDifference(committed: string, generated: string): string {
  const before = committed.split('\n');
  const after = generated.split('\n');
  const line = after.findIndex((text, index) => text !== before[index]);
  return ` (line ${line + 1}: ${before[line]?.trim() ?? 'nothing'} | ${after[line]?.trim() ?? 'nothing'})`;
}
