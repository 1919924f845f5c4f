import { createPool } from '#libs/database';
import { EventStore } from '../src/event-store.js';

// How much memory going through the whole log takes, once by pages and once as a follower: `node memory-process.js <address>`.
const pool = createPool({ appUrl: process.argv[2]! });
const store = new EventStore(pool);
const { position: head } = await store.head();

async function through(most: number): Promise<number> {
  let seen = 0;
  for await (const page of store.iterate({ to: most })) seen += page.length;
  return seen;
}

let highest = 0;
const watch = setInterval(() => { highest = Math.max(highest, process.memoryUsage().rss); }, 10);
// Code, buffers and the young generation of the heap (up to 48 MB by itself) reach their working size.
await through(60_000);
const start = highest;
const seen = await through(head);
let followed = 0;
await new Promise<void>((resolve) => {
  const following = store.follow({ after: 0 }).subscribe((item) => {
    if (item.kind === 'events') followed += item.events.length;
    if (followed >= head) {
      setImmediate(() => following.unsubscribe());
      resolve();
    }
  });
});
clearInterval(watch);
await store.close();
await pool.end();
const result = { seen, followed, grownMb: Math.round((highest - start) / 1024 / 1024) };
if (process.send) process.send(result, () => process.exit(0));
else console.log(result);
