// The API with registers to speak of, and beside it the twin that stores nothing. Tells its parent where both listen.
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { Body, Controller, Post } from '@nestjs/common';
import { createApi } from '../../dist/apps/api/src/main.js';
import { Access, Heads, Role, Written, openHttp } from '../../dist/libs/http/src/index.js';
import { FileReportRequest } from '../../dist/libs/story/src/index.js';

const [ownerUrl, appUrl] = process.argv.slice(2);
const key = `chy_${randomBytes(6).toString('hex')}_${randomBytes(40).toString('base64').replace(/[^A-Za-z0-9]/g, '').padEnd(43, '0').slice(0, 43)}`;
const app = await createApi({ ownerUrl, appUrl }, { workers: false, http: { adminKey: key, rateRead: 0, rateWrite: 0 } });
await app.listen(0, '127.0.0.1');

class TwinController {
  check(body) {
    return { body: { claims: body.claims.length }, position: 0, changedAt: 0, rev: 1, status: 201, location: '/none' };
  }
}
const decorate = (decorators, ...rest) => Reflect.decorate(decorators, ...rest);
Body()(TwinController.prototype, 'check', 0);
Written()(TwinController.prototype, 'check', 1);
Reflect.defineMetadata('design:paramtypes', [FileReportRequest, Object], TwinController.prototype, 'check');
decorate([Post(), Role('P')], TwinController.prototype, 'check', Object.getOwnPropertyDescriptor(TwinController.prototype, 'check'));
decorate([Controller('twin')], TwinController);
const head = { position: 0, recordedAt: null };
const twin = await openHttp({
  controllers: [TwinController],
  settings: { rateRead: 0, rateWrite: 0 },
  providers: [
    { provide: Heads, useValue: { head: async () => head, positionAt: async () => 0, reachable: async () => 0, answered: async () => 0, slowest: async () => null } },
    { provide: Access, useValue: app.get(Access) },
  ],
});
await twin.listen(0, '127.0.0.1');

const at = (one) => `http://127.0.0.1:${one.getHttpServer().address().port}/api/v1`;
const post = async (path, body) => {
  const reply = await fetch(`${at(app)}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` }, body: JSON.stringify(body) });
  if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
};
await post('/stories', { slug: 'bench', title: 'A story to measure with' });
await post('/outlets', { id: 'an-outlet', name: 'An outlet' });
for (let i = 0; i < 60; i++) await post('/actors', { id: `actor-${i}`, kind: 'state', names: [{ text: `Actor ${i}` }] });
for (let i = 0; i < 20; i++) await post('/issues', { id: `issue-${i}`, title: `Issue ${i}` });

process.once('disconnect', async () => {
  await twin.close();
  await app.close();
  process.exit(0);
});
process.send({ url: `${at(app)}/stories/bench/reports`, twin: `${at(twin)}/twin`, key });
