import { parentPort } from 'node:worker_threads';
import { runOnce } from '../run-once.ts';
import { loadContenders } from './load-contenders.ts';
import type { Done, Order, Outcome } from './run-tasks.ts';
import { contenderOf, type Task } from './task.ts';

parentPort?.on('message', (order: Order) => {
  // An error becomes the thread's own, and who gave the order hears of it as such.
  void obey(order).then((answer) => parentPort?.postMessage(answer));
});

async function obey(order: Order): Promise<unknown> {
  if ('module' in order) {
    const contenders = await loadContenders(order.module);
    return contenders.map(({ name, isForgetful, usesStore }) => ({
      name,
      isForgetful,
      usesStore,
      module: order.module,
    }));
  }
  return { index: order.index, outcome: await run(order.task) } satisfies Done;
}

async function run({ scenario, entrant, shape, seed, withSeries }: Task): Promise<Outcome> {
  const contender = await contenderOf(entrant);
  const { result, events, series } = await runOnce(scenario, contender, { seed, shape });
  return { result, events, series: withSeries ? series() : undefined };
}
