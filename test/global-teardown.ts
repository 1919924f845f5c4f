import fs from 'node:fs';
import type { TestCluster } from './global-setup.js';

export default async function teardown(): Promise<void> {
  const cluster = (globalThis as { chanceryTestCluster?: TestCluster }).chanceryTestCluster;
  if (!cluster) return;
  await cluster.server.stop();
  fs.rmSync(cluster.directory, { recursive: true, force: true });
}
