import type { ResolvedTimeout } from '../policy/resolved.ts';
import type { Statistics } from '../report/statistics.ts';

/** Good attempts that must be known before they say how long one takes. */
const FEWEST_ATTEMPTS = 20;
/** How many times the slowest usual attempt still counts as alive. */
const MARGIN = 3;
/** No adaptive limit is shorter, milliseconds. */
const FLOOR_MS = 1_000;

/**
 * What the first attempt of a call may take, milliseconds. With `timeout.adaptive`, three times what 99 % of good
 * attempts take, so that a black hole is noticed in seconds; never more than the policy's own limit.
 */
export function attemptLimitMs({ attemptMs, adaptive }: ResolvedTimeout, statistics: Statistics): number {
  if (!adaptive) return attemptMs;
  const { attempts, failures } = statistics.total();
  const usualMs = attempts - failures < FEWEST_ATTEMPTS ? undefined : statistics.latencyMs(0.99);
  return usualMs === undefined ? attemptMs : Math.min(attemptMs, Math.max(FLOOR_MS, usualMs * MARGIN));
}
