import { describe, expect, it } from 'vitest';
import { BASELINES } from '../contenders/baselines.ts';
import { breakwaterContender } from '../contenders/breakwater.ts';
import { runOnce } from '../run-once.ts';
import { builtInScenarios } from '../scenario/library.ts';
import { scaleLoad } from '../scenario/scale-load.ts';

const CONTENDERS = [
  ...BASELINES,
  breakwaterContender('breakwater'),
  breakwaterContender('insists', { retry: { max: 10, base: '50ms', budget: false }, breaker: false }),
];

describe('the optimum', () => {
  it.each(builtInScenarios().map((scenario) => [scenario.name, scenario] as const))(
    'is reached by nobody and more in %s',
    async (_name, scenario) => {
      const world = scaleLoad({ ...scenario, durationMs: Math.min(scenario.durationMs, 120_000) }, 0.05);
      for (const contender of CONTENDERS) {
        const { result } = await runOnce(world, contender, { seed: 2, shape: 'gateway' });
        expect({ contender: contender.name, excess: Math.max(0, result.ofOptimum - 1) }).toEqual({
          contender: contender.name,
          excess: 0,
        });
      }
    },
  );
});
