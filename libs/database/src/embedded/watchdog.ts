import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { cannotRun, surroundings } from './cluster.js';

export interface Watched {
  /** undefined while the server runs, then why it ended */
  ended(): string | undefined;
  /** lets go of the server; waits until it is down, unless `stillServes` says that others keep it */
  stop(stillServes: () => Promise<boolean>): Promise<void>;
}

// The shell starts the server, and a reader that waits until nobody needs it any more:
// - descriptor 3 is a pipe whose other end only the starting process holds. However that ends (return, Ctrl-C,
//   kill -9), the kernel closes its end and the reader wakes up;
// - the named pipe is held open by every process that joined later (see `join`). The reader opens it for itself, drops
//   the writing end that kept it alive so far, and comes back when the last of them has let go, at once if there is none.
// Then the server gets its fast shutdown. If the server ends first, the reader goes too, before it could signal a pid
// that belongs to somebody else by then.
const WATCHDOG = `
directory=$1; shift
"$@" </dev/null 3<&- & server=$!
lifeline=$directory/.lifeline-$server
rm -f "$lifeline"; mkfifo -m 600 "$lifeline"
(exec 4<>"$lifeline"; read _ <&3; exec 5<"$lifeline" 4>&-; read _ <&5; kill -INT $server 2>/dev/null) 3<&3 & reader=$!
exec 3<&-
wait $server; status=$?
kill $reader 2>/dev/null
rm -f "$lifeline"
exit $status`;

// Named for the server: of two that start at once, the one that loses must not take the other's away.
const lifelineOf = (socketDir: string, pid: number): string => path.join(socketDir, `.lifeline-${pid}`);

/**
 * Runs the server under a small shell in a session of its own, so that Ctrl-C reaches us and not the server, and it
 * is still there when we write our last rows. Nothing of it keeps our event loop alive.
 */
export function startWatched({ postgres, libraries }: Binaries, args: string[], socketDir: string, account: Account | undefined, log: (line: string) => void): Watched {
  const child = spawn('/bin/sh', ['-c', WATCHDOG, 'sh', socketDir, postgres, ...args], {
    ...surroundings(account, libraries),
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
    async stop(stillServes) {
      lifeline.end();
      // A server that takes new connections a moment after we let go is not going down: somebody else holds it.
      for (let waited = 0; reason === undefined; waited += 100) {
        await Promise.race([gone, sleep(100)]);
        if (reason === undefined && waited >= 200 && (await stillServes())) return;
      }
    },
  };
}

/**
 * Keeps a server alive that another process started, until the returned function is called or this process ends.
 * @returns undefined when the server is going down, or was started without a watchdog of ours
 */
export function join(socketDir: string, pid: number): (() => void) | undefined {
  try {
    // Without O_NONBLOCK this would wait for a reader that may never come; with it, no reader is an error.
    const descriptor = fs.openSync(lifelineOf(socketDir, pid), fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
    let open = true;
    return () => {
      if (open) fs.closeSync(descriptor);
      open = false;
    };
  } catch {
    return undefined;
  }
}
