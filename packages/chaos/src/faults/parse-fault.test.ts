import { describe, expect, it } from 'vitest';
import type { Fault } from './fault.ts';
import { expandShortForm, shortForm } from './parse-fault.ts';

describe('short form', () => {
  it.each([
    ['429', { kind: 'status', status: 429 }],
    ['429:retry-after=2', { kind: 'status', status: 429, retryAfter: 2 }],
    ['429:retry-after=Sun%2C 22 Nov', { kind: 'status', status: 429, retryAfter: 'Sun, 22 Nov' }],
    ['503:should-retry', { kind: 'status', status: 503, shouldRetry: true }],
    ['reset:when=after-headers', { kind: 'reset', when: 'after-headers' }],
    ['stream-cut:after-events=-1', { kind: 'stream-cut', afterEvents: -1 }],
    ['ok:delay-ms=50', { kind: 'ok', delayMs: 50 }],
  ])('%s', (text, fault) => {
    expect(expandShortForm(text)).toEqual(fault);
  });

  it.each<Fault>([
    { kind: 'status', status: 429, retryAfter: '17' },
    { kind: 'status', status: 400, body: { error: [1, 'a:b,c/d*'] }, headers: { 'x-a': '1' } },
    { kind: 'status', status: 500, message: 'true' },
    { kind: 'stream-stall', afterEvents: 0, keepAliveMs: 5 },
    { kind: 'plain-text', text: '50% off = yes*' },
  ])('reads back what it writes: %j', (fault) => {
    expect(expandShortForm(shortForm(fault))).toEqual(fault);
  });
});
