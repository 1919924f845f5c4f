import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { DatabaseUrls } from '#libs/database';
import { createApi } from '../../api/src/main.js';
import { apiSettings } from '../../api/src/settings.js';

export interface Worker {
  /** the port on which `/health`, `/ready` and `/metrics` are answered, if one was asked for */
  healthPort: number | undefined;
  stop(): Promise<void>;
}

export interface WorkerOptions {
  /** listens here for whoever watches the process; 0 lets the system choose, undefined listens nowhere */
  healthPort?: number;
  host?: string;
  env?: Record<string, string | undefined>;
}

/**
 * The background work alone: projections and sealing. It is the composition of the API process without its door, so
 * that a read model is registered once for both. Any number may run: leases decide who does what.
 */
export async function startWorker(database: DatabaseUrls, { healthPort, host = '127.0.0.1', env = process.env }: WorkerOptions = {}): Promise<Worker> {
  const service = await createApi(database, { ...apiSettings(env), workers: true });
  await service.init();
  await service.getHttpAdapter().getInstance().ready();

  const watched = ['/health', '/ready', '/metrics'];
  const health = createServer((request, response) => {
    const url = request.url ?? '/';
    if (!watched.includes(url)) return void response.writeHead(404).end();
    void service.inject({ method: 'GET', url }).then(
      (answer) => response.writeHead(answer.statusCode, { 'content-type': answer.headers['content-type'] ?? 'text/plain' }).end(answer.body),
      () => response.writeHead(503).end(),
    );
  });
  const port = healthPort === undefined ? undefined : await listen(health, healthPort, host);
  return {
    healthPort: port,
    async stop() {
      health.close();
      health.closeAllConnections();
      await service.close();
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}
