import { spawn } from 'node:child_process';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const entry = new URL('../../apps/cli/start.mjs', import.meta.url).pathname;
export const adminKey = `chy_admin0000000_${'A'.repeat(43)}`;

/** An API process with its workers on a torture cluster, on a port of the system's choosing; it can be killed and started again. */
export class ServiceProcess {
  url = null;
  #child = null;

  constructor(cluster, env = {}) {
    Object.assign(this, { cluster, env });
  }

  get pid() {
    return this.#child.pid;
  }

  async start() {
    const { npm_lifecycle_event: _, ...inherited } = process.env;
    const child = spawn(process.execPath, [entry, 'serve'], {
      env: { ...inherited, DATABASE_URL: this.cluster.appUrl, DATABASE_OWNER_URL: this.cluster.ownerUrl, ADMIN_KEY: adminKey, PORT: '0', RATE_READ: '0', RATE_WRITE: '0', ...this.env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child = child;
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    for (;;) {
      const url = /serving at (http:\S+)/.exec(said)?.[1];
      if (url) return void (this.url = url);
      if (child.exitCode !== null) throw new Error(`The service ended with ${child.exitCode}.`);
      await pause(10);
    }
  }

  async kill() {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
    this.url = null;
  }

  async stop() {
    if (this.#child === null || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await ended;
  }
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

/** One request; null when the connection ended without an answer. */
export function ask(url, method, path, body, headers = {}, key = adminKey) {
  return new Promise((resolve) => {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const request = http.request(`${url}/api/v1/${path}`, {
      method, agent, timeout: 20_000,
      headers: { authorization: `Bearer ${key}`, ...(payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }), ...headers },
    }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', () => resolve(null));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode, headers: response.headers, text, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : null });
      });
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(null));
    request.end(payload);
  });
}
