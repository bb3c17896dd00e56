import type { Chaos, ChaosOptions } from '../chaos.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { startChaos } from '../start-chaos.ts';
import { outcome } from './ask.ts';

let running: Chaos[] = [];

/** Closes every server that a test has started. */
export async function closeAll(): Promise<void> {
  await Promise.all(running.map((chaos) => chaos.close()));
  running = [];
}

/** Starts a server that `closeAll` will close. */
export async function start(scenario: Scenario = {}, options: ChaosOptions = {}): Promise<Chaos> {
  const chaos = await startChaos({ ...options, scenario });
  running.push(chaos);
  return chaos;
}

/** What so many requests, one by one, are answered with: a status, or the code of a broken connection. */
export async function statuses(chaos: Chaos | string, requests: number): Promise<(number | string | undefined)[]> {
  const seen: (number | string | undefined)[] = [];
  for (let index = 0; index < requests; index += 1) {
    const { status, code } = await outcome(chaos);
    seen.push(status ?? code);
  }
  return seen;
}
