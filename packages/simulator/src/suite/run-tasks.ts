import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Result } from '../measure/result.ts';
import type { Series } from '../measure/series.ts';
import type { Entrant, Task } from './task.ts';

/** What a worker is asked for: to run a task, or to say which contenders a module has. */
export type Order = { readonly index: number; readonly task: Task } | { readonly module: string };

/** What a worker sends back: what became of a task, who is in a module, or why there is neither. */
export type Answer =
  | { readonly index: number; readonly outcome: Outcome }
  | { readonly entrants: readonly Entrant[] }
  | { readonly error: unknown };

/** What became of a task. */
export interface Outcome {
  readonly result: Result;
  /** What happened on its virtual clock. */
  readonly events: number;
  /** What it took of a processor; of the first one in a process, with the start of that. */
  readonly cpuSeconds: number;
  readonly series: Series | undefined;
}

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
  const workers = Array.from({ length: Math.min(availableParallelism(), tasks.length) }, startWorker);
  let next = 0;
  let done = 0;
  try {
    await Promise.all(workers.map(feed));
  } finally {
    for (const worker of workers) worker.kill();
  }
  return outcomes;

  /** Gives one worker a task after the other until none is left. */
  async function feed(worker: ChildProcess): Promise<void> {
    for (let index = order[next++]; index !== undefined; index = order[next++]) {
      const answer = await ask(worker, { index, task: tasks[index]! });
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
  const worker = startWorker();
  try {
    const answer = await ask(worker, { module });
    return 'entrants' in answer ? answer.entrants : [];
  } finally {
    worker.kill();
  }
}

/** @throws what went wrong in the worker. */
function ask(worker: ChildProcess, order: Order): Promise<Exclude<Answer, { readonly error: unknown }>> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null): void =>
      reject(new Error(`A process of the simulation ended early (${signal ?? `exit code ${code}`})`));
    worker.once('exit', onExit);
    worker.once('message', (answer: Answer) => {
      worker.off('exit', onExit);
      if ('error' in answer) reject(answer.error);
      else resolve(answer);
    });
    worker.send(order);
  });
}

/**
 * Processes and not threads, because each of them can be told to collect its garbage by itself: the collector's helpers
 * of one run only take the processor away from the other runs.
 */
function startWorker(): ChildProcess {
  // The source when run from source, the build when built.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fork(new URL(`worker.${extension}`, import.meta.url), {
    execArgv: [...process.execArgv, '--single-threaded-gc'],
    serialization: 'advanced',
  });
}
