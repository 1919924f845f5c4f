import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts a store in its own process; `ask` sends it an order. */
export async function startStore(name, { appUrl, ownerUrl }) {
  const child = fork(fileURLToPath(new URL('./child.mjs', import.meta.url)), [name, appUrl, ownerUrl], { execArgv: ['--expose-gc'], stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
  let errors = '';
  child.stderr.on('data', (bytes) => { errors = (errors + bytes).slice(-4000); });
  const waiting = new Map();
  let orders = 0;
  child.on('message', ({ id, value, error }) => {
    const settle = waiting.get(id);
    waiting.delete(id);
    if (error) settle?.reject(new Error(`${name}: ${error}`));
    else settle?.resolve(value);
  });
  const gone = once(child, 'exit').then(([code]) => {
    for (const { reject } of waiting.values()) reject(new Error(`${name} ended with ${code}: ${errors}`));
  });
  await Promise.race([once(child, 'message'), gone.then(() => { throw new Error(`${name} did not start: ${errors}`); })]);
  return {
    name,
    ask: (order, rest = {}) => new Promise((resolve, reject) => {
      const id = ++orders;
      waiting.set(id, { resolve, reject });
      child.send({ id, order, ...rest });
    }),
    async close() {
      child.send({ id: 0, order: 'close' });
      await gone;
    },
  };
}
