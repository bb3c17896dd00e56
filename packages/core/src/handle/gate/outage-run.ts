import type { BreakerOptions, Closed, Settled } from './breaker-state.ts';
import { outlivingMs } from './failing.ts';
import { WEIGHT_OF_LATEST } from './window.ts';

/** A run of failures is no outage before it has lasted this long at the usual rate of calls, seconds, */
const SHORTEST_RUN_S = 0.1;
/** or this share of the time that one of them took: who has waited 20 s to learn of it loses little by one more. */
const SHARE_OF_FAILURE = 1 / 12;
/**
 * Failures in a row that chance alone still makes, one time in a million, at the failure rate seen before them.
 * A brownout at 1,000 calls a second has five in a row more than once a second; that is no outage.
 */
const CHANCE = Math.log(1e-6);
/**
 * A brownout that has just begun shows in the latest attempts first, and where few call, in them alone. They speak for no
 * more than this share: whatever it was for a moment, an outage may follow upon it.
 */
const MOST_LATELY = 0.3;

/** Whether the failures in a row are an outage. */
export function isOutage(state: Closed, event: Settled, options: BreakerOptions): boolean {
  return state.run >= outageRun(state.run, event, options) && !mayOthersBeWell(state, event, options);
}

/**
 * Whether attempts that were sent since are well, or may be: they have outlived the failures. Where failures come at
 * once, and answers take ten seconds, a target that fails one attempt in ten shows nothing but failures for as long.
 * Fewer of them than make a row say nothing.
 */
function mayOthersBeWell({ run, began }: Closed, event: Settled, { ratio, threshold }: BreakerOptions): boolean {
  if (began === undefined) return false;
  const outlivedMs = outlivingMs(began.tookMs / run);
  if (outlivedMs >= event.usualMs) return false;
  const out = event.lastOrdinal - began.ordinal + 1 - began.ended;
  // Before that nobody can tell who outlives them.
  const isEarly = event.nowMs < began.sentAtMs + 2 * outlivedMs;
  const young = isEarly ? 0 : (event.callsPerSecond * outlivedMs) / 1_000;
  const others = out - young;
  return others > threshold && run < Math.min(ratio, 1) * (run + others);
}

/**
 * Attempts on their way that have outlived failures like this one: where those come at once, they are most of what is
 * good. Where failures take as long as answers, whoever is out may be one or the other: then 0.
 */
export function alive({ durationMs, usualMs, inFlight, callsPerSecond }: Settled): number {
  const outlivedMs = outlivingMs(durationMs);
  return outlivedMs < usualMs ? Math.max(0, inFlight - (callsPerSecond * outlivedMs) / 1_000) : 0;
}

/**
 * How many failures in a row are an outage: the threshold, but never fewer than chance makes at the failure rate seen
 * before the run, nor fewer than a tenth of a second brings, where five in a row pass in the blink of an eye. Where
 * failures take long, what they tell is old, and a needless opening is dear: it lasts until an answer is there.
 */
export function outageRun(run: number, event: Settled, { threshold, minimumCalls, whenOpen }: BreakerOptions): number {
  if (run < threshold) return threshold;
  const { calls, failures, failedLately } = event;
  // Too few say nothing.
  const whole = calls - run < minimumCalls ? 0 : Math.max(0, failures - run) / (calls - run);
  // The share before the run, which has moved it towards 1 with each of its failures. Where nobody may wait it is the
  // late opening that costs calls: a needless one is over with the verdict of a probe.
  const lately = whenOpen === 'fail' ? 0 : 1 - (1 - failedLately) / (1 - WEIGHT_OF_LATEST) ** run;
  const before = Math.max(whole, Math.min(lately, MOST_LATELY));
  // Where none has failed before, or all, chance explains nothing: this is 0, or minus infinity.
  const byChance = Math.ceil(CHANCE / Math.log(before));
  // Where most who came were refused, attempts say little of the traffic.
  const comePerSecond = whenOpen === 'fail' ? event.arrivalsPerSecond : 0;
  const perSecond = Math.max(event.callsPerSecond, comePerSecond);
  const inMoment = Math.ceil(perSecond * SHORTEST_RUN_S);
  const inShare = Math.floor(((perSecond * event.durationMs) / 1_000) * SHARE_OF_FAILURE);
  return Math.max(threshold, byChance, inMoment, inShare);
}
