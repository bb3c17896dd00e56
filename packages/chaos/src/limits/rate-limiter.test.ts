import { describe, expect, it } from 'vitest';
import type { RateLimit } from '../scenario/scenario.ts';
import { createRateLimiter } from './rate-limiter.ts';

function overLimit(limit: Partial<RateLimit>) {
  const ask = createRateLimiter({ requests: 1, perMs: 5_500, ...limit });
  const request = { model: 'm', headers: {}, nowMs: 0, wallNowMs: 1_000 };
  ask(request);
  return ask(request);
}

describe('rate limiter', () => {
  it('tells the truth about the wait: seconds rounded up, milliseconds exact', () => {
    expect(overLimit({}).fault).toMatchObject({ status: 429, retryAfter: 6, retryAfterMs: 5_500 });
  });

  it('tells limit, remaining and reset', () => {
    expect(overLimit({}).figures).toEqual({ limit: 1, remaining: 0, resetMs: 5_500, resetAtMs: 6_500 });
  });

  it('lies by a tenth when too early, and by ten when too late', () => {
    expect(overLimit({ retryAfter: 'too-early' }).fault).toMatchObject({ retryAfter: 0, retryAfterMs: 550 });
    expect(overLimit({ retryAfter: 'too-late' }).fault).toMatchObject({ retryAfter: 55, retryAfterMs: 55_000 });
  });

  it('gives no hint, a garbled one, or a date, as asked', () => {
    expect(overLimit({ retryAfter: 'none' }).fault).toEqual({
      kind: 'status',
      status: 429,
      variant: 'rate_limit_exceeded',
    });
    expect(overLimit({ retryAfter: 'garbled' }).fault?.retryAfter).toBe('soon-ish');
    expect(overLimit({ retryAfter: 'date' }).fault?.retryAfterDateMs).toBeGreaterThanOrEqual(5_500);
  });

  it.each([
    ['all', 1],
    ['key', 2],
    ['model', 3],
  ] as const)('shares a bucket per %s', (per, expected) => {
    const ask = createRateLimiter({ requests: 1, perMs: 60_000, per });
    const callers = [
      { model: 'a', headers: { authorization: 'one' } },
      { model: 'b', headers: { authorization: 'one' } },
      { model: 'c', headers: { 'x-api-key': 'two' } },
    ];
    const verdicts = callers.map((caller) => ask({ ...caller, nowMs: 0, wallNowMs: 0 }));
    expect(verdicts.filter(({ fault }) => !fault)).toHaveLength(expected);
  });

  it('allows a burst above its rate', () => {
    const ask = createRateLimiter({ requests: 1, perMs: 1_000, burst: 5 });
    const request = { model: 'm', headers: {}, nowMs: 0, wallNowMs: 0 };
    const allowed = Array.from({ length: 10 }, () => ask(request)).filter(({ fault }) => !fault);
    expect(allowed).toHaveLength(5);
  });
});
