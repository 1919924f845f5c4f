import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';
import { Problem } from '../problems/problem.js';
import { stateOf } from '../requests/request-state.js';
import { HttpSettings } from '../settings.js';

const windowMs = 60_000;

interface Window {
  endsAt: number;
  count: number;
}

/**
 * Fixed windows of one minute for each key, else each address, kept in this process. With several API processes each
 * counts its own: the limit protects a process, it is no quota.
 */
@Injectable()
export class RateLimits {
  private windows = new Map<string, Window>();
  private readonly openStreams = new Map<string, number>();
  private sweepAt = 0;

  constructor(@Inject(HttpSettings) private readonly settings: HttpSettings) {}

  /** Counts a request; fills the headers of its reply. @throws Problem `rate-limited` */
  count(request: FastifyRequest, caller: Caller | null, now = Date.now()): void {
    const policy = request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write';
    const quota = policy === 'read' ? this.settings.rateRead : this.settings.rateWrite;
    if (quota === 0) return;
    const window = this.windowOf(`${policy} ${subjectOf(request, caller)}`, now);
    window.count++;
    const seconds = secondsLeft(window, now);
    stateOf(request).limitHeaders = headersOf(policy, quota, window, now);
    if (window.count > quota) {
      throw new Problem('rate-limited', `More than ${quota} requests a minute. Try again in ${seconds} s.`, { policy }, { 'Retry-After': String(seconds) });
    }
  }

  /**
   * Counts an anonymous read that is answered at once: names and values in turn of the headers of its reply. Null, and nothing counted,
   * where there is no room for it: `count` then refuses it.
   */
  countRead(address: string, now = Date.now()): string[] | null {
    const window = this.windowOf(`read ${address}`, now);
    if (window.count >= this.settings.rateRead) return null;
    window.count++;
    return Object.entries(headersOf('read', this.settings.rateRead, window, now)).flat();
  }

  /** Takes a place for an open stream; the result gives it back. @throws Problem `rate-limited` */
  openStream(request: FastifyRequest): () => void {
    const subject = subjectOf(request, stateOf(request).caller);
    const open = this.openStreams.get(subject) ?? 0;
    if (this.settings.streams !== 0 && open >= this.settings.streams) {
      throw new Problem('rate-limited', `${open} streams are open already; close one first.`, { policy: 'streams' }, { 'Retry-After': '5' });
    }
    this.openStreams.set(subject, open + 1);
    let closed = false;
    return () => {
      if (closed) return;
      closed = true;
      const left = (this.openStreams.get(subject) ?? 1) - 1;
      if (left === 0) this.openStreams.delete(subject);
      else this.openStreams.set(subject, left);
    };
  }

  /** Event streams open in this process. */
  get streamCount(): number {
    let sum = 0;
    for (const count of this.openStreams.values()) sum += count;
    return sum;
  }

  private windowOf(name: string, now: number): Window {
    if (now >= this.sweepAt) {
      // Addresses come and go; without a sweep the table would grow for ever.
      for (const [key, { endsAt }] of this.windows) if (endsAt <= now) this.windows.delete(key);
      this.sweepAt = now + windowMs;
    }
    const known = this.windows.get(name);
    if (known !== undefined && known.endsAt > now) return known;
    const fresh = { endsAt: now + windowMs, count: 0 };
    this.windows.set(name, fresh);
    return fresh;
  }
}

const secondsLeft = ({ endsAt }: Window, now: number): number => Math.max(1, Math.ceil((endsAt - now) / 1000));

function headersOf(policy: 'read' | 'write', quota: number, window: Window, now: number): Record<string, string> {
  return {
    'RateLimit-Policy': `"${policy}";q=${quota};w=60`,
    RateLimit: `"${policy}";r=${Math.max(0, quota - window.count)};t=${secondsLeft(window, now)}`,
  };
}

function subjectOf(request: FastifyRequest, caller: Caller | null): string {
  return caller?.id ?? request.ip;
}
