import type { Socket } from 'node:net';

const why: Record<string, { status: number; phrase: string; type: string; title: string; detail: string }> = {
  HPE_HEADER_OVERFLOW: { status: 431, phrase: 'Request Header Fields Too Large', type: 'about:blank', title: 'The head of the request is too large', detail: 'The request line and headers together may have 16 KiB. Send fewer filters, or shorter ones.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, phrase: 'Request Timeout', type: 'about:blank', title: 'The request took too long to arrive', detail: 'Headers must arrive within a minute, the whole request within five. Send it again.' },
};
const malformed = { status: 400, phrase: 'Bad Request', type: '/problems/invalid-request', title: 'The request has mistakes', detail: 'This is no HTTP/1.1 request that can be read.' };

/** Answers what Node could not read as a request. There is no reply object yet, so the problem is written by hand, and the connection ends. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const { status, phrase, ...problem } = why[error.code ?? ''] ?? malformed;
  const body = JSON.stringify({ ...problem, status });
  socket.end(`HTTP/1.1 ${status} ${phrase}\r\nContent-Type: application/problem+json; charset=utf-8\r\nCache-Control: no-store\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}
