import type { FastifyRequest } from 'fastify';
import { anonymous } from '../access/caller.js';
import { stateOf } from '../requests/request-state.js';
import { HttpSettings } from '../settings.js';
import { RateLimits } from './rate-limits.js';

const request = (method = 'GET', ip = '10.0.0.1') => ({ method, ip }) as FastifyRequest;
const limits = (settings: Partial<HttpSettings>) => new RateLimits(Object.assign(new HttpSettings(), settings));

describe('a rate limit', () => {
  it('counts reads and writes apart, for each address, and starts again after a minute', () => {
    const both = limits({ rateRead: 2, rateWrite: 1 });
    both.count(request(), anonymous, 0);
    const second = request();
    both.count(second, anonymous, 30_000);
    expect(stateOf(second).limitHeaders).toEqual({ 'RateLimit-Policy': '"read";q=2;w=60', RateLimit: '"read";r=0;t=30' });
    expect(() => both.count(request(), anonymous, 59_000)).toThrow('Try again in 1 s');
    both.count(request('POST'), anonymous, 59_000);
    both.count(request('GET', '10.0.0.2'), anonymous, 59_000);
    both.count(request(), anonymous, 60_000);
  });

  it('counts a key by itself, wherever it comes from', () => {
    const one = limits({ rateRead: 1 });
    const key = { id: 'k1', name: 'a', kind: 'key', role: 'reader' } as const;
    one.count(request('GET', '1.1.1.1'), key, 0);
    expect(() => one.count(request('GET', '2.2.2.2'), key, 0)).toThrow();
    one.count(request('GET', '1.1.1.1'), anonymous, 0);
  });

  it('is off at 0', () => {
    const off = limits({ rateRead: 0 });
    for (let count = 0; count < 10_000; count++) off.count(request(), anonymous, 0);
    expect(stateOf(request()).limitHeaders).toEqual({});
  });

  it('gives the place of a stream back once', () => {
    const streams = limits({ streams: 1 });
    const giveBack = streams.openStream(request());
    expect(() => streams.openStream(request())).toThrow('1 streams are open');
    giveBack();
    giveBack();
    expect(streams.streamCount).toBe(0);
    streams.openStream(request());
  });
});
