import { describe, expect, it } from 'vitest';
import { breakwaterContender } from './contenders/breakwater.ts';
import type { Contender } from './contenders/contender.ts';
import { RIVALS } from './contenders/rivals.ts';
import type { Figure, Result } from './measure/result.ts';
import { runOnce } from './run-once.ts';
import { findScenario } from './scenario/library.ts';
import { parseScenario } from './scenario/parse-scenario.ts';
import { scaleLoad } from './scenario/scale-load.ts';
import type { Scenario } from './scenario/scenario.ts';

async function run(contender: Contender, scenario: string): Promise<Result> {
  const world = scaleLoad(findScenario(scenario), 0.25);
  const { result } = await runOnce(world, contender, { seed: 1, shape: 'gateway' });
  return result;
}

/** Calls that one process under Breakwater loses in so many runs. */
async function lostIn(scenario: Scenario, runs: number): Promise<number> {
  let lost = 0;
  for (let seed = 1; seed <= runs; seed++) {
    const { result } = await runOnce(scenario, breakwaterContender('breakwater'), { seed, shape: 'gateway' });
    lost += result.calls * (1 - result.goodput);
  }
  return lost;
}

/** The figure in which each mistake shows, in one gateway process, and the least it costs there. */
const COSTS: readonly (readonly [string, Figure, (flawed: number, sound: number) => boolean])[] = [
  ['hazard-head', 'ofOptimum', (flawed, sound) => flawed < sound - 0.3],
  ['hazard-queue', 'useless', (flawed, sound) => flawed > 0.2 && sound < 0.05],
  ['hazard-abort', 'orphaned', (flawed, sound) => flawed > 0.02 && sound === 0],
  ['hazard-halving', 'ofOptimum', (flawed, sound) => flawed < sound - 0.08],
  ['hazard-release', 'overshoot', (flawed, sound) => flawed > 5 && sound < 3],
];

describe('hazards', () => {
  it.each(COSTS)(
    '%s: the mistake costs what it is said to cost, and without it the same room does not pay',
    async (scenario, figure, costs) => {
      const [flawed, sound] = RIVALS[scenario]!;
      expect(costs((await run(flawed!, scenario))[figure]!, (await run(sound!, scenario))[figure]!)).toBe(true);
    },
  );

  const breakwater = breakwaterContender('breakwater');

  it('Breakwater makes no room for calls that outlive their callers', async () => {
    expect((await run(breakwater, 'hazard-queue')).useless).toBeLessThan(0.02);
  });

  it('Breakwater sends nothing for callers who have left', async () => {
    expect((await run(breakwater, 'hazard-abort')).orphaned).toBe(0);
  });

  it('Breakwater keeps its rate when a wave of rejections comes back', async () => {
    expect((await run(breakwater, 'hazard-halving')).ofOptimum).toBeGreaterThan(0.97);
  });

  it('Breakwater lets those who waited go at the pace that the upstream can take', async () => {
    expect((await run(breakwater, 'hazard-release')).overshoot).toBeLessThan(2);
  });

  it('Breakwater does not come to take the queue of an ailing upstream for its usual self', async () => {
    expect((await run(breakwater, 'metastable')).ofOptimum).toBeGreaterThan(0.99);
  });
});

describe('answers that take long', () => {
  const breakwater = breakwaterContender('breakwater');

  // Defects: all who wait go together after a probe of eight seconds; a target that turns a few away at once, before
  // the first answer of many is there, is taken for down; the last answers of before an outage hide it.
  it.each([
    ['long-outage', 0.99],
    ['long-cold', 0.98],
    ['long-brownout', 0.99],
    ['long-capacity', 0.99],
  ])('%s costs one gateway process no more than it must', async (scenario, least) => {
    const { ofOptimum, falseOpens } = await run(breakwater, scenario);
    expect(ofOptimum).toBeGreaterThan(least);
    expect(falseOpens).toBe(0);
  });

  it('come again at once when the target is back: nobody waits for the first of them', async () => {
    const { overshoot, wasted } = await run(breakwater, 'long-outage');
    expect(overshoot).toBeLessThan(1.5);
    expect(wasted).toBeLessThan(0.05);
  });
});

