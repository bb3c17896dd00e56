import { describe, expect, it } from 'vitest';
import { seededRandom } from './seeded-random.ts';

function sample(seed: number, count: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
}

describe('seeded random numbers', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(sample(7, 20)).toEqual(sample(7, 20));
    expect(sample(7, 20)).not.toEqual(sample(8, 20));
  });

  it('are uniform in [0, 1)', () => {
    const numbers = sample(1, 20_000);
    const tenths = Array.from({ length: 10 }, (_, tenth) => numbers.filter((x) => Math.floor(x * 10) === tenth).length);
    expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(Math.min(...tenths)).toBeGreaterThan(1_850);
    expect(Math.max(...tenths)).toBeLessThan(2_150);
  });
});
