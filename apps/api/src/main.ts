import 'reflect-metadata';
import type { Server } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { createPool, dataSource, type DatabaseUrls } from '#libs/database';
import { EventStore } from '#libs/event-store';
import { parseEdtf } from '#libs/codebook';
import { Access, ApiKey, DATABASE_POOL, HealthChecks, Heads, HttpSettings, KeyAccess, KeyStore, Metrics, Streaming, TokenCheck, bindEdtf, openHttp } from '#libs/http';
import { Views } from '#libs/read-models';
import { Closing } from './closing.js';
import { features } from './features.js';
import { watchProcess } from './health.js';
import { LogHeads } from './heads/log-heads.js';
import { KeysController } from './keys/keys.controller.js';
import { LogController } from './log/log.controller.js';
import { MeasuredStore } from './measured-store.js';
import { gauges } from './gauges.js';
import { DocsController } from './root/docs.controller.js';
import { RootController, ServiceController } from './root/root.controller.js';
import { reportOfClaim } from './report-of-claim.js';
import { apiSettings, type ApiSettings } from './settings.js';
import { serveWeb } from './web-files.js';
import { startWorkers } from './workers.js';

export interface ApiOptions extends DatabaseUrls {}

/**
 * The HTTP process, wired and ready to listen. Closing it ends event streams after a whole message, lets requests finish,
 * stops the workers, writes what is waiting and closes the connections, in this order.
 */
export async function createApi(database: ApiOptions, settings: ApiSettings = apiSettings(process.env)): Promise<NestFastifyApplication> {
  bindEdtf((text) => (parseEdtf(text) === null ? 'must be an EDTF text such as 2025-12~ or 2025-12-01/2025-12-31' : null));
  const pool = createPool(database, { max: 20, applicationName: 'chancery api' });
  const keys = dataSource(database.appUrl, [ApiKey]);
  let metrics: Metrics | null = null;
  const store: EventStore = new MeasuredStore(pool, () => metrics, (position, recordedAt) => heads.appended(position, recordedAt));
  const heads: LogHeads = new LogHeads(store);
  let stopWorkers = (): Promise<void> => Promise.resolve();
  const closeAll = async (): Promise<void> => {
    await stopWorkers();
    heads.close();
    await store.close();
    if (keys.isInitialized) await keys.destroy();
    await pool.end();
  };
  const closing = new Closing(closeAll);
  try {
    await keys.initialize();
    const http = Object.assign(new HttpSettings(), settings.http);
    const app = await openHttp({
      imports: features,
      controllers: [RootController, DocsController, ServiceController, LogController, KeysController],
      providers: [
        { provide: Closing, useValue: closing },
        { provide: EventStore, useValue: store },
        { provide: DATABASE_POOL, useValue: pool },
        { provide: DataSource, useValue: keys },
        { provide: Heads, useValue: heads },
        { provide: KeyStore, useValue: new KeyStore(keys) },
        { provide: Access, useValue: new KeyAccess(pool, http, http.oidc === null ? null : new TokenCheck(http.oidc)) },
      ],
      settings: http,
      atRoot: ['health', 'ready', 'metrics', 'openapi.json', 'docs', 'docs/:file', 'problems/:slug'],
    });
    metrics = app.get(Metrics);
    // Without anonymous read, what claims there are is not for everybody, and a 405 comes before any key is looked at.
    if (http.anonymousRead) app.get(HttpSettings).reportOf = reportOfClaim(app.get(Views, { strict: false }), heads);
    gauges(app.get(Metrics), heads, app.get(Streaming));
    watchProcess(app.get(HealthChecks), pool, store, database.appUrl);
    await serveWeb(app);
    stopWorkers = await startWorkers(app, heads, settings.workers);
    closing.watch(app.getHttpServer() as Server);
    return app;
  } catch (error) {
    await closeAll();
    throw error;
  }
}
