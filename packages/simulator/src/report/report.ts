import type { Result } from '../measure/result.ts';
import type { Series } from '../measure/series.ts';
import type { Summary } from '../measure/summary.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Everything that a report is made of. */
export interface Report {
  readonly scenarios: readonly Scenario[];
  readonly summaries: readonly Summary[];
  readonly runs: readonly Result[];
  /** The course of the first seed of each contender, by `courseKey`. */
  readonly courses: ReadonlyMap<string, Series>;
  readonly facts: Facts;
}

/** What was run, and what it took. */
export interface Facts {
  readonly node: string;
  readonly load: number;
  readonly seeds: readonly number[];
  readonly runs: number;
  /** What happened on the virtual clocks of all runs together. */
  readonly events: number;
  readonly wallSeconds: number;
  /** Of all processes together. */
  readonly cpuSeconds: number;
  /** The policies of Breakwater among the contenders, as text; the first one is compared with the others. */
  readonly policies: readonly { readonly name: string; readonly policy: string }[];
}

export function courseKey({ scenario, shape, contender }: Pick<Result, 'scenario' | 'shape' | 'contender'>): string {
  return JSON.stringify([scenario, shape, contender]);
}

/** One line for the foot of a table: what the figures come from. */
export function factsLine({ load, seeds, runs, events, cpuSeconds, wallSeconds, node }: Facts): string {
  const perSecond = (events / cpuSeconds / 1e6).toFixed(2);
  return (
    `${runs} runs, ${seeds.length === 1 ? 'seed' : `seeds ${seeds[0]!} to`} ${seeds.at(-1)!}, load ${load}: ${(events / 1e6).toFixed(1)} M events in ` +
    `${wallSeconds.toFixed(0)} s, ${cpuSeconds.toFixed(0)} s of CPU, ${perSecond} M events per CPU second. Node ${node}.`
  );
}
