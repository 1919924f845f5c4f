// What the timeline page is measured against, in a process of its own. All answer the same bytes, taken from the service once:
//   memory     a bare node server, two headers, nothing looked at: no routing, no checks, no access, no limits, no metrics
//   framework  a route of Nest on Fastify, as `nest new` makes it: routing and Nest's pipeline, but no guard, interceptor, pipe or hook
//   typeorm    a bare server that reads the page through TypeORM's `find`
import http from 'node:http';
import process from 'node:process';
import { Controller, Get, Header, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DataSource, EntitySchema, IsNull } from 'typeorm';

const [appUrl, story, page] = process.argv.slice(2);
const bytes = Buffer.from(await (await fetch(page)).arrayBuffer());

const memory = http.createServer((_request, reply) => reply.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes));

class Twin {
  page() {
    return bytes;
  }
}
const method = Object.getOwnPropertyDescriptor(Twin.prototype, 'page');
Controller()(Twin);
Get('page')(Twin.prototype, 'page', method);
Header('content-type', 'application/json')(Twin.prototype, 'page', method);
class TwinModule {}
Module({ controllers: [Twin] })(TwinModule);
const framework = await NestFactory.create(TwinModule, new FastifyAdapter(), { logger: ['error'] });
await framework.listen(0, '127.0.0.1');

const Row = new EntitySchema({
  name: 'Row', schema: 'read', tableName: 'timeline',
  columns: { story: { type: 'text', primary: true }, key: { type: 'text', primary: true }, knownFrom: { name: 'known_from', type: 'bigint', primary: true }, knownTo: { name: 'known_to', type: 'bigint', nullable: true }, row: { type: 'json' } },
});
const source = await new DataSource({ type: 'postgres', url: appUrl, entities: [Row], synchronize: false }).initialize();
const rows = source.getRepository(Row);
const typeorm = http.createServer((_request, reply) => {
  rows.find({ where: { story, knownTo: IsNull() }, order: { knownFrom: 'ASC', key: 'ASC' }, take: 50 }).then(
    (found) => reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items: found.map(({ row, knownFrom, knownTo }) => ({ ...row, knownFrom: Number(knownFrom), knownTo })), next: null })),
    (error) => reply.writeHead(500).end(String(error)),
  );
});

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}/`)));
process.once('disconnect', () => process.exit(0));
process.send({ ready: { memory: await listen(memory), framework: `http://127.0.0.1:${framework.getHttpServer().address().port}/page`, typeorm: await listen(typeorm) } });
