import { describe, expect, it } from 'vitest';
import type { Classification } from '../classify/classification.ts';
import { createStatistics } from './statistics.ts';

function failure(code: Classification['code'], reason: Classification['reason']): Classification {
  return { code, reason, retryable: true, scope: 'upstream', advice: 'wait', rule: `http/${code}` };
}

describe('the figures of a target', () => {
  it('begin at nothing', () => {
    expect(createStatistics().snapshot(0)).toEqual({
      calls: 0,
      callsFailed: 0,
      callsCancelled: 0,
      callsByAttempts: [0, 0],
      attempts: 0,
      attemptsFailed: 0,
      wastedMs: 0,
      retries: 0,
      refused: {},
      failuresByCode: {},
      failuresByReason: {},
      latencyMs: null,
      recent: {
        windowMs: 60_000,
        attempts: 0,
        failures: 0,
        perSecond: 0,
        failuresByCode: {},
        failuresByReason: {},
        slots: { attempts: [], failures: [] },
      },
    });
  });

  it('count calls, attempts, retries, failures and refusals', () => {
    const statistics = createStatistics();
    statistics.attemptFailed(120.4, failure(503, 'overloaded'), 1_000);
    statistics.attemptFailed(30_000, failure(504, 'client_timeout'), 32_000);
    statistics.attemptFailed(80, failure(503, 'maintenance'), 33_000);
    statistics.attemptSucceeded(400, 34_000);
    statistics.callSettled(4, true);
    statistics.attemptSucceeded(410, 35_000);
    statistics.callSettled(1, true);
    statistics.refused('breaker-open');
    statistics.callSettled(0, false);
    statistics.refused('breaker-open');
    statistics.refused('deadline-exceeded');
    statistics.callCancelled();
    expect(statistics.snapshot(40_000)).toMatchObject({
      calls: 3,
      callsFailed: 1,
      callsCancelled: 1,
      callsByAttempts: [1, 1, 0, 0, 1],
      attempts: 5,
      attemptsFailed: 3,
      wastedMs: 30_200,
      retries: 3,
      refused: { 'breaker-open': 2, 'deadline-exceeded': 1 },
      failuresByCode: { '503': 2, '504': 1 },
      failuresByReason: { overloaded: 1, maintenance: 1, client_timeout: 1 },
      recent: { windowMs: 60_000, attempts: 5, failures: 3 },
    });
  });

  it('count calls of ten attempts and more together', () => {
    const statistics = createStatistics();
    for (const attempts of [9, 10, 11, 400]) statistics.callSettled(attempts, false);
    expect(statistics.snapshot(0).callsByAttempts.slice(8)).toEqual([0, 1, 3]);
  });

  it('tell the rate, the kinds of failure and the slots of the last minute', () => {
    const statistics = createStatistics();
    for (let second = 0; second < 90; second++) {
      statistics.attemptSucceeded(10, second * 1_000);
      if (second === 20 || second === 60) statistics.attemptFailed(10, failure(503, 'overloaded'), second * 1_000);
      if (second === 60) statistics.attemptFailed(10, failure(503, 'maintenance'), second * 1_000);
    }
    // Of the slots that begin at 30 s.
    const { recent, failuresByCode } = statistics.snapshot(89_999);
    expect(failuresByCode).toEqual({ '503': 3 });
    expect(recent).toMatchObject({
      attempts: 62,
      failures: 2,
      perSecond: 1.03,
      failuresByCode: { '503': 2 },
      failuresByReason: { overloaded: 1, maintenance: 1 },
      slots: { attempts: [5, 5, 5, 5, 5, 5, 7, 5, 5, 5, 5, 5], failures: [0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0] },
    });
  });

  it('tell how long good attempts took, within 10 %', () => {
    const statistics = createStatistics();
    for (let i = 1; i <= 100; i++) statistics.attemptSucceeded(i * 100, i);
    statistics.attemptFailed(1, failure(500, 'server_error'), 101);
    const { latencyMs } = statistics.snapshot(101);
    for (const [key, exact] of Object.entries({ p50: 5_000, p90: 9_000, p99: 9_900 })) {
      expect(Math.abs(latencyMs![key as 'p50'] - exact) / exact).toBeLessThanOrEqual(0.1);
    }
  });

  it('forget the recent past after a minute, and nothing else', () => {
    const statistics = createStatistics();
    statistics.attemptFailed(1, failure(500, 'server_error'), 0);
    statistics.attemptSucceeded(1, 30_000);
    expect(statistics.recent(59_999, 60_000)).toEqual({ attempts: 2, failures: 1 });
    expect(statistics.recent(59_999, 30_000)).toEqual({ attempts: 1, failures: 0 });
    expect(statistics.recent(90_000, 60_000)).toEqual({ attempts: 0, failures: 0 });
    expect(statistics.total()).toEqual({ attempts: 2, failures: 1 });
  });

  it('are plain JSON, and a copy', () => {
    const statistics = createStatistics();
    statistics.attemptFailed(1, failure(429, 'rate_limited'), 0);
    statistics.attemptSucceeded(1, 0);
    const first = statistics.snapshot(0);
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    (first.failuresByCode as Record<string, number>)['429'] = 9;
    expect(statistics.snapshot(0).failuresByCode).toEqual({ '429': 1 });
  });
});
