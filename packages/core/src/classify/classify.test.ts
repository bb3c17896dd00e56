import { describe, expect, it } from 'vitest';

import { detect } from '../detect/detect.ts';
import { BreakwaterError } from '../errors.ts';
import { classify } from './classify.ts';

describe('a bare status', () => {
  it.each([
    [400, 400, 'invalid_request', false, 'request'],
    [401, 401, 'invalid_api_key', false, 'credential'],
    [402, 403, 'billing', false, 'credential'],
    [403, 403, 'permission_denied', false, 'credential'],
    [404, 400, 'not_found', false, 'request'],
    [405, 400, 'invalid_request', false, 'request'],
    [408, 504, 'gateway_timeout', true, 'upstream'],
    [409, 400, 'conflict', false, 'request'],
    [413, 400, 'payload_too_large', false, 'request'],
    [422, 400, 'invalid_request', false, 'request'],
    [424, 502, 'bad_gateway', true, 'upstream'],
    [429, 429, 'rate_limited', true, 'target'],
    [451, 403, 'region_blocked', false, 'credential'],
    [498, 503, 'overloaded', true, 'target'],
    [499, null, 'cancelled', false, 'request'],
    [500, 500, 'server_error', true, 'upstream'],
    [501, 500, 'server_error', false, 'upstream'],
    [502, 502, 'bad_gateway', true, 'upstream'],
    [503, 503, 'overloaded', true, 'target'],
    [504, 504, 'gateway_timeout', true, 'upstream'],
    [505, 500, 'server_error', false, 'upstream'],
    [507, 500, 'server_error', true, 'upstream'],
    [520, 502, 'bad_gateway', true, 'upstream'],
    [521, 502, 'connection_failed', true, 'upstream'],
    [522, 504, 'gateway_timeout', true, 'upstream'],
    [524, 504, 'gateway_timeout', true, 'upstream'],
    [525, 502, 'tls_failure', false, 'upstream'],
    [526, 502, 'tls_failure', false, 'upstream'],
    [529, 503, 'overloaded', true, 'target'],
    [530, 502, 'bad_gateway', true, 'upstream'],
  ])('%i is %s %s', (status, code, reason, retryable, scope) => {
    const message = `Request failed with status code ${status}`;
    expect(classify(detect(Object.assign(new Error(message), { status })))).toMatchObject({
      code,
      reason,
      retryable,
      scope,
      rule: `http/${status}`,
    });
  });
});

describe('a 429', () => {
  it.each([
    ['asks to slow down', 'Rate limit reached for requests', 429, 'rate_limited', true, 'target'],
    ['means overload', 'That model is currently overloaded', 503, 'overloaded', true, 'target'],
    ['means no money', 'Your credit balance is too low', 429, 'quota_exhausted', false, 'credential'],
    ['means a used up day', 'free-models-per-day limit', 429, 'quota_exhausted', false, 'credential'],
    [
      'means a request above the limit',
      'Request too large for x on TPM: Limit 1',
      429,
      'request_exceeds_limit',
      false,
      'request',
    ],
    ['means too many at once', 'Too many concurrent requests', 429, 'concurrency_limited', true, 'target'],
  ])('that %s', (_meaning, message, code, reason, retryable, scope) => {
    expect(classify(detect({ status: 429, message }))).toMatchObject({ code, reason, retryable, scope });
  });

  it('of a daily quota stops although it says 36 s', () => {
    const details = [
      { violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }] },
      { retryDelay: '36s' },
    ];
    const body = [
      { error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'You exceeded your current quota', details } },
    ];
    expect(classify(detect({ status: 429, body }))).toMatchObject({
      reason: 'quota_exhausted',
      retryable: false,
      scope: 'credential',
      retryAfterMs: 36_000,
    });
  });

  it('of a quota per minute is worth waiting for, in the same words', () => {
    const details = [{ violations: [{ quotaId: 'GenerateRequestsPerMinutePerProject' }] }, { retryDelay: '36s' }];
    const body = [
      { error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'You exceeded your current quota', details } },
    ];
    expect(classify(detect({ status: 429, body }))).toMatchObject({ reason: 'rate_limited', retryable: true });
  });

  it('that is told not to be retried is not', () => {
    expect(classify(detect({ status: 429, headers: { 'x-should-retry': 'false' } })).retryable).toBe(false);
  });
});

describe('a 402', () => {
  it('is final, unless it says when to come back', () => {
    expect(classify(detect({ status: 402 }))).toMatchObject({ code: 403, reason: 'billing', retryable: false });
    expect(classify(detect({ status: 402, headers: { 'retry-after': '4' } }))).toMatchObject({
      code: 429,
      reason: 'rate_limited',
      retryable: true,
      retryAfterMs: 4_000,
    });
  });
});

