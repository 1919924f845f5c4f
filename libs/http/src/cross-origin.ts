import type { FastifyInstance } from 'fastify';
import type { HttpSettings } from './settings.js';

const readable = [
  'Chancery-Position', 'Chancery-Head', 'ETag', 'Link', 'Location', 'Retry-After', 'Preference-Applied', 'Idempotency-Replayed', 'Allow',
  'RateLimit', 'RateLimit-Policy', 'WWW-Authenticate', 'Deprecation', 'Sunset', 'Content-Disposition',
].join(', ');
const sendable = ['Accept', 'Authorization', 'If-None-Match', 'Last-Event-ID', 'Prefer', 'traceparent'].join(', ');

/**
 * Pages of any origin may read while anonymous read is on (API §1.9). Written here in a few lines: only GET is shared, so a
 * preflight for anything else goes unanswered and the browser refuses by itself.
 */
export function crossOrigin(instance: FastifyInstance, settings: HttpSettings): void {
  instance.addHook('onRequest', (request, reply, done) => {
    if (settings.anonymousRead && (request.method === 'GET' || request.method === 'HEAD')) {
      void reply.header('Access-Control-Allow-Origin', '*').header('Access-Control-Expose-Headers', readable);
    }
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      if (settings.anonymousRead) {
        void reply.headers({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': 'GET, HEAD', 'Access-Control-Allow-Headers': sendable, 'Access-Control-Max-Age': '86400' });
      }
      void reply.status(204).send();
      return;
    }
    done();
  });
}
