import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.js';

/** Finds out who is calling. Bound by the module; specs may bind one of their own. */
export abstract class Access {
  /**
   * The caller of a request; `anonymous` without credentials where anonymous read is on, null where it is off.
   * @throws Problem `unauthenticated` for a credential that is not valid (any longer)
   */
  abstract authenticate(request: FastifyRequest): Promise<Caller | null>;
  /** Whether the credential of a request that was accepted before is still good: event streams ask at each heartbeat. */
  abstract stillValid(request: FastifyRequest): Promise<boolean>;
}