describe('what is no failure of the upstream', () => {
  it('is the caller who cancelled', () => {
    expect(classify(detect(new Error('x'), { callerSignal: AbortSignal.abort() }))).toMatchObject({
      code: null,
      reason: 'cancelled',
      retryable: false,
      scope: 'request',
    });
  });

  it('is a refusal of our own, with the wait that it states', () => {
    const refusal = new BreakwaterError('cooling-down', 'openai', 'Refused', 1_500);
    expect(classify(detect(new Error('Connection error.', { cause: refusal })))).toMatchObject({
      code: 503,
      reason: 'refused',
      retryable: false,
      scope: 'request',
      retryAfterMs: 1_500,
      rule: 'breakwater/cooling-down',
    });
  });

  it.each([
    new TypeError("Cannot read properties of undefined (reading 'rate_limit')"),
    new ReferenceError('timeout is not defined'),
    new RangeError('Maximum call stack size exceeded'),
    new TypeError('Invalid URL'),
    undefined,
    null,
    42,
    'a text that says nothing',
  ])('is a bug: %s', (thrown) => {
    expect(classify(detect(thrown))).toMatchObject({
      code: 500,
      reason: 'unknown',
      retryable: false,
      scope: 'request',
    });
    expect(classify(detect(thrown)).rule).toMatch(/^unknown\//);
  });

  it('our own limit for an attempt is one: the next attempt may be quicker', () => {
    expect(classify(detect(new Error('x'), { timedOut: true }))).toMatchObject({
      code: 504,
      reason: 'client_timeout',
      retryable: true,
      scope: 'upstream',
    });
  });
});

describe('a rule of the user', () => {
  const lock = { when: { status: 409, code: 'lock_timeout' }, then: { code: 503 } } as const;

  it('comes before ours, and every condition of it must hold', () => {
    const rules = [lock];
    expect(classify(detect({ status: 409, code: 'lock_timeout' }), { rules })).toMatchObject({
      code: 503,
      reason: 'overloaded',
      retryable: true,
      rule: 'user/0',
    });
    expect(classify(detect({ status: 409, code: 'other' }), { rules }).rule).toBe('http/409');
  });

  it.each([
    ['type', { type: 'Odd' }, { name: 'Odd' }],
    ['message, in any case', { message: 'TEAPOT' }, { message: 'I am a teapot' }],
    ['header by name', { header: 'X-Odd' }, { headers: { 'x-odd': '1' } }],
    ['header with its value', { header: 'x-odd: 1' }, { headers: { 'X-Odd': '1' } }],
  ])('matches by %s', (_by, when, thrown) => {
    expect(classify(detect(thrown), { rules: [{ when, then: { code: 400 } }] }).rule).toBe('user/0');
    expect(classify(detect({ message: 'else' }), { rules: [{ when, then: { code: 400 } }] }).rule).not.toBe('user/0');
  });

  it('may say all of the verdict', () => {
    const then = { code: 429, reason: 'quota_exhausted', retryable: true, retryAfter: '2s' } as const;
    expect(classify(detect({ status: 500 }), { rules: [{ when: { status: 500 }, then }] })).toMatchObject({
      code: 429,
      reason: 'quota_exhausted',
      retryable: true,
      retryAfterMs: 2_000,
      scope: 'credential',
    });
  });
});

describe('the advice', () => {
  it.each([
    [
      { message: 'prompt is too long: 205351 tokens > 200000 maximum' },
      'It takes 205,351 tokens, the limit is 200,000: Shorten',
    ],
    [
      { message: 'context limit: 143653 + 64000 > 200000 tokens' },
      'It takes 207,653 tokens, the limit is 200,000: Shorten',
    ],
    [
      { message: 'maximum context length is 16384 tokens. You requested 122946 tokens (112946 + 10000)' },
      'It takes 122,946 tokens, the limit is 16,384',
    ],
    [{ message: 'This model has a maximum context length' }, 'Shorten the prompt'],
    [
      { status: 429, headers: { 'retry-after': '17' } },
      'Slow down: make fewer calls at once, spread them out, or raise the limit (retry-after: wait 17 s)',
    ],
    [{ status: 429, message: 'Please try again in 634ms' }, 'raise the limit (message: wait 634 ms)'],
    [{ status: 401 }, 'Verify the API key is correct'],
  ])('for %j', (thrown, advice) => {
    expect(classify(detect(thrown)).advice).toContain(advice);
  });
});
