import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Result } from '../measure/result.ts';
import type { Series } from '../measure/series.ts';
import type { Entrant, Task } from './task.ts';

/** What a thread is asked for: to run a task, or to say which contenders a module has. */
export type Order = { readonly index: number; readonly task: Task } | { readonly module: string };

/** What a thread sends back for one task. */
export interface Done {
  readonly index: number;
  readonly outcome: Outcome;
}

/** What became of a task. */
export interface Outcome {
  readonly result: Result;
  /** What happened on its virtual clock. */
  readonly events: number;
  readonly series: Series | undefined;
}

/**
 * Runs all tasks on as many threads as there are processors, and returns what became of them in the order of the tasks.
 *
 * @param onDone - called after each one, with how many are done.
 * @throws the first error of any run, after stopping the others.
 */
export async function runTasks(tasks: readonly Task[], onDone: (done: number) => void): Promise<Outcome[]> {
  const outcomes: Outcome[] = Array.from({ length: tasks.length });
  let next = 0;
  let done = 0;
  const threads = Array.from({ length: Math.min(availableParallelism(), tasks.length) }, startThread);
  try {
    await Promise.all(threads.map(feed));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return outcomes;

  /** Gives one thread a task after the other until none is left. */
  function feed(thread: Worker): Promise<void> {
    return new Promise((resolve, reject) => {
      const give = (): void => {
        const index = next++;
        if (index >= tasks.length) return resolve();
        thread.postMessage({ index, task: tasks[index]! } satisfies Order);
      };
      thread.on('error', reject);
      thread.on('message', ({ index, outcome }: Done) => {
        outcomes[index] = outcome;
        onDone(++done);
        give();
      });
      give();
    });
  }
}

/**
 * Says which contenders a module exports. It is loaded in a thread of its own, since it may replace the timers of
 * whatever loads it.
 */
export async function entrantsIn(module: string): Promise<readonly Entrant[]> {
  const thread = startThread();
  try {
    return await new Promise((resolve, reject) => {
      thread.on('error', reject);
      thread.on('message', resolve);
      thread.postMessage({ module } satisfies Order);
    });
  } finally {
    await thread.terminate();
  }
}

function startThread(): Worker {
  // The source when run from source, the build when built.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new Worker(new URL(`thread.${extension}`, import.meta.url));
}
