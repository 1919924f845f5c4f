/**
 * Whether a failure says that the database cannot be used just now: connection refused or lost (class 08, Node's socket
 * errors), shutting down or starting up (57P0x), too many connections (53300), out of space (53100), no login (28), no such
 * database or table (3D000, 42P01: migrations are missing), or no answer to the event store in time.
 */
export function isUnavailable(error: unknown): boolean {
  for (let current: unknown = error, depth = 0; typeof current === 'object' && current !== null && depth < 4; depth++) {
    const { code, name, message, kind } = current as { code?: unknown; name?: unknown; message?: unknown; kind?: unknown };
    if (typeof code === 'string' && (/^(08...|57P0[1-5]|53100|53200|53300|28...|3D000|42P01)$/.test(code) || socketErrors.has(code))) return true;
    if (code === 'ENOENT' && (current as { syscall?: unknown }).syscall === 'connect') return true; // the Unix socket of a server that is down
    if (kind === 'unavailable' || name === 'NotSent' || name === 'StoreClosed') return true;
    if (typeof message === 'string' && lostConnection.test(message)) return true;
    current = (current as { driverError?: unknown; cause?: unknown }).driverError ?? (current as { cause?: unknown }).cause;
  }
  return false;
}

const socketErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);
const lostConnection = /^No (?:connection to|reply from) the database|Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end/;
