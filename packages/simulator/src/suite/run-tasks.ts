import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Result } from '../measure/result.ts';
import type { Task } from './task.ts';

/** What a thread sends back for one task. */
export interface Done {
  readonly index: number;
  readonly result: Result;
}

/**
 * Runs all tasks on as many threads as there are processors, and returns their results in the order of the tasks.
 *
 * @param onDone - called after each one, with how many are done.
 * @throws the first error of any run, after stopping the others.
 */
export async function runTasks(tasks: readonly Task[], onDone: (done: number) => void): Promise<Result[]> {
  const results: Result[] = Array.from({ length: tasks.length });
  let next = 0;
  let done = 0;
  const threads = Array.from({ length: Math.min(availableParallelism(), tasks.length) }, startThread);
  try {
    await Promise.all(threads.map(feed));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return results;

  /** Gives one thread a task after the other until none is left. */
  function feed(thread: Worker): Promise<void> {
    return new Promise((resolve, reject) => {
      const give = (): void => {
        const index = next++;
        if (index >= tasks.length) return resolve();
        thread.postMessage({ index, task: tasks[index] });
      };
      thread.on('error', reject);
      thread.on('message', ({ index, result }: Done) => {
        results[index] = result;
        onDone(++done);
        give();
      });
      give();
    });
  }
}

function startThread(): Worker {
  // The source when run from source, the build when built.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new Worker(new URL(`thread.${extension}`, import.meta.url));
}
