import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { BeforeApplicationShutdown, OnApplicationShutdown } from '@nestjs/common';

/** Longest time that requests under way may take at shutdown, in milliseconds. */
const deadlineMs = 4_000;

/**
 * The end of the process, in order: event streams end (their writer does that), requests under way finish, at the deadline
 * what is left is cut, then `end` closes what the requests used.
 */
export class Closing implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;
  private sweep: NodeJS.Timeout | undefined;
  private deadline: NodeJS.Timeout | undefined;

  constructor(private readonly end: () => Promise<void>) {}

  watch(server: Server): void {
    this.server = server;
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  beforeApplicationShutdown(): void {
    // A connection whose last request ends after closing began would be kept for its next one, and us with it. One opened
    // ahead of any request, as browsers do, does not count as idle for Node.
    this.sweep = setInterval(() => {
      this.server?.closeIdleConnections();
      for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy();
    }, 20);
    this.deadline = setTimeout(() => this.server?.closeAllConnections(), deadlineMs);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.sweep);
    clearTimeout(this.deadline);
    await this.end();
  }
}
