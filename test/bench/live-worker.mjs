// A process of its own, forked by project.mjs: keeps the read models of a database and does nothing else, so that its memory is theirs.
import { model } from '../../dist/apps/api/src/model.js';
import { createPool } from '../../dist/libs/database/src/index.js';
import { EventStore } from '../../dist/libs/event-store/src/index.js';
import { ProjectionEngine, StoreLog } from '../../dist/libs/projections/src/index.js';

const pool = createPool({ appUrl: process.argv[2] }, { max: 8 });
new ProjectionEngine(pool, new StoreLog(new EventStore(pool), pool), model).start();
process.on('disconnect', () => process.exit(0));
