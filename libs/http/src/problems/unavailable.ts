/**
 * Whether a failure says that the database cannot be used just now: connection refused or lost (class 08, Node's socket
 * errors), shutting down or starting up (57P0x), too many connections (53300), out of space (53100), or what the event
 * store calls unavailable.
 */
export function isUnavailable(error: unknown): boolean {
  for (let current: unknown = error, depth = 0; typeof current === 'object' && current !== null && depth < 4; depth++) {
    const { code, name, message, kind } = current as { code?: unknown; name?: unknown; message?: unknown; kind?: unknown };
    if (typeof code === 'string' && (/^(08...|57P0[1-5]|53100|53200|53300)$/.test(code) || socketErrors.has(code))) return true;
    if (code === 'ENOENT' && (current as { syscall?: unknown }).syscall === 'connect') return true; // the Unix socket of a server that is down
    if (kind === 'unavailable' || name === 'StoreUnavailable') return true;
    if (typeof message === 'string' && lostConnection.test(message)) return true;
    current = (current as { driverError?: unknown; cause?: unknown }).driverError ?? (current as { cause?: unknown }).cause;
  }
  return false;
}

const socketErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);
const lostConnection = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end/;
