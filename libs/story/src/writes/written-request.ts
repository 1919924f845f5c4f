import { createHash } from 'node:crypto';
import { canonicalJson } from '#libs/event-store';
import type { Writing } from '#libs/http';
import type { WriteRequest } from './write-request.js';

/** A write request as it came over HTTP. */
export function writeRequest({ caller, dryRun, ifMatch, idempotencyKey, sentBody, traceId }: Writing): WriteRequest {
  // Only a request with a key is ever compared with another.
  const requestHash = idempotencyKey === null ? '' : createHash('sha256').update(canonicalJson(sentBody)).digest('base64url');
  return { caller, dryRun, ifMatch, idempotencyKey, requestHash, correlationId: traceId };
}
