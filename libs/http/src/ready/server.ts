import { createServer } from 'node:http';
import type { FastifyServerFactory } from 'fastify';
import type { ReadyAnswers } from './ready-answers.js';

/** Servers that ask for a ready answer first and hand every other request to Fastify; with the timeouts Fastify would set. */
export const serverBehind = (ready: ReadyAnswers): FastifyServerFactory => (handler, options) => {
  const server = createServer((request, response) => {
    if (!ready.answer(request, response)) handler(request, response);
  });
  const { keepAliveTimeout, requestTimeout, connectionTimeout } = options as Record<string, number | undefined>;
  if (keepAliveTimeout !== undefined) server.keepAliveTimeout = keepAliveTimeout;
  if (requestTimeout !== undefined) server.requestTimeout = requestTimeout;
  return server.setTimeout(connectionTimeout ?? 0);
};
