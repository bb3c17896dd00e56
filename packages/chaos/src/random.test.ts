import { describe, expect, it } from 'vitest';
import { draw, hash, hexadecimal, seededRandom } from './random.ts';

describe('random', () => {
  it('depends on every part and on where one ends', () => {
    const hashes = [hash('ab', 'c'), hash('a', 'bc'), hash('abc'), hash('ab', 'd'), hash(1, 'ab', 'c')];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('draws evenly from [0, 1)', () => {
    const draws = Array.from({ length: 10_000 }, (_, index) => draw(1, 'rule', 0, index));
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(mean).toBeCloseTo(0.5, 1);
    expect(draws.filter((value) => value < 0.1).length).toBeGreaterThan(900);
    expect(draws.filter((value) => value < 0.1).length).toBeLessThan(1_100);
  });

  it('repeats a sequence for its seed', () => {
    const [one, same, other] = [seededRandom(7), seededRandom(7), seededRandom(8)];
    const three = (random: () => number) => [random(), random(), random()];
    const sequence = three(one);
    expect(three(same)).toEqual(sequence);
    expect(three(other)).not.toEqual(sequence);
  });

  it('makes as many hexadecimal digits as asked', () => {
    expect(hexadecimal(29, 'a', 1)).toMatch(/^[0-9a-f]{29}$/);
  });
});
