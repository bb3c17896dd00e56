import type { Scenario } from '../scenario/scenario.ts';
import { type Arrival, optimum } from './optimum.ts';
import type { Recorder } from './recorder.ts';

/** More than any suite asks for. */
const MOST_KNOWN = 1_000;
/** What is known, by scenario, seed and attempts: of the same calls, always the same. */
const known = new Map<string, number>();

/**
 * How many of the calls of a run a clairvoyant would have had answered, all targets together.
 *
 * Every contender gets the same calls, unless clients wait for their answers before they call again. So it is worked
 * out once for a scenario and seed.
 */
export function optimumOf(scenario: Scenario, seed: number, recorder: Recorder): number {
  const attempts = Math.max(scenario.attempts, recorder.mostAttempts);
  if (scenario.clients.arrivals === 'closed') return clairvoyant(scenario, seed, attempts, recorder);
  const key = `${seed} ${attempts} ${JSON.stringify(scenario)}`;
  const found = known.get(key) ?? clairvoyant(scenario, seed, attempts, recorder);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, found);
  return found;
}

function clairvoyant(
  scenario: Scenario,
  seed: number,
  attempts: number,
  { arrivals, arrivalTargets }: Pick<Recorder, 'arrivals' | 'arrivalTargets'>,
): number {
  const byTarget: Arrival[][] = scenario.targets.map(() => []);
  const { values: targets } = arrivalTargets;
  arrivals.values.forEach((atMs, index) => byTarget[targets[index]!]!.push({ atMs, index }));
  return byTarget.reduce(
    (total, own, index) => total + optimum(scenario, scenario.targets[index]!, own, { seed, attempts }),
    0,
  );
}
