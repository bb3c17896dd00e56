import type { Scenario } from '../scenario/scenario.ts';
import { type Arrival, optimum } from './optimum.ts';
import type { Recorder } from './recorder.ts';

/** What is known of the scenario that was last asked for: of the same calls, always the same. */
let known: { readonly scenario: string; readonly optima: Map<string, number> } | undefined;

/**
 * How many of the calls of a run a clairvoyant would have had answered, all targets together.
 *
 * Every contender gets the same calls, unless clients wait for their answers before they call again. So it is worked
 * out once for a scenario and seed, as long as they are run one after the other.
 */
export function optimumOf(scenario: Scenario, seed: number, recorder: Recorder): number {
  const attempts = Math.max(scenario.attempts, recorder.mostAttempts);
  if (scenario.clients.arrivals === 'closed') return clairvoyant(scenario, seed, attempts, recorder);
  const name = JSON.stringify(scenario);
  if (known?.scenario !== name) known = { scenario: name, optima: new Map() };
  const key = `${seed} ${attempts}`;
  const found = known.optima.get(key) ?? clairvoyant(scenario, seed, attempts, recorder);
  known.optima.set(key, found);
  return found;
}

function clairvoyant(
  scenario: Scenario,
  seed: number,
  attempts: number,
  { arrivals, arrivalTargets }: Pick<Recorder, 'arrivals' | 'arrivalTargets'>,
): number {
  const byTarget: Arrival[][] = scenario.targets.map(() => []);
  for (const [index, atMs] of arrivals.entries()) byTarget[arrivalTargets[index]!]!.push({ atMs, index });
  return byTarget.reduce(
    (total, own, index) => total + optimum(scenario, scenario.targets[index]!, own, { seed, attempts }),
    0,
  );
}
