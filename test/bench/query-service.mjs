// The whole service over a generated log. Tells its parent how the views are built and when it can answer, and, when asked, what it uses.
import process from 'node:process';
import { createApi } from '../../dist/apps/api/src/main.js';
import { ProjectionEngine } from '../../dist/libs/projections/src/index.js';

const [ownerUrl, appUrl, story] = process.argv.slice(2);
const app = await createApi({ ownerUrl, appUrl }, { workers: true, http: { rateRead: 0, rateWrite: 0 } });
await app.listen(0, '127.0.0.1');
const engine = app.get(ProjectionEngine, { strict: false });
engine.progress$.subscribe(({ phase, done, total }) => process.send({ progress: `${phase} ${done} of ${total}` }));
await engine.whenBuilt();
await engine.waitFor((await engine.status({ hash: false }))[0].position, 600_000);

// How late a timer fires tells how long nothing else had its turn.
let [longestTurn, last] = [0, performance.now()];
setInterval(() => {
  const now = performance.now();
  longestTurn = Math.max(longestTurn, now - last - 5);
  last = now;
}, 5).unref();
process.on('message', () => {
  process.send({ rss: process.memoryUsage().rss, cpu: process.cpuUsage(), longestTurn });
  longestTurn = 0;
});
process.once('disconnect', async () => {
  await app.close();
  process.exit(0);
});
const base = `http://127.0.0.1:${app.getHttpServer().address().port}/api/v1/stories/${story}`;
process.send({ ready: { base, page: `${base}/timeline?limit=50` } });
