import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import type { Account } from './account.js';
import { cannotRun, surroundings } from './cluster.js';

export interface Watched {
  /** undefined while the server runs, then why it ended */
  ended(): string | undefined;
  /** asks for a fast shutdown and waits until it is done */
  stop(): Promise<void>;
}

// The shell starts the server and a reader on descriptor 3, whose other end only we hold. However we end (return,
// Ctrl-C, kill -9), the kernel closes our end, the reader wakes up, and the server gets its fast shutdown.
// If the server ends first, the reader goes too, before it could signal a pid that belongs to somebody else by then.
const WATCHDOG = `
"$@" </dev/null 3<&- & server=$!
(read _; kill -INT $server 2>/dev/null) <&3 & reader=$!
wait $server; status=$?
kill $reader 2>/dev/null
exit $status`;

/**
 * Runs the server under a small shell in a session of its own, so that Ctrl-C reaches us and not the server, and it
 * is still there when we write our last rows. Nothing of it keeps our event loop alive.
 */
export function startWatched(postgres: string, args: string[], account: Account | undefined, log: (line: string) => void): Watched {
  const child = spawn('/bin/sh', ['-c', WATCHDOG, 'sh', postgres, ...args], {
    ...surroundings(account),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let reason: string | undefined;
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      reason = cannotRun('/bin/sh', account, error).message;
      resolve();
    });
    child.once('close', (code) => {
      reason ??= said || `exit code ${code}`;
      resolve();
    });
  });

  child.stderr!.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
    log(chunk.toString().trimEnd());
  });
  const lifeline = child.stdio[3] as Writable & { unref(): void };
  lifeline.on('error', () => undefined); // the shell may be gone before us
  child.unref();
  (child.stderr as unknown as { unref(): void }).unref();
  lifeline.unref();

  return {
    ended: () => reason,
    async stop() {
      if (reason !== undefined) return;
      child.ref();
      (child.stderr as unknown as { ref(): void }).ref();
      lifeline.end();
      await gone;
    },
  };
}
