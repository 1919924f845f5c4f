// The whole service over a generated log, and beside it in the same process what it is measured against. All answer the same bytes:
//   memory     a bare node server, two headers, nothing looked at: no routing, no checks, no access, no limits, no metrics
//   framework  a route of Nest on Fastify, as `nest new` makes it: routing and Nest's pipeline, but no guard, interceptor, pipe or hook
//   typeorm    a bare server that reads the page through TypeORM's `find`
// Tells its parent when all can answer.
import http from 'node:http';
import process from 'node:process';
import { Controller, Get, Header, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DataSource, EntitySchema, IsNull } from 'typeorm';
import { createApi } from '../../dist/apps/api/src/main.js';
import { ProjectionEngine } from '../../dist/libs/projections/src/index.js';

const [ownerUrl, appUrl, story] = process.argv.slice(2);
const app = await createApi({ ownerUrl, appUrl }, { workers: true, http: { rateRead: 0, rateWrite: 0 } });
await app.listen(0, '127.0.0.1');
const engine = app.get(ProjectionEngine, { strict: false });
engine.progress$.subscribe(({ phase, done, total }) => process.send({ progress: `${phase} ${done} of ${total}` }));
await engine.whenBuilt();
await engine.waitFor((await app.get(ProjectionEngine, { strict: false }).status({ hash: false }))[0].position, 600_000);

const base = `http://127.0.0.1:${app.getHttpServer().address().port}/api/v1/stories/${story}`;
const page = `${base}/timeline?limit=50`;
const bytes = Buffer.from(await (await fetch(page)).arrayBuffer());

const Row = new EntitySchema({
  name: 'Row', schema: 'read', tableName: 'timeline',
  columns: { story: { type: 'text', primary: true }, key: { type: 'text', primary: true }, knownFrom: { name: 'known_from', type: 'bigint', primary: true }, knownTo: { name: 'known_to', type: 'bigint', nullable: true }, row: { type: 'json' } },
});
const source = await new DataSource({ type: 'postgres', url: appUrl, entities: [Row], synchronize: false }).initialize();
const rows = source.getRepository(Row);
const memory = http.createServer((_request, reply) => reply.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes));
const typeorm = http.createServer((_request, reply) => {
  rows.find({ where: { story, knownTo: IsNull() }, order: { knownFrom: 'ASC', key: 'ASC' }, take: 50 }).then(
    (found) => reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items: found.map(({ row, knownFrom, knownTo }) => ({ ...row, knownFrom: Number(knownFrom), knownTo })), next: null })),
    (error) => reply.writeHead(500).end(String(error)),
  );
});
class Twin {
  page() {
    return bytes;
  }
}
const page_ = Object.getOwnPropertyDescriptor(Twin.prototype, 'page');
Controller()(Twin);
Get('page')(Twin.prototype, 'page', page_);
Header('content-type', 'application/json')(Twin.prototype, 'page', page_);
class TwinModule {}
Module({ controllers: [Twin] })(TwinModule);
const framework = await NestFactory.create(TwinModule, new FastifyAdapter(), { logger: ['error'] });
await framework.listen(0, '127.0.0.1');

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}/`)));
process.on('message', () => process.send({ rss: process.memoryUsage().rss, cpu: process.cpuUsage() }));
process.once('disconnect', async () => {
  await framework.close();
  await app.close();
  process.exit(0);
});
process.send({ ready: { base, page, memory: await listen(memory), framework: `http://127.0.0.1:${framework.getHttpServer().address().port}/page`, typeorm: await listen(typeorm) } });
