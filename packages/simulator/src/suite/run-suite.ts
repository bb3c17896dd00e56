import { isOfStore, type Scenario, type Shape } from '../scenario/scenario.ts';
import type { Outcome } from './order.ts';
import { runTasks } from './run-tasks.ts';
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
  // What would be the same run is run once.
  const places = new Map<string, number>();
  const needed: Task[] = [];
  for (const task of tasks) {
    const key = keyOf(task);
    if (places.has(key)) continue;
    places.set(key, needed.push(task) - 1);
  }
  const found = await runTasks(needed, (done) => onDone(done, needed.length));
  return tasks.map((task) => shownFor(task, found[places.get(keyOf(task))!]!));
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

/** The same run, shown for another task than its own: nothing happened for it. */
function shownFor({ scenario: { name: scenario }, shape }: Task, outcome: Outcome): Outcome {
  const { result } = outcome;
  if (result.shape === shape && result.scenario === scenario) return outcome;
  return { ...outcome, events: 0, cpuSeconds: 0, result: { ...result, scenario, shape } };
}

/** The same for tasks whose runs are the same, whatever the scenario is called. */
function keyOf({ scenario, entrant, shape, seed }: Task): string {
  const { name: _name, title: _title, ...world } = scenario;
  // Who forgets everything between two calls fares alike in both shapes.
  const inShape = entrant.isForgetful ? undefined : shape;
  const processes = inShape === 'gateway' ? 1 : world.clients.processes;
  const ofStore = entrant.usesStore === true ? undefined : { store: undefined, incidents: withoutStore(scenario) };
  return JSON.stringify([
    { ...world, ...ofStore, clients: { ...world.clients, processes } },
    entrant.name,
    inShape,
    seed,
  ]);
}

function withoutStore({ incidents }: Scenario): Scenario['incidents'] {
  return incidents.filter((incident) => !isOfStore(incident));
}
