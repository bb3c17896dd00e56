import { describe, expect, it } from 'vitest';
import { httpError, networkError } from '../../../test/trial.ts';
import { classify } from '../../classify/classify.ts';
import { detect } from '../../detect/detect.ts';
import type { DetectOptions } from '../../detect/failure.ts';
import { BreakwaterError } from '../../errors.ts';
import { ABANDONED, type Settlement, settlementOf } from './settlement.ts';

function settled(error: unknown, options?: DetectOptions): Settlement {
  return settlementOf(classify(detect(error, options)), 120_000);
}

describe('what a failure means to the gate', () => {
  it.each([400, 401, 403, 404, 422])('%i says nothing about the target', (status) => {
    expect(settled(httpError(status))).toBe(ABANDONED);
  });

  it.each([500, 502, 503, 504])('%i is a failure of the target', (status) => {
    expect(settled(httpError(status))).toMatchObject({ outcome: 'failure', throttled: false });
  });

  it.each(['ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND'])('%s is a failure of the target', (code) => {
    expect(settled(networkError(code)).outcome).toBe('failure');
  });

  it('429 is no failure, and asks for less', () => {
    expect(settled(httpError(429, { 'retry-after': '3' }))).toEqual({
      outcome: 'neutral',
      throttled: true,
      hintMs: 3_000,
      dropped: true,
    });
  });

  it('503 that says when to come back is a failure, and asks for less', () => {
    const overloaded = settled(httpError(503, { 'retry-after': '3' }));
    expect(overloaded).toMatchObject({ outcome: 'failure', throttled: true, hintMs: 3_000, dropped: true });
  });

  it('a hint is believed up to the longest one', () => {
    expect(settled(httpError(429, { 'retry-after': '3600' })).hintMs).toBe(120_000);
  });

  it('a hint of 0 is none, and a 429 with it asks for nothing', () => {
    expect(settled(httpError(429, { 'retry-after': '0' }))).toMatchObject({ throttled: false, hintMs: undefined });
    expect(settled(httpError(429))).toMatchObject({ throttled: true, hintMs: undefined });
    expect(settled(httpError(503, { 'retry-after': '0' }))).toMatchObject({ throttled: false, hintMs: undefined });
  });

  it('a hint of an outage is believed up to the longest one, or not at all', () => {
    expect(settled(httpError(503, { 'retry-after': '120' }))).toMatchObject({ throttled: true, hintMs: 120_000 });
    expect(settled(httpError(503, { 'retry-after': '121' }))).toMatchObject({ throttled: false, hintMs: undefined });
  });

  it('a hint of an outage is not believed at all where it may ask for nothing, and one of a limit is', () => {
    const [outage, limit] = [503, 429].map((status) =>
      settlementOf(classify(detect(httpError(status, { 'retry-after': '3' }))), 120_000, 0),
    );
    expect(outage).toMatchObject({ outcome: 'failure', throttled: false, hintMs: undefined, dropped: true });
    expect(limit).toMatchObject({ throttled: true, hintMs: 3_000 });
  });

  it('a hint of an upstream that failed, not of a target that is busy, asks for no less', () => {
    expect(settled(httpError(500, { 'retry-after': '3' }))).toMatchObject({ outcome: 'failure', throttled: false });
  });

  it('only overload and time that ran out make the limit give way', () => {
    expect([500, 502, 503, 504].map((status) => settled(httpError(status)).dropped)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('a quota that is used up, a bug and a refusal of ours say nothing', () => {
    expect(settled(httpError(429, {}, { code: 'insufficient_quota' }))).toBe(ABANDONED);
    expect(settled(new TypeError('x is not a function'))).toBe(ABANDONED);
    expect(settled(new BreakwaterError('breaker-open', 'inner', 'no'))).toBe(ABANDONED);
  });

  it('a caller who left says nothing of the target, and something of how long callers stay', () => {
    expect(settled(new Error('any'), { callerSignal: AbortSignal.abort() })).toEqual({ ...ABANDONED, left: true });
  });

  it('an attempt that was cut at its own limit is a failure for overload', () => {
    const cut = settled(new BreakwaterError('attempt-timeout', 'here', 'cut'), { timedOut: true });
    expect(cut).toMatchObject({ outcome: 'failure', dropped: true });
  });
});
