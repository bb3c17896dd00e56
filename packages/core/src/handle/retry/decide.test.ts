import { describe, expect, it } from 'vitest';
import { httpError, networkError } from '../../../test/trial.ts';
import { classify } from '../../classify/classify.ts';
import { detect, detectAnswer } from '../../detect/detect.ts';
import type { Failure } from '../../detect/failure.ts';
import { BreakwaterError } from '../../errors.ts';
import type { ResolvedRetry } from '../../policy/resolved.ts';
import { decide, type Decision, type FailedAttempt } from './decide.ts';

const OPTIONS: ResolvedRetry = {
  max: 3,
  backoff: 'exponential',
  baseMs: 1_000,
  factor: 2,
  capMs: 20_000,
  jitter: 'none',
  maxRetryAfterMs: 120_000,
  resend: 'always',
  budget: { capacity: 500, cost: 14, throttleCost: 5 },
};

function decideOn(
  error: unknown,
  facts: Partial<FailedAttempt> = {},
  options: ResolvedRetry | false = OPTIONS,
): Decision {
  const failure = detect(error);
  const attempt: FailedAttempt = {
    failure,
    classification: classify(failure),
    number: 1,
    request: { resendable: true, idempotent: false },
    remainingMs: Infinity,
    budget: 500,
    held: false,
    shutForMs: 0,
    failingForMs: Infinity,
    spareMs: Infinity,
    holdOnMs: 0,
    answerMs: 0,
    ...facts,
  };
  return decide(attempt, options, () => 0.5);
}

describe('what is retried', () => {
  it.each([429, 500, 502, 503, 504])('%i is', (status) => {
    expect(decideOn(httpError(status)).retry).toBe(true);
  });

  it.each([400, 401, 403, 404, 409, 413, 422, 501, 505])('%i never is', (status) => {
    expect(decideOn(httpError(status))).toEqual({ retry: false, stopped: 'not-retryable' });
  });

  it('a 429 that means that no money is left is not', () => {
    const error = httpError(429, {}, { code: 'insufficient_quota', message: 'You exceeded your current quota' });
    expect(decideOn(error)).toEqual({ retry: false, stopped: 'not-retryable' });
  });

  it('a TypeError from a bug is not; a TypeError that says "fetch failed" is', () => {
    expect(decideOn(new TypeError("Cannot read properties of undefined (reading 'x')")).retry).toBe(false);
    expect(decideOn(new TypeError('fetch failed')).retry).toBe(true);
  });

  it.each(['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'EAI_AGAIN'])('%s is', (code) => {
    expect(decideOn(networkError(code)).retry).toBe(true);
  });

  it('an error inside a 200 is when its code is', () => {
    const body = { error: { type: 'overloaded_error', message: 'Overloaded' } };
    const failure = detectAnswer({ status: 200, body }) as Failure;
    expect(decideOn(undefined, { failure, classification: classify(failure) }).retry).toBe(true);
  });

  it('what the caller cancelled is not', () => {
    const failure = detect(new Error('any'), { callerSignal: AbortSignal.abort() });
    const facts = { failure, classification: classify(failure) };
    expect(decideOn(undefined, facts)).toEqual({ retry: false, stopped: 'cancelled' });
  });

  it.each([
    ['breaker-open', 'refused'],
    ['cooling-down', 'refused'],
    ['bulkhead-full', 'refused'],
    ['waiting-room-full', 'refused'],
    ['isolated', 'refused'],
    ['deadline-exceeded', 'deadline'],
  ] as const)('a refusal of ours is not, %s: it stops with "%s"', (code, stopped) => {
    expect(decideOn(new BreakwaterError(code, 'inner', 'no', 10))).toEqual({ retry: false, stopped });
    const wrapped = new Error('wrapped', { cause: new BreakwaterError(code, 'inner', 'no') });
    expect(decideOn(wrapped)).toEqual({ retry: false, stopped });
  });
});

