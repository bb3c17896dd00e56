import type { BreakerOptions, Settled } from './breaker-state.ts';

/** A run of failures is no outage before it has lasted this long at the usual rate of calls, seconds. */
const SHORTEST_RUN_S = 0.1;
/**
 * Failures in a row that chance alone still makes, one time in a million, at the failure rate seen before them.
 * A brownout at 1,000 calls a second has five in a row more than once a second; that is no outage.
 */
const CHANCE = Math.log(1e-6);

/**
 * How many failures in a row are an outage: the threshold, but never fewer than chance makes at the failure rate seen
 * before the run, nor fewer than a tenth of a second brings, where five in a row pass in the blink of an eye.
 */
export function outageRun(run: number, event: Settled, { threshold, minimumCalls, whenOpen }: BreakerOptions): number {
  if (run < threshold) return threshold;
  const callsBefore = event.calls - run;
  // Too few say nothing.
  const before = callsBefore < minimumCalls ? 0 : Math.max(0, event.failures - run) / callsBefore;
  // Where none has failed before, or all, chance explains nothing: this is 0, or minus infinity.
  const byChance = Math.ceil(CHANCE / Math.log(before));
  // Where most who came were refused, attempts say little of the traffic.
  const comePerSecond = whenOpen === 'fail' ? event.arrivalsPerSecond : 0;
  const perSecond = Math.max(event.callsPerSecond, comePerSecond);
  return Math.max(threshold, byChance, Math.ceil(perSecond * SHORTEST_RUN_S));
}