describe('a process that begins in an outage', () => {
  const breakwater = breakwaterContender('breakwater');
  const world = scaleLoad(
    parseScenario({
      name: 'cold',
      duration: '120s',
      patience: '15s',
      clients: { count: 100, perSecond: 0.8 },
      upstream: {
        latency: { p50: '1s', p99: '3s' },
        errorLatency: '1s',
        capacity: { perSecond: 120, burst: 12 },
      },
      incidents: [{ kind: 'down', from: 0, until: '20s', status: 503 }],
    }),
    0.5,
  );

  // Defect: with no answer seen, every turn went to the oldest call in line, whose deadline came before its answer: none
  // was answered, for good.
  it('gives the first turns to calls that have the time for an answer, though it has never seen one', async () => {
    const { result } = await runOnce(world, breakwater, { seed: 1, shape: 'gateway' });
    expect(result.ofOptimum).toBeGreaterThan(0.85);
  });
});

describe('a store in trouble', () => {
  it('refuses calls that a breaker asks it for, and Breakwater never asks it', async () => {
    const [stored] = RIVALS['store-down']!;
    const [theirs, ours] = [await run(stored!, 'store-down'), await run(breakwaterContender('b'), 'store-down')];
    expect(theirs.ofOptimum).toBeLessThan(0.75);
    expect(theirs.storeCommands).toBeGreaterThan(1);
    expect(ours.storeCommands).toBe(0);
    expect(ours.ofOptimum).toBeGreaterThan(0.9);
  });
});

describe('a target that is back, but not as it was', () => {
  const breakwater = breakwaterContender('breakwater');

  // Defect: it is sent a fifth more than was usual for as long as it has less, and refuses the rest.
  it('gets what it takes, where that is three tenths of its capacity for 20 s', async () => {
    const weak = parseScenario({
      name: 'weak-return',
      duration: '120s',
      patience: '60s',
      clients: { count: 25, perSecond: 8 },
      upstream: { latency: { p50: '50ms', p99: '200ms' }, capacity: { perSecond: 300, burst: 30 } },
      incidents: [
        { kind: 'down', from: '30s', until: '40s' },
        { kind: 'capacity', from: '40s', until: '60s', share: 0.3 },
      ],
    });
    const { result } = await runOnce(weak, breakwater, { seed: 1, shape: 'gateway' });
    expect(result.ofOptimum).toBeGreaterThan(0.985);
    expect(result.amplificationInIncident).toBeLessThan(0.65);
  });

  // Defect: an outage that has begun anew is probed as seldom as one that goes on.
  it('is found to be up soon, where it flaps', async () => {
    const world = scaleLoad(findScenario('flapping'), 0.25);
    const { result } = await runOnce(world, breakwater, { seed: 1, shape: 'clients' });
    expect(result.ofOptimum).toBeGreaterThan(0.975);
    expect(result.amplification).toBeLessThan(1.12);
  });

  // Defect: with each turn the ramp begins anew with a quarter of what was usual, though it got far beyond that before.
  it('is taken up again where it was left, where it flaps', async () => {
    const world = scaleLoad(findScenario('flapping'), 0.25);
    const { result } = await runOnce(world, breakwater, { seed: 1, shape: 'gateway' });
    expect(result.ofOptimum).toBeGreaterThan(0.98);
  });
});

/** One process of 25 calls a second, whose callers stay for as long as it takes. */
const ONE_CLIENT = { duration: '8s', patience: '60s', leaving: 'abort', clients: { count: 1, perSecond: 25 } };

describe('a limit that begins while an outage is worked off', () => {
  const scenario = parseScenario({
    name: 'limit-in-the-backlog',
    ...ONE_CLIENT,
    upstream: { latency: { p50: '80ms', p99: '250ms' } },
    incidents: [
      { kind: 'down', from: '1s', until: '3500ms', status: 503 },
      { kind: 'rate-limit', from: '5500ms', until: '6700ms', perSecond: 16, burst: 4, retryAfter: 'precise' },
    ],
  });

  // Defect: who is told "in 5 ms" together with others is told so three times in a fifth of a second, and is lost: in
  // two runs of five.
  it('loses no call to hints of a few milliseconds', async () => {
    expect(await lostIn(scenario, 40)).toBeCloseTo(0);
  });
});

describe('an outage whose errors take longer and longer', () => {
  const scenario = parseScenario({
    name: 'slower-errors',
    ...ONE_CLIENT,
    upstream: { latency: { p50: '80ms', p99: '250ms' }, errorLatency: '2ms' },
    incidents: [
      { kind: 'down', from: '1s', until: '2750ms', status: 502 },
      { kind: 'brownout', from: '2750ms', until: '3500ms', share: 1, status: 503 },
    ],
  });

  // Defect: the first slow error passes for a sign of life, and those first in line use up their last attempts: in one
  // run of four.
  it('loses no call to a probe that has outlived the quick ones', async () => {
    expect(await lostIn(scenario, 40)).toBeCloseTo(0);
  });
});