describe('a retry', () => {
  it('counts attempts in all: with a max of 3 the third failure is the last', () => {
    expect(decideOn(httpError(503), { number: 2 }).retry).toBe(true);
    expect(decideOn(httpError(503), { number: 3 })).toEqual({ retry: false, stopped: 'attempts-exhausted' });
  });

  it('does not happen when the policy has none', () => {
    expect(decideOn(httpError(503), {}, false)).toEqual({ retry: false, stopped: 'retries-off' });
  });

  it('does not happen when the body is gone', () => {
    const request = { resendable: false, idempotent: true };
    expect(decideOn(httpError(503), { request })).toEqual({ retry: false, stopped: 'body-not-resendable' });
  });

  it('comes after the backoff, and costs what its failure costs', () => {
    expect(decideOn(httpError(503), { number: 2 })).toEqual({ retry: true, delayMs: 2_000, cost: 14 });
    expect(decideOn(httpError(429))).toEqual({ retry: true, delayMs: 1_000, cost: 5 });
    expect(decideOn(httpError(503), { budget: 0 }, { ...OPTIONS, budget: false })).toMatchObject({ cost: 0 });
  });

  it('costs nothing where the gate holds back what goes out', () => {
    expect(decideOn(httpError(503), { budget: 0, held: true })).toMatchObject({ retry: true, cost: 0 });
  });

  it('fails fast when the budget cannot pay for it', () => {
    expect(decideOn(httpError(503), { budget: 13 })).toEqual({ retry: false, stopped: 'budget-empty' });
    expect(decideOn(httpError(429), { budget: 13 }).retry).toBe(true);
  });

  // Defect: attempts of 4 s at a target whose answers take 8 s took its capacity from those who had the time.
  it('does not happen when it would leave less time than an answer takes', () => {
    const after1s = { answerMs: 4_000, number: 1 };
    expect(decideOn(httpError(503), { ...after1s, remainingMs: 5_000 })).toEqual({ retry: false, stopped: 'deadline' });
    expect(decideOn(httpError(503), { ...after1s, remainingMs: 5_001 })).toMatchObject({ retry: true, delayMs: 1_000 });
  });

  it('does not happen when it would come at the deadline or after it', () => {
    expect(decideOn(httpError(503), { remainingMs: 1_000 })).toEqual({ retry: false, stopped: 'deadline' });
    expect(decideOn(httpError(503), { remainingMs: 1_001 }).retry).toBe(true);
    expect(decideOn(httpError(429, { 'retry-after': '5' }), { remainingMs: 4_000 })).toMatchObject({
      stopped: 'deadline',
    });
  });

  // Defect: a Retry-After beyond a cap that is ignored, and retried sooner than asked.
  it('does not happen when the server asks for more patience than the policy has, rather than sooner', () => {
    expect(decideOn(httpError(429, { 'retry-after': '120' })).retry).toBe(true);
    expect(decideOn(httpError(429, { 'retry-after': '121' }))).toEqual({
      retry: false,
      stopped: 'retry-after-too-long',
    });
  });

  // Defect: a gateway that says "come back tomorrow" all through an outage of two seconds fails every call in it.
  it('does not believe an outage that asks for more patience than the policy has: nobody knows how long one lasts', () => {
    expect(decideOn(httpError(503, { 'retry-after': '86400' }))).toMatchObject({ retry: true, delayMs: 1_000 });
    expect(decideOn(httpError(503, { 'retry-after': '120' }))).toMatchObject({ retry: true, delayMs: 120_000 });
  });

  it('comes sooner where others get through, except under a limit', () => {
    const jittered: ResolvedRetry = { ...OPTIONS, jitter: 'full' };
    expect(decideOn(httpError(503), { failingForMs: 200 }, jittered)).toMatchObject({ delayMs: 200 });
    expect(decideOn(httpError(503), {}, jittered)).toMatchObject({ delayMs: 500 });
    expect(decideOn(httpError(429), { failingForMs: 100 }, jittered)).toMatchObject({ delayMs: 500 });
  });

  it('is put off where most attempts fail and it is the last one, but not under a limit', () => {
    const jittered: ResolvedRetry = { ...OPTIONS, jitter: 'full' };
    const last = { number: 2, holdOnMs: 9_000 };
    expect(decideOn(httpError(503), last, jittered)).toMatchObject({ delayMs: 9_000 * (1 - 0.5 / 8) });
    expect(decideOn(httpError(429), last, jittered)).toMatchObject({ delayMs: 1_500 });
  });

  it('waits until the target may be asked again, and not at all when that is too late', () => {
    expect(decideOn(httpError(429), { shutForMs: 3_000 })).toMatchObject({ delayMs: 3_000 });
    expect(decideOn(httpError(429), { shutForMs: 300 })).toMatchObject({ delayMs: 1_000 });
    expect(decideOn(httpError(429), { shutForMs: 3_000, remainingMs: 3_000 })).toMatchObject({ stopped: 'deadline' });
  });

  it('of an instant in the past falls back to the backoff, and is never negative', () => {
    const past = new Date(Date.now() - 5_000).toUTCString();
    expect(decideOn(httpError(503, { 'retry-after': past }))).toMatchObject({ retry: true, delayMs: 1_000 });
  });
});
