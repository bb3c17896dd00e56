import type { Result } from '../measure/result.ts';
import type { Scenario, Shape } from '../scenario/scenario.ts';
import { runTasks } from './run-tasks.ts';
import { contenderOf, type Entrant, rivalsIn, type Task } from './task.ts';

/** What is to be run: every entrant through every scenario, in every shape, with every seed. */
export interface Suite {
  readonly scenarios: readonly Scenario[];
  readonly entrants: readonly Entrant[];
  readonly shapes: readonly Shape[];
  readonly seeds: readonly number[];
  /** Whether those take part who show what a scenario is about. */
  readonly rivals: boolean;
}

/**
 * Runs a suite on all processors, and returns the results by scenario, shape, entrant and seed.
 *
 * @param onDone - called after each run, with how many are done, and of how many.
 */
export async function runSuite(
  { scenarios, entrants, shapes, seeds, rivals }: Suite,
  onDone: (done: number, all: number) => void,
): Promise<Result[]> {
  const tasks = scenarios.flatMap((scenario) => {
    const all = rivals ? [...rivalsIn(scenario), ...entrants] : entrants;
    return shapes.flatMap((shape) =>
      all.flatMap((entrant) => seeds.map((seed) => ({ scenario, entrant, shape, seed }))),
    );
  });
  // Who forgets everything between two calls need not run in both shapes.
  const keys = tasks.map((task, index) => (contenderOf(task.entrant).isForgetful ? keyOf(task) : String(index)));
  const needed = tasks.filter((_task, index) => keys.indexOf(keys[index]!) === index);
  const found = await runTasks(needed, (done) => onDone(done, needed.length));
  const byKey = new Map(needed.map((task, index) => [keys[tasks.indexOf(task)]!, found[index]!]));
  return tasks.map(({ shape }, index) => inShape(byKey.get(keys[index]!)!, shape));
}

function inShape(result: Result, shape: Shape): Result {
  return result.shape === shape ? result : { ...result, shape };
}

function keyOf({ scenario, entrant, seed }: Task): string {
  return JSON.stringify([scenario.name, entrant.name, seed]);
}
