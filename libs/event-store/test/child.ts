import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A store in a process of its own, told what to do by messages. See store-process.ts. */
export interface StoreProcess {
  pid: number;
  /** Sends one order and waits for its answer. */
  ask<T>(order: StoreOrder): Promise<T>;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

export type StoreOrder =
  | { do: 'append'; stream: string; key?: string; requestHash?: string; outcome?: string }
  /** Appends by so many writers at once, so many each, to streams of their own; a key for each append makes retries safe. */
  | { do: 'write'; writers: number; each: number; name: string; retry?: boolean; story?: string }
  /** Follows from a position until it has seen that many events; answers with their positions. */
  | { do: 'follow'; after: number; count: number };

export async function storeProcess(appUrl: string): Promise<StoreProcess> {
  const child = fork(fileURLToPath(new URL('./store-process.js', import.meta.url)), [appUrl], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const waiting = new Map<number, (answer: { value?: unknown; error?: string }) => void>();
  let orders = 0;
  child.on('message', ({ id, ...answer }: { id: number; value?: unknown; error?: string }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  child.on('exit', () => {
    for (const settle of waiting.values()) settle({ error: 'the process ended' });
  });
  await once(child, 'message');
  return {
    pid: child.pid!,
    ask: (order) => new Promise((resolve, reject) => {
      const id = ++orders;
      waiting.set(id, ({ value, error }) => (error === undefined ? resolve(value as never) : reject(new Error(error))));
      child.send({ id, order });
    }),
    kill: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}
