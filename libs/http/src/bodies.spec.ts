import net, { type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { Body, Controller, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsNumber } from 'class-validator';
import { Consumes, Heads, Omittable, Role, openHttp, type Answer } from './index.js';
import { SampleHeads } from '../test/sample.js';

class Small {
  @Omittable() @IsNumber() a?: number;
}

@Controller('imports')
class Imports {
  @Post()
  @Role('P')
  @Consumes('text/csv', 'application/x-ndjson')
  async take(@Body() body: Readable): Promise<Answer> {
    let bytes = 0;
    for await (const chunk of body) bytes += (chunk as Buffer).length;
    return { body: { bytes }, position: 30, changedAt: 30, rev: 1, status: 202, location: '/api/v1/jobs/1' };
  }

  @Post('json')
  @Role('P')
  json(@Body() body: Small): Answer {
    return { body: { a: body.a ?? null }, position: 30, changedAt: 30, rev: 1, status: 201 };
  }
}

describe('a body', () => {
  let app: NestFastifyApplication;
  let url: string;
  beforeAll(async () => {
    app = await openHttp({ controllers: [Imports], providers: [{ provide: Heads, useValue: new SampleHeads() }], settings: { rateWrite: 0, importLimit: 100_000, jsonLimit: 1_000 } });
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}/api/v1/imports`;
  });
  afterAll(() => app.close());
  const send = (body: string | ReadableStream, type: string, authorization = 'Bearer reporter', more: object = {}) => fetch(url, { method: 'POST', body, headers: { 'content-type': type, authorization }, ...more });

  it('streams to its handler when it is not JSON', async () => {
    const reply = await send('x'.repeat(90_000), 'text/csv; charset=utf-8');
    expect([reply.status, reply.headers.get('location'), await reply.json()]).toEqual([202, '/api/v1/jobs/1', { bytes: 90_000 }]);
  });

  it('may not be larger than the limit, whether its length was told or not', async () => {
    expect(await (await send('x'.repeat(100_001), 'text/csv')).json()).toMatchObject({ status: 413, limit: 100_000, unit: 'bytes' });
    const untold = new Blob(['x'.repeat(200_000)]).stream() as ReadableStream;
    expect((await send(untold, 'text/csv', 'Bearer reporter', { duplex: 'half' })).status).toBe(413);
  });

  it('that is too large is heard out, so that a client that sends first and reads then learns why it was refused', async () => {
    const length = 3_000_000;
    const seen = await new Promise<string>((resolve, reject) => {
      const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
      let text = '';
      socket.on('error', reject);
      const read = (): void => void socket.on('data', (data) => (text += data.toString())).on('end', () => resolve(text));
      socket.write(`POST /api/v1/imports/json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer reporter\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`);
      // Piece by piece, as a line does that is slower than the refusal.
      let sent = 0;
      const more = (): void => {
        if (sent >= length) return read();
        sent += 100_000;
        socket.write('x'.repeat(100_000), () => setTimeout(more, 2));
      };
      more();
    });
    expect(seen).toMatch(/^HTTP\/1\.1 413 /);
    expect(seen).toContain('/problems/too-large');
  });

  it.each([[400, 'GARBAGE\r\n\r\n'], [431, `GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`]])('that is no request at all is told so as a problem: %i', async (status, text) => {
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
    let seen = '';
    socket.on('data', (data) => (seen += data.toString()));
    socket.write(text);
    await new Promise((resolve) => socket.on('close', resolve));
    const [head, body] = seen.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*Content-Type: application/problem\\+json`));
    expect(JSON.parse(body!)).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
  });

  it('leaves its connection usable when nobody took it', async () => {
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
    const answers: number[] = [];
    let seen = '';
    const done = new Promise<void>((resolve) => socket.on('data', (data) => {
      seen += data.toString();
      answers.splice(0, answers.length, ...[...seen.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status)));
      if (answers.length === 2) resolve();
    }));
    const head = (authorization: string) => `POST /api/v1/imports HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: 90000\r\n${authorization}\r\n`;
    socket.write(head('') + 'x'.repeat(90_000));
    socket.write(head('Authorization: Bearer reporter\r\n') + 'x'.repeat(90_000));
    await done;
    socket.destroy();
    expect(answers).toEqual([401, 202]);
  });

  it('is refused by type, before it is read', async () => {
    expect(await (await send('{}', 'application/json')).json()).toMatchObject({ status: 415, accepted: ['text/csv', 'application/x-ndjson'] });
    expect((await fetch(`${url}/json`, { method: 'POST', body: 'a', headers: { 'content-type': 'text/csv', authorization: 'Bearer reporter' } })).status).toBe(415);
  });

  it('of JSON is UTF-8, plain, and within its own limit', async () => {
    const json = (body: string | ReadableStream, headers: Record<string, string> = {}) => fetch(`${url}/json`, { method: 'POST', body, headers: { 'content-type': 'application/json', authorization: 'Bearer reporter', ...headers } });
    expect((await json('{}', { 'content-type': 'application/json; charset=latin1' })).status).toBe(415);
    expect((await json('{}', { 'content-encoding': 'gzip' })).status).toBe(415);
    expect(await (await json(`{"a":"${'x'.repeat(1_000)}"}`)).json()).toMatchObject({ status: 413, limit: 1_000 });
    expect(await (await json('{"a":1,"a":2}')).json()).toMatchObject({ status: 400, type: '/problems/malformed-json', detail: 'Line 1, column 8: the member "a" is named twice in one object.' });
    expect((await json('{"a":1}', { 'content-type': 'application/json; charset="UTF-8"' })).status).toBe(201);
  });
});
