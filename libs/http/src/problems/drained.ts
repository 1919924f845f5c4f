import type { IncomingMessage } from 'node:http';

/** Most bytes and milliseconds that a refused body is listened to. */
const mostBytes = 16 * 1024 * 1024;
const mostMs = 2_000;

/**
 * Lets a client finish sending a body that is refused for its size, throwing it away: most clients read no reply before, and a
 * connection closed under what they still send takes the reply with it. Only so much and so long.
 */
export function drained(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let taken = 0;
    const timer = setTimeout(end, mostMs);
    function end(): void {
      clearTimeout(timer);
      request.off('data', take).off('end', end).off('close', end).off('error', end);
      resolve();
    }
    function take(chunk: Buffer): void {
      taken += chunk.length;
      if (taken > mostBytes) end();
    }
    request.on('data', take).on('end', end).on('close', end).on('error', end);
    request.resume();
  });
}
