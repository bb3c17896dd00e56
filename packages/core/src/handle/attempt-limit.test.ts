import { describe, expect, it } from 'vitest';
import { createStatistics } from '../report/statistics.ts';
import { attemptLimitMs } from './attempt-limit.ts';

const TIMEOUT = { attemptMs: 60_000, totalMs: 120_000, firstContentMs: 0, idleMs: 0, growth: 1.5, adaptive: true };

function after(attempts: number, durationMs: number): ReturnType<typeof createStatistics> {
  const statistics = createStatistics();
  for (let made = 0; made < attempts; made++) statistics.attemptSucceeded(durationMs, made);
  return statistics;
}

describe('the limit of an attempt', () => {
  it('is that of the policy unless it says adaptive', () => {
    expect(attemptLimitMs({ ...TIMEOUT, adaptive: false }, after(100, 500))).toBe(60_000);
  });

  it('is that of the policy before twenty attempts were good', () => {
    expect(attemptLimitMs(TIMEOUT, after(19, 500))).toBe(60_000);
  });

  it('is three times what nearly all good attempts take, within the error of the histogram', () => {
    const limitMs = attemptLimitMs(TIMEOUT, after(100, 2_000));
    expect(limitMs).toBeGreaterThan(5_400);
    expect(limitMs).toBeLessThan(6_600);
  });

  it('is never below a second, and never above that of the policy', () => {
    expect(attemptLimitMs(TIMEOUT, after(100, 5))).toBe(1_000);
    expect(attemptLimitMs({ ...TIMEOUT, attemptMs: 3_000 }, after(100, 5_000))).toBe(3_000);
  });
});
