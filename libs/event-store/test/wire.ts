import net from 'node:net';
import { once } from 'node:events';

/** A proxy between store and server that can do what networks do. */
export interface Wire {
  /** The address to use instead of the given one. */
  url: string;
  /** What happens to bytes of connections from now on. */
  set(fault: WireFault): void;
  /** Cuts all connections at once. */
  cut(): void;
  connections(): number;
  close(): Promise<void>;
}

export interface WireFault {
  /** 'cut': the connection is reset when the first byte of a reply arrives. 'hole': replies vanish, nothing is closed. */
  replies?: 'cut' | 'hole';
  /** 'hole': requests vanish. 'cut': the connection is reset when a request is sent, before the server sees it. */
  requests?: 'cut' | 'hole';
  /** Milliseconds every packet is late. */
  delayMs?: number;
  /** The connection is reset after so many more bytes to the server. */
  cutAfterBytes?: number;
  /** New connections are refused. */
  refuse?: boolean;
}

export async function wireTo(url: string): Promise<Wire> {
  const address = new URL(url.replace('postgres://', 'http://').replace('@/', '@localhost/'));
  const host = address.searchParams.get('host');
  const port = address.port === '' ? '5432' : address.port;
  let fault: WireFault = {};
  const pairs = new Set<[net.Socket, net.Socket]>();

  const server = net.createServer((client) => {
    if (fault.refuse) return void client.resetAndDestroy();
    const upstream = host?.startsWith('/') ? net.connect(`${host}/.s.PGSQL.${port}`) : net.connect(Number(port), host ?? address.hostname);
    const pair: [net.Socket, net.Socket] = [client, upstream];
    pairs.add(pair);
    const [toServer, toClient] = [inOrder(() => fault.delayMs ?? 0), inOrder(() => fault.delayMs ?? 0)];
    const drop = (): void => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of pair) socket.on('error', drop).on('close', drop);
    client.on('data', (bytes) => {
      if (fault.requests === 'hole') return;
      if (fault.requests === 'cut') return drop();
      if (fault.cutAfterBytes !== undefined) {
        if (bytes.length >= fault.cutAfterBytes) {
          upstream.write(bytes.subarray(0, fault.cutAfterBytes), drop);
          return;
        }
        fault.cutAfterBytes -= bytes.length;
      }
      toServer(() => upstream.write(bytes));
    });
    upstream.on('data', (bytes) => {
      if (fault.replies === 'hole') return;
      if (fault.replies === 'cut') return drop();
      toClient(() => client.write(bytes));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const target = new URL(address);
  target.searchParams.delete('host');
  target.hostname = '127.0.0.1';
  target.port = String((server.address() as net.AddressInfo).port);
  const cut = (): void => {
    for (const [client, upstream] of pairs) {
      client.destroy();
      upstream.destroy();
    }
    pairs.clear();
  };
  return {
    url: target.href.replace('http://', 'postgres://'),
    set: (next) => { fault = next; },
    cut,
    connections: () => pairs.size,
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Does things late but never in another order: what comes after something late waits for it. */
function inOrder(delayMs: () => number): (act: () => void) => void {
  const waiting: { due: number; act: () => void }[] = [];
  const next = (): void => {
    while (waiting.length > 0 && waiting[0]!.due <= performance.now()) waiting.shift()!.act();
    if (waiting.length > 0) setTimeout(next, Math.max(1, waiting[0]!.due - performance.now()));
  };
  return (act) => {
    const due = performance.now() + delayMs();
    if (waiting.length === 0 && delayMs() === 0) return act();
    waiting.push({ due: Math.max(due, waiting.at(-1)?.due ?? 0), act });
    if (waiting.length === 1) setTimeout(next, delayMs());
  };
}
