import { describe, expect, it } from 'vitest';
import { awsStandard, noPolicy, openaiSdk, threeAttempts } from './contenders/baselines.ts';
import { breakwaterContender } from './contenders/breakwater.ts';
import type { Contender } from './contenders/contender.ts';
import type { Result } from './measure/result.ts';
import { runOnce } from './run-once.ts';
import { findScenario } from './scenario/library.ts';
import { parseScenario } from './scenario/parse-scenario.ts';
import { scaleLoad } from './scenario/scale-load.ts';
import type { Scenario } from './scenario/scenario.ts';

/** A tenth of the load of the built-in scenarios: 10 clients, 80 calls a second. */
async function run(contender: Contender, scenario: string | Scenario, seed = 1): Promise<Result> {
  const world = scaleLoad(typeof scenario === 'string' ? findScenario(scenario) : scenario, 0.1);
  const { result } = await runOnce(world, contender, { seed, shape: 'clients' });
  return result;
}

describe('a run', () => {
  it('gives the same result for the same seed, and another for another', async () => {
    const breakwater = breakwaterContender('breakwater');
    const [first, again, other] = [
      await run(breakwater, 'outage'),
      await run(breakwater, 'outage'),
      await run(breakwater, 'outage', 2),
    ];
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    expect(other.goodput).not.toBe(first.goodput);
  });

  it('gives every contender the same calls', async () => {
    const [none, breakwater] = [await run(noPolicy, 'outage'), await run(breakwaterContender('b'), 'outage')];
    expect(breakwater.calls).toBe(none.calls);
    expect(breakwater.optimum).toBe(none.optimum);
  });

  it('without a policy loses the calls of the outage: goodput 1 - 20/120, one attempt each', async () => {
    const { goodput, amplification, wasted, fairness } = await run(noPolicy, 'outage');
    expect(goodput).toBeCloseTo(1 - 20 / 120, 1);
    expect(Math.abs(goodput - (1 - 20 / 120))).toBeLessThan(0.01);
    expect(amplification).toBe(1);
    expect(wasted).toBeCloseTo(1 - goodput, 2);
    expect(fairness).toBeGreaterThan(0.99);
  });

  it('in a brownout of p answers 1 - p^k of the calls in k attempts, at (1 - p^k)/(1 - p) attempts each', async () => {
    const brownout = parseScenario({
      name: 'brownout',
      clients: { count: 200, perSecond: 8 },
      duration: '60s',
      incidents: [{ kind: 'brownout', from: 0, until: '200s', share: 0.3 }],
    });
    const { goodput, amplification } = await run(threeAttempts, brownout);
    expect(Math.abs(goodput - (1 - 0.3 ** 3))).toBeLessThan(0.006);
    expect(Math.abs(amplification - 1.39)).toBeLessThan(0.02);
  });

  it('collapses where retries feed an overload, and comes back where nobody retries', async () => {
    const [none, three] = [await run(noPolicy, 'metastable'), await run(threeAttempts, 'metastable')];
    expect(none.recoverMs).toBeLessThan(20_000);
    expect(three.recoverMs).toBe(Infinity);
    expect(three.goodput).toBeLessThan(0.3);
    expect(three.useless).toBeGreaterThan(0.5);
  });

  it('counts a stream that was begun twice as no good answer', async () => {
    const [three, sdk] = [await run(threeAttempts, 'broken-streams'), await run(openaiSdk, 'broken-streams')];
    expect(three.repeated).toBeGreaterThan(0.15);
    expect(three.goodput).toBeLessThan(0.82);
    expect(sdk.repeated).toBe(0);
  });
});

describe('baselines', () => {
  it('AWS standard spends its quota of 500 on 35 retries per process, and no more', async () => {
    const scenario = parseScenario({
      name: 'down',
      clients: { count: 100, perSecond: 8 },
      duration: '30s',
      incidents: [{ kind: 'down', from: 0, until: '100s' }],
    });
    const { calls, amplification } = await run(awsStandard, scenario);
    expect(Math.round((amplification - 1) * calls)).toBe(35 * 10);
  });

  it('the OpenAI SDK takes a Retry-After of a day at its word, and its callers leave', async () => {
    const { goodput, amplification } = await run(openaiSdk, 'lying-day');
    expect(amplification).toBe(1);
    expect(goodput).toBeLessThan(0.99);
  });
});

describe('breakwater in a run', () => {
  it('leaves an upstream that is down alone', async () => {
    const { amplificationInIncident, detectMs, wasted, probes } = await run(breakwaterContender('b'), 'outage');
    expect(amplificationInIncident).toBeLessThan(0.3);
    expect(probes).toBeGreaterThan(0);
    expect(probes).toBeLessThan(wasted);
    expect(detectMs).toBeLessThan(2_000);
  });

  it('runs the policy that it is given', async () => {
    const { amplification, falseOpens } = await run(
      breakwaterContender('b', { retry: false, breaker: false }),
      'outage',
    );
    expect(amplification).toBe(1);
    expect(falseOpens).toBe(0);
  });

  it('ends no call long after its caller has left', async () => {
    const { overstayed } = await run(breakwaterContender('b'), 'black-hole');
    expect(overstayed).toBe(0);
  });
});
