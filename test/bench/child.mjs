// One store in a process of its own: `fork('child.mjs', [store, address])`. Stores change global parsers of the driver, and a
// neighbour's garbage would count as one's own delay.
import { percentile } from './table.mjs';
import { newStream } from './events.mjs';

const [name, appUrl, ownerUrl] = process.argv.slice(2);
const { open } = await import(`./stores/${name}.mjs`);
const store = await open({ appUrl, ownerUrl });
const now = () => Number(process.hrtime.bigint()) / 1e6; // one clock for all processes of a machine, in milliseconds

const orders = {
  /** Appends by so many at once for so long. */
  async append({ appenders, size, ms, hot }) {
    const latencies = [];
    const hotStream = hot ? 'report-hot' : null;
    let events = 0;
    const start = performance.now();
    const end = start + ms;
    await Promise.all(Array.from({ length: appenders }, async (_, appender) => {
      while (performance.now() < end) {
        const begun = performance.now();
        await store.append(hotStream ?? newStream(), size, appender);
        latencies.push(performance.now() - begun);
        events += size;
      }
    }));
    const taken = performance.now() - start;
    latencies.sort((a, b) => a - b);
    return { rate: (events / taken) * 1000, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
  },
  /** Stores so many events, by the thousand. */
  async fill({ count }) {
    for (let done = 0; done < count; done += 1000) await store.append(newStream(), Math.min(1000, count - done), 0);
    await store.filled?.();
  },
  /** Reads everything from the start. */
  async readAll() {
    globalThis.gc?.();
    const start = performance.now();
    const { events, check } = await store.readAll();
    return { events, check, rate: (events / (performance.now() - start)) * 1000 };
  },
  /** Sends events at a rate; each carries the moment it was handed to the store. */
  async send({ perSecond, ms }) {
    const start = now();
    const pending = [];
    for (let sent = 0; now() - start < ms;) {
      const due = Math.floor(((now() - start) / 1000) * perSecond);
      while (sent <= due) {
        sent++;
        pending.push(store.append(newStream(), 1, sent % 32, { sentAt: now() }));
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(pending);
    return { sent: pending.length };
  },
  /** Starts to follow from the head; `heard` tells what came. */
  async follow() {
    this.delays = [];
    await store.follow((sentAt) => { if (sentAt !== undefined) this.delays.push(now() - sentAt); });
  },
  async heard({ count }) {
    for (let i = 0; i < 400 && this.delays.length < count; i++) await new Promise((resolve) => setTimeout(resolve, 25));
    const delays = this.delays.sort((a, b) => a - b);
    this.delays = [];
    return { heard: delays.length, p50: percentile(delays, 0.5), p99: percentile(delays, 0.99) };
  },
  async close() {
    await store.close();
    setImmediate(() => process.exit(0));
  },
};

process.on('message', ({ id, order, ...rest }) => {
  orders[order](rest).then((value) => process.send({ id, value }), (error) => process.send({ id, error: error.stack ?? String(error) }));
});
process.on('disconnect', () => process.exit(1));
process.send('ready');
