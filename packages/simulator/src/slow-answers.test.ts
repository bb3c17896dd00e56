import { describe, expect, it } from 'vitest';
import { breakwaterContender } from './contenders/breakwater.ts';
import type { Result } from './measure/result.ts';
import { runOnce } from './run-once.ts';
import { findScenario } from './scenario/library.ts';
import { scaleLoad } from './scenario/scale-load.ts';

/** One gateway at a fifth of the load through a scenario whose answers take 8 s. */
async function gateway(name: string, seed: number): Promise<Result> {
  const scenario = scaleLoad(findScenario(name), 0.2);
  const { result } = await runOnce(scenario, breakwaterContender('breakwater'), { seed, shape: 'gateway' });
  return result;
}

describe('a gateway whose answers take 8 s', () => {
  // Defect: chance opened its breaker, and one probe at a time failed as often as any call: 0.763, three attempts 0.951.
  it('loses no calls to a breaker in a brownout, where callers have 20 s', async () => {
    const { ofOptimum, falseOpens } = await gateway('hurried-brownout', 3);
    expect(falseOpens).toBe(0);
    expect(ofOptimum).toBeGreaterThan(0.94);
  });

  // Defect: each batch took an answer's time, and the next one was twice as large: 27 s on average.
  it('is back soon after its first good answer', async () => {
    expect((await gateway('long-hang', 1)).recoverMs).toBeLessThan(20_000);
  });

  // Defect: it served less than without any policy, 0.867 for 0.885 on average.
  it('loses none to its way back, where callers have 24 s', async () => {
    expect((await gateway('hurried-hang', 2)).ofOptimum).toBeGreaterThan(0.875);
  });

  // Defect: it paced itself to the few answers that it had, of all that were on their way.
  it('finds the pace of a limit that it meets in its first seconds', async () => {
    expect((await gateway('cold-limit', 2)).ofOptimum).toBeGreaterThan(0.995);
  });

  // Defect: its turns went to callers who had the time for the answers of before: 0.848 on average, no policy 0.978.
  it('comes back to a target that had become slower before it failed', async () => {
    expect((await gateway('slowed-outage', 1)).ofOptimum).toBeGreaterThan(0.97);
  });
});
