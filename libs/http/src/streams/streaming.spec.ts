import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Get } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventStream, Heads, Produces, Role, openHttp, type StreamItem } from '../index.js';
import { SampleHeads } from '../../test/sample.js';

let given = 0;
let ended = 0;

@Controller()
@Role('R')
class Streams {
  @Get('endless')
  @Produces('text/event-stream')
  endless(): EventStream {
    return new EventStream(async function* (signal): AsyncGenerator<StreamItem> {
      try {
        while (!signal.aborted) {
          yield { kind: 'message', id: ++given, event: 'thing', data: JSON.stringify({ text: 'x'.repeat(1000) }) };
          if (given % 100 === 0) await pause(0);
        }
      } finally {
        ended++;
      }
    });
  }

  @Get('frames')
  @Produces('application/x-ndjson', 'text/event-stream')
  frames(): EventStream {
    return new EventStream(async function* (): AsyncGenerator<StreamItem> {
      yield { kind: 'message', id: 1, event: 'frame', data: '{"frame":1}' };
      yield { kind: 'examined', position: 9 };
      yield { kind: 'message', id: null, event: 'end', data: '{"type":"end"}' };
    });
  }

  @Get('broken')
  @Produces('application/x-ndjson', 'text/event-stream')
  broken(): EventStream {
    return new EventStream(async function* (): AsyncGenerator<StreamItem> {
      yield { kind: 'message', id: 1, event: 'frame', data: '{"frame":1}' };
      throw new Error('the inside');
    });
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(10);
}

/** Waits until nothing was asked for during half a second; answers how much was given till then. */
async function standstill(): Promise<number> {
  for (;;) {
    const before = given;
    await pause(500);
    if (given === before && given > 0) return given;
  }
}

describe('an event stream', () => {
  let app: NestFastifyApplication;
  let port: number;
  beforeAll(async () => {
    app = await openHttp({ controllers: [Streams], providers: [{ provide: Heads, useValue: new SampleHeads() }], settings: { rateRead: 0 } });
    await app.listen(0, '127.0.0.1');
    ({ port } = app.getHttpServer().address() as AddressInfo);
  });
  afterAll(() => app.close());
  const get = (path: string, accept: string) => fetch(`http://127.0.0.1:${port}/api/v1/${path}`, { headers: { accept } });

  it('asks for nothing more while its client does not read, and ends when the client goes', async () => {
    const client = net.connect(port, '127.0.0.1');
    client.pause();
    client.write('GET /api/v1/endless HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n');
    const before = await standstill();
    expect(before).toBeGreaterThan(0);
    expect(before * 1_030).toBeLessThan(16 * 1024 * 1024); // half a MiB of ours and what the kernel takes
    client.resume();
    await once(client, 'data');
    await until(() => given > before);
    client.destroy();
    await until(() => ended === 1);
  }, 20_000);

  it('is lines or Server-Sent Events, as the client likes', async () => {
    expect(await (await get('frames', '*/*')).text()).toBe('{"frame":1}\n{"type":"end"}\n');
    const sse = await get('frames', 'text/event-stream');
    expect(await sse.text()).toBe('retry: 3000\n\nid: 1\nevent: frame\ndata: {"frame":1}\n\nevent: end\ndata: {"type":"end"}\n\n');
    expect(sse.headers.get('chancery-position')).toBe('30');
    expect((await get('frames', 'text/html')).status).toBe(406);
  });

  it('says so when it fails, and nothing of the inside', async () => {
    const lines = (await (await get('broken', 'application/x-ndjson')).text()).trim().split('\n');
    expect(JSON.parse(lines[1]!)).toMatchObject({ problem: { type: '/problems/internal', status: 500 } });
    expect(lines[1]).not.toContain('inside');
    expect(await (await get('broken', 'text/event-stream')).text()).toContain('event: problem\ndata: {"type":"/problems/internal"');
  });
});
