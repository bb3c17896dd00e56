import type { ResolvedBreaker } from '../../policy/resolved.ts';

/** What stands in for the breaker where the policy switches it off: it never opens, and calls still wait their turn. */
export const NEVER_OPENS: ResolvedBreaker = {
  threshold: Infinity,
  ratio: Infinity,
  minimumCalls: Infinity,
  windowMs: 10_000,
  slowCallMs: Infinity,
  probeAfterMs: 1_000,
  maxProbeAfterMs: 5_000,
  probes: 1,
  whenOpen: 'wait',
  maxWaitMs: Infinity,
  maxWaiting: 20_000,
};
