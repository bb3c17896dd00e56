import type { Contender } from './contenders/contender.ts';
import { measure } from './measure/measure.ts';
import { Recorder } from './measure/recorder.ts';
import type { Result } from './measure/result.ts';
import { type Series, seriesOf } from './measure/series.ts';
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

/** What one run showed. */
export interface Run {
  readonly result: Result;
  /** What happened on the virtual clock: calls made, answers, timers that ran, store commands. */
  readonly events: number;
  /** How it went, step by step. */
  readonly series: () => Series;
}

/** Takes one contender through one scenario, once. */
export async function runOnce(scenario: Scenario, contender: Contender, { seed, shape }: RunOptions): Promise<Run> {
  const time = new VirtualTime();
  const { count, processes } = scenario.clients;
  const recorder = new Recorder(scenario.durationMs + scenario.patienceMs + 60_000, count);
  const store = new Store(scenario, seed, time, recorder);
  const callers = Array.from({ length: shape === 'gateway' ? 1 : processes }, (_empty, process) =>
    contender.start({ process, time, random: randomStream(seed, `process ${process}`), scenario, recorder, store }),
  );
  const world = new World(scenario, seed, callers, time, recorder);
  await world.run();
  return {
    result: measure({ scenario, contender: contender.name, shape, seed, processes: callers.length }, recorder),
    events: time.events,
    series: () => seriesOf(scenario, recorder, callers.length * scenario.targets.length),
  };
}
