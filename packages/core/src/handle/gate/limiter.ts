/**
 * How many attempts may be in flight at once. A fixed limit never changes; an adaptive one follows the time that
 * attempts take: it grows while they are as fast as ever and the limit is used, and shrinks when they slow down,
 * which is what a queue at the upstream looks like from here.
 *
 * @see Netflix concurrency-limits, `Gradient2Limit`, for the shape of the rule.
 */
export interface LimiterState {
  readonly limit: number;
  /** Long-run attempt time, milliseconds; 0 before the first sample. */
  readonly usualMs: number;
  /** Recent attempt time, milliseconds. */
  readonly recentMs: number;
  /** The limit is not cut again by attempts sent before this. */
  readonly cutAtMs: number;
}

export interface LimiterEvent {
  readonly nowMs: number;
  readonly sentAtMs: number;
  /** From sending to the first byte, milliseconds. */
  readonly durationMs: number;
  /** The attempt failed for overload or ran into its limit. */
  readonly dropped: boolean;
  /** Attempts in flight when this one ended, itself included. */
  readonly inFlight: number;
}

export interface LimiterOptions {
  /** Upper bound; Infinity for none. */
  readonly max: number;
  readonly adaptive: boolean;
}

const FIRST_LIMIT = 20;
const SMALLEST_LIMIT = 1;
const LARGEST_LIMIT = 10_000;
const CUT = 0.9;
/** How much slower than usual still counts as usual. */
const TOLERANCE = 1.5;
const SMOOTHING = 0.2;
/** Shorter than any attempt; where time stands still they take none. */
const SHORTEST_MS = 1e-3;
/** Weight of a sample in the long-run time, and in the recent one. */
const SLOW_WEIGHT = 1 / 600;
const FAST_WEIGHT = 1 / 10;

export function initialLimit({ max, adaptive }: LimiterOptions): LimiterState {
  return { limit: adaptive ? Math.min(FIRST_LIMIT, max) : max, usualMs: 0, recentMs: 0, cutAtMs: -Infinity };
}

export function transition(state: LimiterState, event: LimiterEvent, { max, adaptive }: LimiterOptions): LimiterState {
  if (!adaptive) return state;
  if (event.dropped) {
    // One cut per round trip, not one per failure.
    if (event.sentAtMs < state.cutAtMs) return state;
    return { ...state, limit: Math.max(SMALLEST_LIMIT, state.limit * CUT), cutAtMs: event.nowMs };
  }
  const recentMs = blend(state.recentMs, event.durationMs, FAST_WEIGHT);
  // Follow at once when attempts get faster: a slow start must not pass for the usual time.
  const usualMs = Math.min(blend(state.usualMs, event.durationMs, SLOW_WEIGHT), recentMs * 2);
  if (event.inFlight < state.limit / 2) return { ...state, usualMs, recentMs };
  const slowdown = Math.max(recentMs, SHORTEST_MS) / Math.max(usualMs, SHORTEST_MS);
  const gradient = Math.max(0.5, Math.min(1, TOLERANCE / slowdown));
  const wanted = state.limit * gradient + Math.sqrt(state.limit);
  const limit = state.limit + (SMOOTHING * (wanted - state.limit)) / Math.max(state.limit, 1);
  return { ...state, usualMs, recentMs, limit: Math.min(Math.max(limit, SMALLEST_LIMIT), max, LARGEST_LIMIT) };
}

function blend(average: number, sample: number, weight: number): number {
  return average === 0 ? sample : average + weight * (sample - average);
}
