import type { Contender } from './contenders/contender.ts';
import { measure } from './measure/measure.ts';
import { Recorder } from './measure/recorder.ts';
import type { Result } from './measure/result.ts';
import { randomStream } from './random.ts';
import type { Scenario, Shape } from './scenario/scenario.ts';
import { VirtualTime } from './time/virtual-time.ts';
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
  const processes = shape === 'gateway' ? 1 : count;
  const callers = Array.from({ length: processes }, (_empty, index) =>
    contender.start({ time, random: randomStream(seed, `process ${index}`), scenario, recorder }),
  );
  const world = new World(scenario, seed, callers, time, recorder);
  await world.run();
  return {
    result: measure({ scenario, contender: contender.name, shape, seed }, recorder),
    recorder,
    events: time.events,
  };
}
