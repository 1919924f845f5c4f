import { signal } from '@preact/signals';
import { ServiceProblem, apiPath, connection, following, head, request } from './client.js';

/** The newest position that concerns the story shown; views at the present read again when it rises. */
export const newest = signal(0);

/** Follows the log of one story until stopped. By fetch and not EventSource, so that a key can travel in a header. */
export function follow(slug: string): () => void {
  const stop = new AbortController();
  let last: string | null = null;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const seen = (position: number): void => {
    head.value = Math.max(head.value, position);
    // At most once a second, so that a busy story does not redraw the page all the time.
    waiting ??= setTimeout(() => { waiting = undefined; newest.value = Math.max(newest.value, head.value); }, 1000);
  };
  const run = async (): Promise<void> => {
    let pause = 1000;
    while (!stop.signal.aborted) {
      try {
        const response = await request(apiPath('/log/stream', { story: slug }), { signal: stop.signal, headers: { Accept: 'text/event-stream', ...(last === null ? {} : { 'Last-Event-ID': last }) } });
        connection.value = 'live';
        following.current = true;
        pause = 1000;
        const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
        let rest = '';
        for (;;) {
          const { done, value } = await reader.read();
          if (done) break;
          const blocks = (rest + value).split(/\r?\n\r?\n/);
          rest = blocks.pop()!;
          for (const block of blocks) {
            const id = /^id: ?(\d+)$/m.exec(block)?.[1];
            if (id !== undefined) last = id;
            if (id !== undefined && /^data:/m.test(block)) seen(Number(id));
          }
        }
        // A response that ends at once must not be asked for again in a tight circle.
        following.current = false;
        await rest_(500, stop.signal);
      } catch (error) {
        if (stop.signal.aborted) return;
        if (error instanceof ServiceProblem && error.problem.type === '/problems/beyond-head') last = null;
        if (error instanceof ServiceProblem && [400, 401, 403, 404].includes(error.problem.status)) return;
      }
      following.current = false;
      if (stop.signal.aborted) return;
      connection.value = 'reconnecting';
      await rest_(pause, stop.signal);
      pause = Math.min(pause * 2, 15_000);
    }
  };
  void run();
  return () => { stop.abort(); clearTimeout(waiting); };
}

const rest_ = (ms: number, signal_: AbortSignal): Promise<void> => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal_.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});
