import { describe, expect, it } from 'vitest';

import { detect } from '../detect/detect.ts';
import type { DetectOptions } from '../detect/failure.ts';
import { decide } from './decide.ts';

function decided(thrown: unknown, options?: DetectOptions): string {
  const { reason, rule } = decide(detect(thrown, options));
  return `${reason} by ${rule}`;
}

describe('who ended the attempt', () => {
  it('outranks whatever was said', () => {
    expect(decided(new Error('overloaded'), { callerSignal: AbortSignal.abort() })).toBe('cancelled by signal/aborted');
    expect(decided(new Error('overloaded'), { timedOut: true })).toBe('client_timeout by signal/timeout');
    expect(decided(new Error('zzz'), { timedOut: true })).toBe('client_timeout by signal/timeout');
    expect(decided(new Error('timed out'), { timedOut: true })).toBe('client_timeout by network/client_timeout');
  });
});

describe('a failure that no row knows', () => {
  it.each<[thrown: unknown, verdict: string]>([
    [{ status: 418, message: 'zzz' }, 'invalid_request by http/418'],
    [{ status: 599, message: 'zzz' }, 'server_error by http/599'],
    [{ status: 500, message: 'zzz' }, 'server_error by http/500'],
    [{ status: 302, message: 'zzz' }, 'invalid_response by http/302'],
    [{ status: 451, message: 'zzz' }, 'region_blocked by http/451'],
    // The exception outranks the status, and where it says nothing the status is all there is.
    [{ status: 400, headers: { 'x-amzn-errortype': 'ZzzException' } }, 'invalid_request by http/400'],
    [{ error: { message: 'zzz' } }, 'server_error by response/unknown'],
    [{ code: 'ECONNZZZ' }, 'connection_failed by network/unknown'],
    [{ status: 200, message: 'zzz' }, 'stream_interrupted by stream/unknown'],
    [new Error('zzz'), 'unknown by unknown/unrecognized'],
    [undefined, 'unknown by unknown/unrecognized'],
  ])('%j is %s', (thrown, verdict) => {
    expect(decided(thrown)).toBe(verdict);
  });
});

describe('a code', () => {
  it('decides before any text, and a type does as well', () => {
    const text = 'rate limit reached, overloaded';
    expect(decided({ status: 400, error: { message: text, code: 'ModelNotOpen' } })).toBe(
      'model_not_found by provider/model_not_found',
    );
    expect(decided({ status: 400, error: { message: text, type: 'ModelNotOpen' } })).toBe(
      'model_not_found by provider/model_not_found',
    );
  });
});

describe('a bug', () => {
  it.each(['TypeError', 'ReferenceError', 'ZodError', 'AssertionError'])(
    'is one whatever words are in it: %s',
    (name) => {
      expect(decided(Object.assign(new Error('rate limit is undefined'), { name }))).toBe('unknown by unknown/bug');
    },
  );

  it('is none where a body would not parse', () => {
    expect(decided(new SyntaxError('Unexpected end of JSON input'))).toBe(
      'invalid_response by network/invalid_response',
    );
  });
});

describe('words that mean something only by the way', () => {
  it.each<[status: number | undefined, message: string, verdict: string]>([
    // A request that was refused: names of its parameters.
    [400, 'timeout is too long', 'invalid_request by http/400'],
    [422, 'timeout is too long', 'invalid_request by http/422'],
    [499, 'timeout is too long', 'cancelled by http/499'],
    [400, 'capacity error', 'invalid_request by http/400'],
    [400, 'gateway time out', 'invalid_request by http/400'],
    [408, 'request timed out', 'gateway_timeout by network/client_timeout'],
    [500, 'request timed out', 'gateway_timeout by network/client_timeout'],
    [undefined, 'no capacity', 'overloaded by google/overloaded'],
    // Want of money: what it says of a rate is about money all the same.
    [402, 'rate limit reached', 'billing by http/402'],
    [402, 'invalid api key', 'invalid_api_key by wording/invalid_api_key'],
    // Too many requests: keys, prompts and connections.
    [429, 'rate limit of this invalid api key', 'rate_limited by wording/rate_limited'],
    [429, 'connection refused', 'rate_limited by http/429'],
    [429, 'prompt is too long', 'rate_limited by http/429'],
    [429, 'overloaded', 'overloaded by wording/overloaded'],
    [429, 'concurrent requests', 'concurrency_limited by wording/concurrency_limited'],
    [429, 'credit balance is too low', 'quota_exhausted by wording/billing'],
    [400, 'credit balance is too low', 'billing by wording/billing'],
  ])('%i "%s" is %s', (status, message, verdict) => {
    expect(decided({ status, message })).toBe(verdict);
  });
});

describe('a row that means one thing here and another there', () => {
  it.each<[thrown: object, verdict: string]>([
    [{ status: 429, message: 'Limit on requests per day (RPD)' }, 'quota_exhausted by wording/quota_exhausted'],
    [{ status: 429, message: '50 requests per day. Try again in 7m' }, 'rate_limited by wording/quota_exhausted'],
    [{ status: 429, message: 'limit 50 RPD, please try again in 7m' }, 'rate_limited by wording/quota_exhausted'],
    [{ status: 429, message: 'limit 50 TPD; retry after 7m' }, 'rate_limited by wording/quota_exhausted'],
    [{ status: 429, message: 'monthly limit, try again in 7 days' }, 'quota_exhausted by wording/quota_exhausted'],
    [{ status: 500, message: 'no servers per day, try again in 7m' }, 'rate_limited by wording/quota_exhausted'],
    // Google's quota of a minute, in OpenAI's words.
    [{ status: 429, message: 'exceeded your current quota' }, 'quota_exhausted by google/quota_exhausted'],
    [
      { status: 429, message: 'exceeded your current quota. Please retry in 7s' },
      'rate_limited by google/quota_exhausted',
    ],
    [{ status: 429, message: 'exceeded your current quota, retry delay 7s' }, 'rate_limited by google/quota_exhausted'],
    [
      { status: 429, message: 'exceeded your current quota. Start with retry in 7s' },
      'quota_exhausted by google/quota_exhausted',
    ],
    [
      { status: 429, error: { message: 'exceeded your current quota', details: [{ retryDelay: '7s' }] } },
      'rate_limited by google/quota_exhausted',
    ],
    [
      { status: 429, error: { message: 'exceeded your current quota, limit: 0', details: [{ retryDelay: '7s' }] } },
      'quota_exhausted by google/quota_exhausted',
    ],
    [{ status: 429, message: 'monthly limit, retry in 7s' }, 'quota_exhausted by wording/quota_exhausted'],
    // Who gave up on whom.
    [{ message: 'timed out' }, 'client_timeout by network/client_timeout'],
    [{ message: 'upstream timed out' }, 'gateway_timeout by network/client_timeout'],
    [{ status: 504, message: 'timed out' }, 'gateway_timeout by network/client_timeout'],
    [{ error: { message: 'it timed out' } }, 'gateway_timeout by network/client_timeout'],
  ])('%j is %s', (thrown, verdict) => {
    expect(decided(thrown)).toBe(verdict);
  });
});
