import { describe, expect, it } from 'vitest';

import { detect } from '../detect/detect.ts';
import type { ClassifyRule } from '../policy/policy.ts';
import type { Classification } from './classification.ts';
import { classify } from './classify.ts';

function verdict(thrown: unknown, ...rules: readonly ClassifyRule[]): Classification {
  return classify(detect(thrown, { wallNowMs: 1_800_000_000_000 }), { rules });
}

describe('a refusal of our own', () => {
  const refusal = (fields: object): Classification => verdict({ [Symbol.for('breakwater.error')]: true, ...fields });

  it.each([
    ['attempt-timeout', 504, { code: 504, reason: 'client_timeout', retryable: true, scope: 'upstream' }],
    ['deadline-exceeded', 504, { code: 504, reason: 'refused', retryable: false, scope: 'request' }],
    ['breaker-open', 503, { code: 503, reason: 'refused', retryable: false, scope: 'request' }],
    ['credential-paused', 403, { code: 403, reason: 'billing', retryable: false, scope: 'credential' }],
    ['credential-paused', 429, { code: 429, reason: 'quota_exhausted', retryable: false, scope: 'credential' }],
  ])('%s with status %i is what it is', (code, status, expected) => {
    expect(refusal({ code, status })).toMatchObject({ ...expected, rule: `breakwater/${code}` });
  });

  it('has a rule and an advice also where it has no code', () => {
    expect(refusal({}).rule).toBe('breakwater/unknown');
    expect(refusal({}).advice).toMatch(/^See the code/);
  });

  it('has an advice by its code, which no answer of an upstream gets', () => {
    expect(refusal({ code: 'isolated' }).advice).toMatch(/^Reset the target/);
    expect(verdict({ status: 503, code: 'isolated' }).advice).toMatch(/^Back off/);
  });

  it('hands on the wait that it states, 0 included, and no nonsense', () => {
    const paused = refusal({ code: 'credential-paused', status: 403, retryAfterMs: 90_000 });
    expect(paused).toMatchObject({ retryAfterMs: 90_000, retryAt: 1_800_000_090_000 });
    expect(paused.advice).toContain('(Breakwater: wait 90 s)');
    expect(refusal({ code: 'breaker-open', retryAfterMs: 0 }).retryAfterMs).toBe(0);
    for (const retryAfterMs of [-1, undefined, '5'])
      expect(refusal({ code: 'breaker-open', retryAfterMs }).retryAfterMs).toBeUndefined();
  });
});

describe('a failure for want of money', () => {
  it('is a hold only under a 402 whose header says when to come back', () => {
    const later = { 'retry-after': '4' };
    expect(verdict({ status: 402, headers: later })).toMatchObject({
      reason: 'rate_limited',
      rule: 'http/402+retry-after',
    });
    expect(verdict({ status: 402, error: { retry_after: 4 } })).toMatchObject({
      reason: 'billing',
      retryAfterMs: 4_000,
    });
    expect(verdict({ status: 402, headers: { 'retry-after': 'soon' } }).reason).toBe('billing');
    expect(verdict({ status: 400, message: 'credit balance is too low', headers: later }).reason).toBe('billing');
    expect(verdict({ status: 402, message: 'invalid api key', headers: later }).reason).toBe('invalid_api_key');
    expect(verdict({ status: 400, message: 'zzz', headers: later }).reason).toBe('invalid_request');
  });

  it('is the matter of the credential, unless a smaller request could be paid for', () => {
    expect(verdict({ status: 402 }).scope).toBe('credential');
    expect(verdict({ status: 402, message: 'you can only afford 1200 tokens' }).scope).toBe('request');
    expect(verdict({ status: 429, message: 'you can only afford 1200 tokens' }).scope).toBe('credential');
  });

  it('pauses no credential where it is hearsay: no status, no code, words that may come from anywhere', () => {
    const message = 'credit balance is too low';
    expect(verdict(new Error(message)).scope).toBe('request');
    expect(verdict(new Error(`402: ${message}`)).scope).toBe('credential');
    expect(verdict(new Error(`1402 times: ${message}`)).scope).toBe('request');
    expect(verdict({ code: 'zzz', message }).scope).toBe('credential');
  });
});

describe('whether a retry can help', () => {
  it.each<[thrown: object, retryable: boolean]>([
    [{ code: 'EAI_AGAIN' }, true],
    [new Error('getaddrinfo EAI_AGAIN api.example.com'), true],
    [new Error('Temporary failure in name resolution'), true],
    [{ code: 'ENOTFOUND' }, false],
    [{ code: 'ECONNREFUSED' }, true],
    [{ status: 503, headers: { 'x-should-retry': 'false' } }, false],
    [{ status: 503, headers: { 'x-should-retry': 'true' } }, true],
    [{ status: 400, headers: { 'x-should-retry': 'true' } }, false],
    [{ status: 501 }, false],
    [{ code: 'zzz' }, false],
  ])('after %j: %s', (thrown, retryable) => {
    expect(verdict(thrown).retryable).toBe(retryable);
  });
});

describe('the reset of a quota', () => {
  it('is told from a minute on: nearer ones are of something else', () => {
    const of = (seconds: string): string =>
      verdict({ status: 429, code: 'insufficient_quota', headers: { 'retry-after': seconds } }).advice;
    expect(of('60')).toContain('(retry-after: wait 60 s)');
    expect(of('59')).not.toContain('wait 59');
  });
});

describe('a failure that nobody knows', () => {
  it('is the matter of the request alone', () => {
    expect(verdict({ code: 'zzz' })).toMatchObject({ code: 500, reason: 'unknown', scope: 'request' });
  });
});

describe('the wait', () => {
  it('is none for a caller who left', () => {
    expect(verdict({ status: 499, headers: { 'retry-after': '4' } }).retryAfterMs).toBeUndefined();
  });

  it('is told with the instant it ends', () => {
    expect(verdict({ status: 429, headers: { 'retry-after': '4' } })).toMatchObject({
      retryAfterMs: 4_000,
      retryAt: 1_800_000_004_000,
    });
    expect(verdict({ status: 429 })).not.toHaveProperty('retryAt');
  });
});

describe('a rule of the user', () => {
  const when = { status: 418 };
  const reset = { 'x-ratelimit-reset-requests': '7s' };

  it.each([
    [{ code: 500 }, true],
    [{ code: 429 }, true],
    [{ code: 403 }, false],
    [{ code: 400 }, false],
    [{ code: 429, reason: 'quota_exhausted' }, false],
    [{ code: 502, reason: 'tls_failure' }, false],
    [{ code: 400, retryable: true }, true],
    [{ code: 500, retryable: false }, false],
  ] as const)('that says %j is retryable: %s', (then, retryable) => {
    expect(verdict({ status: 418 }, { when, then }).retryable).toBe(retryable);
  });

  it('may state the wait, of 0 as well, in place of what the failure says', () => {
    const thrown = { status: 418, headers: { 'retry-after': '9' } };
    const stated = verdict(thrown, { when, then: { code: 503, retryAfter: 0 } });
    expect(stated.retryAfterMs).toBe(0);
    expect(stated.advice).toContain('(policy: wait 0 ms)');
    expect(verdict(thrown, { when, then: { code: 503 } }).retryAfterMs).toBe(9_000);
  });

  it('reads resets of a limit only where it makes a 429 of it', () => {
    const thrown = { status: 418, headers: reset };
    expect(verdict(thrown, { when, then: { code: 429 } }).retryAfterMs).toBe(7_000);
    expect(verdict(thrown, { when, then: { code: 503 } }).retryAfterMs).toBeUndefined();
  });
});
