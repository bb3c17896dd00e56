import { begun, judged, noted, sizeOf, SMALLEST_BATCH, toleratedFailures } from './batch.ts';
import { type BreakerOptions, type BreakerState, type HalfOpen, isProbing, type Settled } from './breaker-state.ts';
import { downAgain, reopened } from './opening.ts';
import { outageRun } from './outage-run.ts';

/** What the first good probes are followed by, as a share of what was usual. */
const FIRST_SHARE = 1 / 4;
/** The same of what was reached the last time, where a target flaps: what it took a moment ago it is likely to take. */
const SHARE_OF_REACHED = 1 / 2;
/**
 * The ramp doubles its allowance up to what was usual. From there, with calls still waiting, nobody knows where the
 * ceiling is: it grows by this share of itself a batch, and not when the upstream begins to refuse, or to queue.
 */
const GROWTH = 1 / 8;
/**
 * While it is tried again, attempts go out at most at so many times the usual rate, and never slower than one a second.
 * At 1.6 times, what has waited at one client would need a quarter longer.
 */
const FIRST_PACE = 1.75;
/**
 * What a good batch beyond the usual adds to that, as a share of it. Not more: of many small clients that come back
 * together each sees its own results only.
 */
const PACE_GROWTH = 1 / 32;
/**
 * And up to a fifth above the usual rate, so that it is back there two good batches after the slowest pace: calls to a
 * target that has its capacity again would else be behind for long.
 */
const REGROWTH = 1 / 8;
const FIFTH_ABOVE = 0.7;
const SLOWEST_PER_SECOND = 1;
/** Attempts that fall due within this go out together: a timer is no finer. */
const BURST_MS = 20;
/** Times the usual rate that is no chance any more; less than the pace, or a backlog would stay for good. */
const FAR_MORE = 1.5;
/** Who could have gone for this long, milliseconds, and nobody did: there is no crowd any more. */
const IDLE_MS = 2_000;

/** When the next attempt may go out; Infinity: when a result comes back. */
export function nextAt(state: HalfOpen): number {
  if (state.inFlight >= state.allowance) return Infinity;
  return isProbing(state) ? -Infinity : state.pacedAtMs - BURST_MS;
}

function intervalMs({ usualPerSecond, pace }: HalfOpen): number {
  return 1_000 / Math.max(SLOWEST_PER_SECOND, usualPerSecond * FIRST_PACE * pace);
}

/** Whether it was good, and then nobody came to go on with it. */
export function isAbandoned(state: HalfOpen, nowMs: number): boolean {
  return state.tried > 0 && state.inFlight === 0 && nowMs >= Math.max(state.pacedAtMs, state.endedAtMs) + IDLE_MS;
}

/** Lets one more go, if it may go now. */
export function requestTry(state: HalfOpen, nowMs: number): HalfOpen {
  if (nowMs < nextAt(state)) return state;
  const pacedAtMs = isProbing(state) ? nowMs : Math.max(state.pacedAtMs, nowMs) + intervalMs(state);
  return { ...state, inFlight: state.inFlight + 1, pacedAtMs };
}

/** What a result means while the target is tried again. */
export function settleTry(before: HalfOpen, event: Settled, options: BreakerOptions): BreakerState {
  const inFlight = event.lapsed || event.sign === 'outlived' ? before.inFlight : before.inFlight - 1;
  const endedAtMs = event.nowMs;
  if (event.outcome === 'neutral') return { ...before, inFlight, endedAtMs };
  const succeeded = event.outcome === 'success';
  const proven = before.proven || (succeeded && event.sign !== 'outlived');
  const hasty = options.whenOpen === 'fail';
  // Where nobody may wait there is no crowd to let out slowly: one answer is enough once the first probes were good.
  if (hasty && before.tried > 0 && succeeded && event.sign !== 'outlived') return closed(before);
  if (succeeded && event.sign === 'counted') return { ...before, inFlight, endedAtMs, proven };
  const usualPerSecond = wanted(before.usualPerSecond, event);
  const state: HalfOpen = { ...before, endedAtMs, usualPerSecond, proven, run: succeeded ? 0 : before.run + 1 };
  if (!isProbing(state) && state.run >= Math.max(SMALLEST_BATCH, outageRun(state.run, event, options))) {
    // Down again in the midst of it. A wide batch would not be through before those in line have used up their attempts.
    return downAgain(state, event, options);
  }
  const successes = state.successes + (succeeded ? 1 : 0);
  const failures = state.failures + (succeeded ? 0 : 1);
  const slowed = state.slowed + (succeeded && event.slowed ? 1 : 0);
  const size = sizeOf(state);
  if (failures > toleratedFailures(size, options)) return reopened(state, event, options);
  const usual = usualOf(state, event, options);
  // Every success makes room for one more, so that the slowest of a batch does not hold up the climb; and so does who
  // has outlived the failures, in whose own place nobody else can go yet.
  const climbs = state.batch < usual && succeeded && successes >= options.probes;
  const more = event.sign === 'outlived' ? 2 : 1;
  const allowance = climbs ? Math.min(usual, state.allowance + more) : state.allowance;
  const counted = { ...state, inFlight, allowance, successes, failures, slowed };
  if (isWorkedOff(counted, usual, event, options)) return closed(counted);
  return successes + failures < size ? counted : nextBatch(counted, usual, event, options);
}

