import { describe, expect, it } from 'vitest';
import { Failing } from './failing.ts';

function failing(...durationsMs: readonly number[]): number {
  const failures = new Failing();
  for (const durationMs of durationsMs) failures.note(durationMs);
  return failures.outlivedMs;
}

describe('an attempt', () => {
  it('outlives nothing while nothing has failed', () => {
    expect(failing()).toBe(Infinity);
  });

  it('has outlived the failures after three times the longest of the last ones', () => {
    expect(failing(200, 50, 100)).toBe(3 * 200 * 0.8 * 0.8);
    expect(failing(50, 200)).toBe(600);
  });

  it('has not outlived them within a tenth of a second', () => {
    expect(failing(1)).toBe(100);
  });

  it('is measured by failures as they are now: those of an earlier outage fade', () => {
    expect(failing(20_000, ...Array.from({ length: 40 }, () => 40))).toBe(120);
  });
});
