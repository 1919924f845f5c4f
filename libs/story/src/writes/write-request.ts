import type { CallerIdentity, IfMatchTags } from '#libs/http';

/** How a write was asked for, whatever it is about (API §1.6). */
export interface WriteRequest {
  caller: Pick<CallerIdentity, 'id' | 'name' | 'kind'> | { id: null; name: string; kind: 'system' };
  dryRun: boolean;
  ifMatch: IfMatchTags | null;
  /** Idempotency-Key in its scope; null without one. */
  idempotencyKey: string | null;
  /** SHA-256 of the body in RFC 8785 form; compared when the key comes again. */
  requestHash: string;
  /** Shared by all events of the request. */
  correlationId: string;
}
