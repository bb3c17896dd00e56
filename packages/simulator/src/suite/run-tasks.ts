import { availableParallelism } from 'node:os';
import type { Entrant, Task } from './task.ts';
import type { Outcome } from './order.ts';
import { WorkerProcess } from './worker-process.ts';

/**
 * Runs all tasks in as many processes as there are processors, and returns what became of them in the order of the
 * tasks. Those of a policy come first: they take longest, and with them at the end some processors would be idle.
 *
 * @param onDone - called after each one, with how many are done.
 * @throws the first error of any run, after stopping the others.
 */
export async function runTasks(tasks: readonly Task[], onDone: (done: number) => void): Promise<Outcome[]> {
  const outcomes: Outcome[] = Array.from({ length: tasks.length });
  const order = Array.from(tasks.keys()).toSorted((a, b) => weightOf(tasks[b]!) - weightOf(tasks[a]!));
  const workers = Array.from({ length: Math.min(availableParallelism(), tasks.length) }, () => new WorkerProcess());
  let next = 0;
  let done = 0;
  try {
    await Promise.all(workers.map(feed));
  } finally {
    for (const worker of workers) worker.stop();
  }
  return outcomes;

  /** Gives one worker a task after the other until none is left. */
  async function feed(worker: WorkerProcess): Promise<void> {
    for (let index = order[next++]; index !== undefined; index = order[next++]) {
      const answer = await worker.ask({ index, task: tasks[index]! });
      if (!('outcome' in answer)) throw new TypeError('A worker answered what it was not asked');
      outcomes[index] = answer.outcome;
      onDone(++done);
    }
  }
}

function weightOf({ entrant }: Task): number {
  return entrant.policy === undefined ? 0 : 1;
}

/**
 * Says which contenders a module exports. It is loaded in a process of its own, since it may replace the timers of
 * whatever loads it.
 */
export async function entrantsIn(module: string): Promise<readonly Entrant[]> {
  const worker = new WorkerProcess();
  try {
    const answer = await worker.ask({ module });
    return 'entrants' in answer ? answer.entrants : [];
  } finally {
    worker.stop();
  }
}
