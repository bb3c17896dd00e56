import { describe, expect, it } from 'vitest';
import type { Refusal } from './gate/refusal.ts';
import { attemptLimitError, deadlineError, silenceError } from './limit-error.ts';
import { refusalError, stopReason } from './refusal-error.ts';

function messageOf(code: Refusal['code'], retryAfterMs?: number): string {
  return refusalError('openai', { code, retryAfterMs }).message;
}

describe('the error of a refusal', () => {
  it.each<[Refusal['code'], string]>([
    ['breaker-open', 'it is failing, and is being left alone until a probe succeeds'],
    ['cooling-down', 'it asked for fewer requests'],
    ['bulkhead-full', 'all attempts that may be in flight are'],
    ['waiting-room-full', 'all places to wait are taken'],
    ['deadline-exceeded', 'the time of the call is over'],
    ['attempt-timeout', 'the time of the attempt is over'],
    ['isolated', 'the target was isolated by hand, and takes no calls until it is reset'],
  ])('says why: %s', (code, why) => {
    expect(messageOf(code)).toBe(`Refused a call to openai: ${why}. Try again later.`);
  });

  it('says when to try again: in milliseconds below ten seconds, then in seconds, rounded up', () => {
    expect(messageOf('isolated', 9_999)).toContain('. Try again in 9999 ms.');
    expect(messageOf('isolated', 10_000)).toContain('. Try again in 10 s.');
    expect(messageOf('isolated', 10_001)).toContain('. Try again in 11 s.');
  });

  it.each([
    ['billing', 403, 'no money is left (billing). Add credit or raise the spending limit'],
    ['quota_exhausted', 429, 'no quota is left (quota_exhausted). Add credit, raise the quota, or wait for its reset'],
  ] as const)('says what to do about a credential that is paused: %s', (reason, status, what) => {
    const error = refusalError('openai', { code: 'credential-paused', retryAfterMs: 20_000, reason });
    expect(error).toMatchObject({ code: 'credential-paused', target: 'openai', status, retryAfterMs: 20_000 });
    expect(error.message).toBe(
      `Refused a call to openai: its credential is paused, as ${what}; it is noticed without a restart. Try again in 20 s.`,
    );
  });

  it('has no stack, and leaves that of other errors alone', () => {
    const before = Error.stackTraceLimit;
    expect(refusalError('t', { code: 'isolated', retryAfterMs: undefined }).stack).not.toContain('    at ');
    expect(Error.stackTraceLimit).toBe(before);
  });
});

it('a call ends by its deadline, by its paused credential, or because it was refused', () => {
  const reasons = (['deadline-exceeded', 'credential-paused', 'breaker-open'] as const).map((code) =>
    stopReason({ code }),
  );
  expect(reasons).toEqual(['deadline', 'credential-paused', 'refused']);
});

it('an error of our own limits says which one, how long it was and what to do, and never that anything timed out', () => {
  const errors = [attemptLimitError('t', 1_999.6), deadlineError('t', 2_999.6), silenceError('t', 3_999.6)];
  expect(errors.map(({ code, target }) => [code, target])).toEqual([
    ['attempt-timeout', 't'],
    ['deadline-exceeded', 't'],
    ['attempt-timeout', 't'],
  ]);
  expect(errors.map(({ message }) => message)).toEqual([
    'Gave up on an attempt at t after its limit of 2000 ms. Give attempts more time in the policy, or send a smaller request.',
    'Gave up on a call to t at its deadline, after 3000 ms. Give it a later deadline, or calls more time in the policy.',
    'Gave up on a stream from t: no content came for 4000 ms. Allow longer silence in the policy if its answers take such pauses.',
  ]);
  for (const { message } of errors) expect(message).not.toMatch(/tim(ed|ing) ?out/i);
});
