import { runOnce } from '../run-once.ts';
import { loadContenders } from './load-contenders.ts';
import type { Answer, Order, Outcome } from './order.ts';
import { contenderOf, type Task } from './task.ts';

// A process of its own: runs the tasks that it is sent, and sends back what became of them.
process.on('message', (order: Order) => {
  void obey(order)
    .catch((error: unknown): Answer => ({ error }))
    .then((answer) => process.send?.(answer));
});

async function obey(order: Order): Promise<Answer> {
  if ('task' in order) return { index: order.index, outcome: await run(order.task) };
  const { module } = order;
  const contenders = await loadContenders(module);
  return {
    entrants: contenders.map(({ name, isForgetful, usesStore }) => ({ name, isForgetful, usesStore, module })),
  };
}

let toldSeconds = 0;

async function run({ scenario, entrant, shape, seed, withSeries }: Task): Promise<Outcome> {
  const contender = await contenderOf(entrant);
  const { result, events, series } = await runOnce(scenario, contender, { seed, shape });
  const { user, system } = process.cpuUsage();
  const cpuSeconds = (user + system) / 1e6 - toldSeconds;
  toldSeconds += cpuSeconds;
  return { result, events, cpuSeconds, series: withSeries ? series() : undefined };
}
