import { describe, expect, it } from 'vitest';
import { latencyOf } from './latency.ts';

const many = (latency: Parameters<typeof latencyOf>[0]) =>
  Array.from({ length: 10_000 }, (_, index) => latencyOf(latency, 1, index)).toSorted((left, right) => left - right);

describe('latency', () => {
  it('is what it is told to be', () => {
    expect(latencyOf(40, 1, 1)).toBe(40);
  });

  it('lies evenly between two ends', () => {
    const drawn = many({ minMs: 10, maxMs: 20 });
    expect(drawn[0]).toBeGreaterThanOrEqual(10);
    expect(drawn.at(-1)).toBeLessThan(20);
    expect(drawn[5_000]).toBeCloseTo(15, 0);
  });

  it('has its median and its 99th percentile', () => {
    const drawn = many({ medianMs: 100, p99Ms: 1_000 });
    expect(drawn[5_000]).toBeGreaterThan(93);
    expect(drawn[5_000]).toBeLessThan(107);
    expect(drawn[9_900]).toBeGreaterThan(850);
    expect(drawn[9_900]).toBeLessThan(1_150);
  });
});
