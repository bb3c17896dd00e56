import type { Scenario, Shape } from '../scenario/scenario.ts';
import { type Outcome, runTasks } from './run-tasks.ts';
import { type Entrant, rivalsIn, type Task } from './task.ts';

/** What is to be run: every entrant through every scenario, in every shape, with every seed. */
export interface Suite {
  readonly scenarios: readonly Scenario[];
  readonly entrants: readonly Entrant[];
  readonly shapes: readonly Shape[];
  readonly seeds: readonly number[];
  /** Whether those take part who show what a scenario is about. */
  readonly rivals: boolean;
  /** Whether the course of each first seed is wanted too. */
  readonly withSeries: boolean;
}

/**
 * Runs a suite on all processors, and returns what became of it by scenario, shape, entrant and seed.
 *
 * @param onDone - called after each run, with how many are done, and of how many.
 */
export async function runSuite(suite: Suite, onDone: (done: number, all: number) => void): Promise<Outcome[]> {
  const tasks = tasksOf(suite);
  // Who forgets everything between two calls need not run in both shapes.
  const places = new Map<string, number>();
  const needed: Task[] = [];
  for (const task of tasks) {
    const key = keyOf(task);
    if (places.has(key)) continue;
    places.set(key, needed.push(task) - 1);
  }
  const found = await runTasks(needed, (done) => onDone(done, needed.length));
  return tasks.map((task) => inShape(found[places.get(keyOf(task))!]!, task.shape));
}

function tasksOf({ scenarios, entrants, shapes, seeds, rivals, withSeries }: Suite): Task[] {
  return scenarios.flatMap((scenario) => {
    const all = rivals ? [...rivalsIn(scenario), ...entrants] : entrants;
    return shapes.flatMap((shape) =>
      all.flatMap((entrant) =>
        seeds.map((seed, index) => ({ scenario, entrant, shape, seed, withSeries: withSeries && index === 0 })),
      ),
    );
  });
}

/** The same run, shown in a second shape: nothing happened for it. */
function inShape(outcome: Outcome, shape: Shape): Outcome {
  if (outcome.result.shape === shape) return outcome;
  return { ...outcome, events: 0, result: { ...outcome.result, shape } };
}

function keyOf({ scenario, entrant, shape, seed }: Task): string {
  return JSON.stringify([scenario.name, entrant.name, seed, entrant.isForgetful ? '' : shape]);
}