/**
 * Whether the crowd has gone in the midst of a batch that is wider than usual, enough of which was good: a small client
 * would wait for its end for seconds, and find one call waiting by chance.
 */
function isWorkedOff(state: HalfOpen, usual: number, { waiting }: Settled, { ratio }: BreakerOptions): boolean {
  const { batch, proven, successes, failures } = state;
  const results = successes + failures;
  return waiting === 0 && proven && batch > usual && results >= SMALLEST_BATCH && failures <= results * ratio;
}

/** What a full batch is followed by. */
function nextBatch(state: HalfOpen, usual: number, event: Settled, { whenOpen }: BreakerOptions): BreakerState {
  const { batch, allowance, proven, reached } = state;
  const hasty = whenOpen === 'fail';
  if (hasty && proven) return closed(state);
  // Where nobody may wait there is no pace to go by.
  const after = hasty ? noted(state) : judged(state, usual);
  if (batch < usual) {
    const first = Math.ceil((usual === Infinity ? inFlightOf(state, event) : usual) * FIRST_SHARE);
    // Where nobody may wait, whoever comes while it climbs would be lost.
    const next = Math.min(usual, Math.max(allowance, batch * 2, first));
    // Who has outlived the failures may hang: nothing goes beyond the usual for that.
    const again = proven ? Math.ceil(reached * SHARE_OF_REACHED) : 0;
    return begun(after, hasty ? usual : Math.max(next, again));
  }
  // Who has outlived the failures may hang: with no more in flight than was usual, no more hang than did before.
  if (!proven) return begun(noted(state), batch);
  if (event.waiting === 0) return closed(state);
  if (after.pace < state.pace) return begun(after, batch);
  const beyond = batch > usual ? PACE_GROWTH : 0;
  const faster = after.pace < FIFTH_ABOVE ? REGROWTH : beyond;
  return begun({ ...after, pace: after.pace + faster }, batch + Math.ceil(batch * GROWTH));
}

/** Up. */
export function closed({ generation }: HalfOpen): BreakerState {
  return { kind: 'closed', generation: generation + 1, run: 0 };
}

/**
 * What it climbs to. Where nothing is known of a usual it climbs for as long as calls wait, and where nobody may wait
 * until the first real answer is there.
 */
function usualOf(state: HalfOpen, event: Settled, { probes, whenOpen }: BreakerOptions): number {
  const { usualInFlight, waiting } = event;
  if (usualInFlight === Infinity && waiting === 0 && whenOpen === 'wait') return state.batch;
  // A gate that has seen little of good times knows less than what is wanted says.
  return Math.max(usualInFlight, inFlightOf(state, event), probes);
}

/** Little's law: what so many calls a second have in flight. */
function inFlightOf({ usualPerSecond }: HalfOpen, { usualMs }: Settled): number {
  return Math.ceil((usualPerSecond * usualMs) / 1_000);
}

/**
 * Calls per second that are wanted: the usual ones, unless far more come now. Those that were counted by their results
 * are far too few where a target is silent.
 */
export function wanted(usualPerSecond: number, { arrivalsPerSecond }: Settled): number {
  return arrivalsPerSecond > FAR_MORE * usualPerSecond ? arrivalsPerSecond : usualPerSecond;
}
