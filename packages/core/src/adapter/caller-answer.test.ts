import { describe, expect, it } from 'vitest';
import { classify } from '../classify/classify.ts';
import type { Classification } from '../classify/classification.ts';
import { detect } from '../detect/detect.ts';
import { BreakwaterError } from '../errors.ts';
import { callerAnswer } from './caller-answer.ts';

const verdict = (error: unknown): Classification => classify(detect(error));
const status = (code: number, headers: Record<string, string> = {}): Classification =>
  verdict(Object.assign(new Error('upstream words'), { status: code, headers }));

describe('what our caller is told', () => {
  it('is the code of the failure, in words that name no upstream', () => {
    expect(callerAnswer(status(503))).toEqual({
      status: 503,
      code: 503,
      reason: 'overloaded',
      message: 'The service is overloaded at the moment: try again later.',
      retryAfterSeconds: undefined,
      retryable: true,
    });
  });

  it('is 502 for a credential of ours, without the wait, and the truth for one of its own', () => {
    const refused = status(401, { 'retry-after': '3' });
    expect(callerAnswer(refused)).toMatchObject({
      status: 502,
      reason: 'bad_gateway',
      retryable: false,
      retryAfterSeconds: undefined,
    });
    expect(callerAnswer(refused, { ownCredential: true })).toMatchObject({ status: 401, reason: 'invalid_api_key' });
  });

  it('has whole seconds, rounded up and never 0, and the longer of both waits', () => {
    expect(callerAnswer(status(429, { 'retry-after-ms': '1001' })).retryAfterSeconds).toBe(2);
    expect(callerAnswer(status(429, { 'retry-after': '0' })).retryAfterSeconds).toBe(1);
    expect(callerAnswer(status(503, { 'retry-after': '2' }), { shutForMs: 4_200 }).retryAfterSeconds).toBe(5);
    expect(callerAnswer(status(503), { shutForMs: 200 }).retryAfterSeconds).toBe(1);
  });

  it('has no wait where the request itself is wrong', () => {
    expect(callerAnswer(status(400, { 'retry-after': '3' }), { shutForMs: 100 }).retryAfterSeconds).toBeUndefined();
  });

  it('is 429 while the upstream asks for less, 504 when time ran out, 503 for every other refusal', () => {
    const refusal = (code: BreakwaterError['code']): number =>
      callerAnswer(verdict(new BreakwaterError(code, 'a', 'x'))).status;
    expect(refusal('cooling-down')).toBe(429);
    expect(refusal('deadline-exceeded')).toBe(504);
    expect(refusal('breaker-open')).toBe(503);
    expect(refusal('bulkhead-full')).toBe(503);
  });

  it('is a bare 500 for what is no failed call, and 503 for a call that we gave up', () => {
    expect(callerAnswer(verdict(new Error('a bug')))).toMatchObject({ status: 500, reason: 'server_error' });
    expect(callerAnswer(verdict(new DOMException('gone', 'AbortError')))).toMatchObject({
      status: 503,
      reason: 'cancelled',
    });
  });
});
