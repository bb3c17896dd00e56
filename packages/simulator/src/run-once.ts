import type { Contender } from './contenders/contender.ts';
import { measure } from './measure/measure.ts';
import { Recorder } from './measure/recorder.ts';
import type { Result } from './measure/result.ts';
import { randomStream } from './random.ts';
import type { Scenario, Shape } from './scenario/scenario.ts';
import { VirtualTime } from './time/virtual-time.ts';
import { Store } from './world/store.ts';
import { World } from './world/world.ts';

export interface RunOptions {
  /** An integer; the same one gives the same result. */
  readonly seed: number;
  readonly shape: Shape;
}

/** Takes one contender through one scenario, once. */
export async function runOnce(
  scenario: Scenario,
  contender: Contender,
  { seed, shape }: RunOptions,
): Promise<{ readonly result: Result; readonly recorder: Recorder; readonly events: number }> {
  const time = new VirtualTime();
  const { count } = scenario.clients;
  const recorder = new Recorder(scenario.durationMs + scenario.patienceMs + 60_000, count);
  const store = new Store(scenario, seed, time, recorder);
  const processes = shape === 'gateway' ? 1 : scenario.clients.processes;
  const callers = Array.from({ length: processes }, (_empty, process) =>
    contender.start({ process, time, random: randomStream(seed, `process ${process}`), scenario, recorder, store }),
  );
  const world = new World(scenario, seed, callers, time, recorder);
  await world.run();
  return {
    result: measure({ scenario, contender: contender.name, shape, seed }, recorder),
    recorder,
    events: time.events,
  };
}
