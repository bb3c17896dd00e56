import { describe, expect, it } from 'vitest';
import { arrivalsOf } from './arrivals.ts';
import { endOf, FULL_INCIDENT } from './incident.ts';

describe('arrivals', () => {
  const arrivals = arrivalsOf(FULL_INCIDENT);

  it('are the same for the same seed and others for another', () => {
    expect(arrivalsOf(FULL_INCIDENT)).toEqual(arrivals);
    expect(arrivalsOf({ ...FULL_INCIDENT, seed: 8 })).not.toEqual(arrivals);
  });

  it('ascend, from the start to the end of the incident', () => {
    expect(arrivals).toEqual(arrivals.toSorted((left, right) => left - right));
    expect(arrivals[0]).toBeGreaterThan(0);
    expect(arrivals.at(-1)).toBeLessThan(endOf(FULL_INCIDENT));
  });

  it('come at the rate of the incident, with gaps that vary as much as they are long', () => {
    const gapsMs = arrivals.slice(1).map((atMs, index) => atMs - (arrivals[index] ?? 0));
    const meanMs = gapsMs.reduce((sum, gapMs) => sum + gapMs, 0) / gapsMs.length;
    const deviationMs = Math.sqrt(gapsMs.reduce((sum, gapMs) => sum + (gapMs - meanMs) ** 2, 0) / gapsMs.length);
    expect(meanMs / (1_000 / FULL_INCIDENT.callsPerSecond)).toBeCloseTo(1, 0);
    expect(deviationMs / meanMs).toBeCloseTo(1, 0);
  });
});
