import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Rendered } from './answers/rendering.js';
import { EventStream } from './streams/event-stream.js';

/** Fastify as Nest's server, sending what the conventions rendered as it is. */
export class HttpAdapter extends FastifyAdapter {
  /** Bound once the application is made; writes event streams. */
  stream: (stream: EventStream, request: FastifyRequest, reply: FastifyReply) => Promise<void> = () => Promise.reject(new Error('Event streams are not set up.'));

  override reply(response: never, body: unknown, statusCode?: number): never {
    const reply = response as FastifyReply;
    if (body instanceof Rendered) body.send(reply);
    else if (body instanceof EventStream) this.stream(body, reply.request, reply).catch(() => reply.raw.destroy()); // Half a stream is cut, which the client sees.
    else super.reply(response, body, statusCode);
    return reply as never;
  }
}
