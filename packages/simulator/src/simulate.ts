import type { Policy } from '@breakwater/core';
import { breakwaterContender } from './contenders/breakwater.ts';
import type { Contender } from './contenders/contender.ts';
import type { Result } from './measure/result.ts';
import { summarise, type Summary } from './measure/summary.ts';
import { runOnce } from './run-once.ts';
import { findScenario } from './scenario/library.ts';
import { parseScenario } from './scenario/parse-scenario.ts';
import { scaleLoad } from './scenario/scale-load.ts';
import type { Shape } from './scenario/scenario.ts';

export interface SimulateOptions {
  /** Each one is a run of its own; the same seed gives the same result. At least one integer. @defaultValue [1, 2, 3, 4, 5] */
  readonly seeds?: readonly number[] | undefined;
  /** A process for each client, or one that all of them call through. @defaultValue 'clients' */
  readonly shape?: Shape | undefined;
  /** Clients and upstream at this share of what the scenario says; above 0, up to 1. @defaultValue 1 */
  readonly load?: number | undefined;
}

/** What a policy did in a scenario: figures over all seeds, and every run. */
export interface Simulation {
  readonly summary: Summary;
  readonly runs: readonly Result[];
}

/**
 * Takes a policy through a scenario: the real engine, on virtual time.
 *
 * @param policy - as in the policy file; or a baseline, to compare with.
 * @param scenario - the name of a built-in one, or one of your own as plain data.
 * @throws ScenarioError listing every problem of the scenario, PolicyError every problem of the policy.
 * @throws RangeError for a name that is not built in, or seeds that make no sense.
 */
export async function simulate(
  policy: Policy | Contender,
  scenario: string | object,
  { seeds = [1, 2, 3, 4, 5], shape = 'clients', load = 1 }: SimulateOptions = {},
): Promise<Simulation> {
  const world = typeof scenario === 'string' ? findScenario(scenario) : parseScenario(scenario);
  const contender = isContender(policy) ? policy : breakwaterContender('breakwater', policy);
  if (seeds.length === 0 || !seeds.every(Number.isInteger)) {
    throw new RangeError(`seeds: found ${JSON.stringify(seeds)}; allowed: integers, at least one`);
  }
  if (!(load > 0 && load <= 1)) throw new RangeError(`load: found ${load}; allowed: a number above 0, up to 1`);
  const scaled = scaleLoad(world, load);
  const runs: Result[] = [];
  for (const seed of seeds) {
    const { result } = await runOnce(scaled, contender, { seed, shape });
    runs.push(result);
  }
  return { summary: summarise(runs)[0]!, runs };
}

function isContender(policy: Policy | Contender): policy is Contender {
  return 'start' in policy;
}
