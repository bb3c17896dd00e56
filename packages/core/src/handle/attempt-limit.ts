import type { ResolvedTimeout } from '../policy/resolved.ts';
import type { Statistics } from '../report/statistics.ts';

/** Good attempts that must be known before they say how long one takes. */
const FEWEST_ATTEMPTS = 20;
/** How many times the slowest usual attempt still counts as alive. */
const MARGIN = 3;
/** Nothing shorter is a silence, milliseconds. */
const FLOOR_MS = 1_000;

/**
 * What the first attempt of a call may take, milliseconds. With `timeout.adaptive`, as long as a target that is alive
 * takes at most, so that a black hole is noticed in seconds; never more than the policy's own limit.
 */
export function attemptLimitMs({ attemptMs, adaptive }: ResolvedTimeout, statistics: Statistics): number {
  return adaptive ? Math.min(attemptMs, aliveForMs(statistics) ?? Infinity) : attemptMs;
}

/**
 * How long an attempt may take at a target that is alive: three times what 99 % of good attempts take, to the first
 * content where they are streams. Undefined while too few are known.
 */
export function aliveForMs(statistics: Statistics): number | undefined {
  const { attempts, failures } = statistics.total();
  const usualMs = attempts - failures < FEWEST_ATTEMPTS ? undefined : statistics.latencyMs(0.99);
  return usualMs === undefined ? undefined : Math.max(FLOOR_MS, usualMs * MARGIN);
}
