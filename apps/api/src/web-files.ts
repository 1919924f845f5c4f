import fs from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where `npm run build` puts the browser UI. */
const webRoot = path.resolve(import.meta.dirname, '../../../web');

/** Nothing from elsewhere, nothing inline; the page talks to this service only. */
const pagePolicy = {
  'Content-Security-Policy': "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'",
  'Cache-Control': 'no-cache',
};

/** Addresses of the UI; the page finds out itself what to show. */
const pages = ['/', '/stories', '/stories/*', '/reports/*', '/claims/*', '/occurrences/*'];

/** Serves the built UI: its page for every address of the UI, its files under their own names. */
export async function serveWeb(app: NestFastifyApplication, root = webRoot): Promise<void> {
  const instance = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  await instance.register(fastifyStatic as never, { root, serve: false, cacheControl: false, etag: true, lastModified: false });
  const page = (reply: FastifyReply): FastifyReply => {
    if (!fs.existsSync(path.join(root, 'index.html'))) {
      return reply.status(404).header('Cache-Control', 'no-store').type('text/plain; charset=utf-8').send('The browser UI is not built. Run "npm run build"; the API reference is at /docs.\n');
    }
    return reply.headers(pagePolicy).sendFile('index.html');
  };
  for (const url of pages) instance.get(url, (_request, reply) => page(reply));
  // File names under /assets carry a digest of their content.
  instance.get('/assets/*', (request, reply) => {
    const file = (request.params as { '*': string })['*'];
    return reply.headers({ ...pagePolicy, 'Cache-Control': 'public, max-age=31536000, immutable' }).sendFile(`assets/${file}`);
  });
  for (const name of fs.existsSync(root) ? fs.readdirSync(root, { withFileTypes: true }) : []) {
    if (name.isFile() && name.name !== 'index.html') instance.get(`/${name.name}`, (_request, reply) => reply.headers(pagePolicy).sendFile(name.name));
  }
}
