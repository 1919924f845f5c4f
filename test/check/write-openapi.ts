import fs from 'node:fs';
import path from 'node:path';
import { root } from './check.js';
import { generateOpenApi, OPENAPI_FILE } from './openapi.js';

fs.writeFileSync(path.join(root, OPENAPI_FILE), await generateOpenApi());
process.stdout.write(`${OPENAPI_FILE} written\n`);
