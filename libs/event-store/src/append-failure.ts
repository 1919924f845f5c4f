import { NotSent } from './ask.js';
import { EventIdTaken, EventTooLarge, MalformedAppend } from './errors.js';
import type { PreparedAppend } from './prepared-append.js';

/** What an error on the way to or from the database means for a batch. */
export type Failure =
  | { kind: 'unavailable'; cause: Error }
  | { kind: 'unknown'; cause: Error }
  /** The content itself was refused: one append of the batch can never be stored as it is. */
  | { kind: 'content'; cause: Error & { code: string } };

/** Server errors after which the transaction may have been committed although its reply never came. */
const perhapsCommitted = new Set(['57P01', '57P02', '57P05', '40003', 'XX000']);

/**
 * Reads an error that came back for a batch. A reply with an SQLSTATE is the server's word that the
 * statement's transaction was rolled back, except where the server was going down or lost track itself; without a reply
 * nobody knows.
 */
export function readFailure(error: unknown): Failure {
  const cause = error instanceof Error ? error : new Error(String(error));
  if (cause instanceof NotSent) return { kind: 'unavailable', cause };
  const code = sqlState(cause);
  if (code === undefined || code.startsWith('08') || perhapsCommitted.has(code)) return { kind: 'unknown', cause };
  if (isAboutContent(code, (cause as { constraint?: string }).constraint)) return { kind: 'content', cause: Object.assign(cause, { code }) };
  return { kind: 'unavailable', cause };
}

/** The error the caller of a single refused append gets to see. */
export function contentError({ append, ids }: PreparedAppend, cause: Error & { code: string; constraint?: string }): Error {
  if (cause.code === 'CHA01') {
    const bytes = Number(/of (\d+) canonical/.exec(cause.message)?.[1]);
    return new EventTooLarge(append.events.length === 1 ? append.events[0]!.type : append.events.map((event) => event.type).join(', '), bytes);
  }
  if (cause.code === '23505' && cause.constraint === 'event_id_unique') return new EventIdTaken(ids, { cause });
  return new MalformedAppend(`The database refused the content of this append: ${cause.message}`, { cause });
}

/** Values (22), limits of a row (54), an event too large (ours) or an id already taken: no repetition will change that. */
function isAboutContent(code: string, constraint: string | undefined): boolean {
  return /^(22|54)/.test(code) || code === 'CHA01' || (code === '23505' && constraint === 'event_id_unique');
}

/** The SQLSTATE of an error the server sent; a socket error has a code as well, but no severity. */
function sqlState(error: Error): string | undefined {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return typeof code === 'string' && typeof severity === 'string' ? code : undefined;
}
