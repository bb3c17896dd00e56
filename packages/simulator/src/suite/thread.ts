import { parentPort } from 'node:worker_threads';
import { runOnce } from '../run-once.ts';
import type { Done } from './run-tasks.ts';
import { contenderOf, type Task } from './task.ts';

parentPort?.on('message', ({ index, task }: { readonly index: number; readonly task: Task }) => {
  // An error becomes the thread's own, and `runTasks` hears of it as such.
  void run(task).then((result) => parentPort?.postMessage({ index, result } satisfies Done));
});

async function run({ scenario, entrant, shape, seed }: Task): Promise<Done['result']> {
  const { result } = await runOnce(scenario, contenderOf(entrant), { seed, shape });
  return result;
}
