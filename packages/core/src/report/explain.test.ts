import { describe, expect, it } from 'vitest';
import { httpError } from '../../test/trial.ts';
import { classify } from '../classify/classify.ts';
import { detect } from '../detect/detect.ts';
import { explain, type Outcome, type StopReason } from './explain.ts';

const rateLimited = classify(detect(httpError(429, { 'retry-after': '12' }), { wallNowMs: 1_000 }));
const overloaded = classify(detect(httpError(503)));

const OUTCOME: Outcome = {
  target: 'openai/gpt-5',
  classification: rateLimited,
  attempts: [
    { number: 1, target: 'openai/gpt-5', classification: overloaded, durationMs: 812.4, waitedMs: 0, delayMs: 700 },
    { number: 2, target: 'openai/gpt-5', classification: rateLimited, durationMs: 95, waitedMs: 2_500 },
  ],
  stopped: 'deadline',
  elapsedMs: 4_200,
};

describe('an explanation', () => {
  it('says in one line what it was, where, after how much, why it stopped and what to do', () => {
    const { summary } = explain(OUTCOME);
    expect(summary).toMatch(/^429 Rate Limited \(rate_limited\) from openai\/gpt-5 after 2 attempts; stopped because /);
    expect(summary).toContain('timeout.total');
    expect(summary.endsWith(rateLimited.advice)).toBe(true);
    expect(summary).not.toContain('\n');
  });

  it('says in full every attempt with its wait, its end and its pause', () => {
    const { text } = explain(OUTCOME);
    expect(text).toContain('attempt 1: 503 overloaded after 812 ms, then paused 700 ms');
    expect(text).toContain('attempt 2: waited 2.5 s at the gate, 429 rate_limited after 95 ms, told to wait 12 s');
    expect(text).toMatch(/stopped: {2}.*, after 4\.2 s/);
    expect(text).toContain('wait:     12 s, until 1970-01-01T00:00:13.000Z');
    expect(text).toContain(`do:       ${rateLimited.advice}`);
  });

  it('names the target of an attempt where it was another one', () => {
    const { text } = explain({ ...OUTCOME, target: 'azure/gpt-5' });
    expect(text).toContain('attempt 1: at openai/gpt-5, 503 overloaded');
    expect(explain(OUTCOME).text).not.toContain(': at ');
  });

  it('carries the entry of the reference, and when it may be tried again', () => {
    const { reference, classification } = explain(OUTCOME);
    expect(reference).toMatchObject({ name: 'Rate Limited' });
    expect(classification).toMatchObject({ retryAfterMs: 12_000, retryAt: 13_000 });
  });

  it('of a call that was cancelled has no entry of the reference', () => {
    const classification = classify(detect(new Error('x'), { callerSignal: AbortSignal.abort() }));
    const explanation = explain({ ...OUTCOME, classification, stopped: 'cancelled' });
    expect(explanation.reference).toBeUndefined();
    expect(explanation.summary).toMatch(/^cancelled from /);
  });

  it('of a stray error says what it is, and nothing of what was tried', () => {
    const stray = {
      target: undefined,
      classification: overloaded,
      attempts: [],
      stopped: undefined,
      elapsedMs: undefined,
    };
    const { summary, text } = explain(stray);
    expect(summary).toMatch(/^503 Service Unavailable \(overloaded\)\. /);
    expect(text).not.toMatch(/target|attempt \d|stopped|undefined|NaN/);
  });

  it.each<[StopReason, string]>([
    ['not-retryable', 'again'],
    ['retries-off', 'policy'],
    ['attempts-exhausted', 'retry.max'],
    ['body-not-resendable', 'retry.resend'],
    ['retry-after-too-long', 'retry.maxRetryAfter'],
    ['deadline', 'timeout.total'],
    ['budget-empty', 'retry.budget'],
    ['refused', 'gate'],
    ['credential-paused', 'money'],
    ['cancelled', 'caller'],
  ])('names, for %s, the thing to look at: %s', (stopped, word) => {
    expect(explain({ ...OUTCOME, stopped }).text).toContain(word);
  });

  it('is plain data', () => {
    const explanation = explain(OUTCOME);
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  });
});
