import type { BreakerOptions, BreakerState, HalfOpen, Settled } from './breaker-state.ts';

/** Without a `probeAfter`, a probe is worth one call in ten seconds' traffic, within these bounds. */
const PROBE_COST_S = 10;
const SHORTEST_PROBE_MS = 50;
const LONGEST_PROBE_MS = 1_000;
/** The longer a target has been down, the less a moment more matters: the share of that time between two probes. */
const PATIENCE = 1 / 4;
/** A target that flaps is probed so many times from one outage's beginning to the next one's. */
const PROBES_PER_CYCLE = 32;
/**
 * Where nobody may wait, whoever comes between a recovery and the next probe is lost, and whoever has carried one of the
 * last probes is saved: its retry waits at the gate. The two balance where the probes are so many times the root of the
 * calls per second; a little more than with retries that wait for three seconds.
 */
const PROBES_PER_ROOT = 0.65;

type Down = Pick<HalfOpen, 'generation' | 'downSinceMs' | 'cycleMs' | 'reached' | 'usualPerSecond' | 'failedProbes'>;

/** Down: with its first probe due after a while. */
export function opened(down: Down, { nowMs, random }: Settled, options: BreakerOptions): BreakerState {
  // Jittered downwards, so that many processes do not probe in step.
  const probeAtMs = nowMs + openForMs(down, nowMs, options) * (1 - random / 2);
  const { downSinceMs, cycleMs, reached, usualPerSecond, failedProbes } = down;
  const generation = down.generation + 1;
  return { kind: 'open', generation, downSinceMs, cycleMs, reached, usualPerSecond, probeAtMs, failedProbes };
}

/** How often a target is probed at first whose policy says nothing of it, milliseconds from one probe to the next. */
export function probeIntervalMs(
  usualPerSecond: number,
  { whenOpen, maxProbeAfterMs }: Pick<BreakerOptions, 'whenOpen' | 'maxProbeAfterMs'>,
): number {
  const byTrafficMs =
    whenOpen === 'fail'
      ? 1_000 / (PROBES_PER_ROOT * Math.sqrt(usualPerSecond))
      : Math.max((PROBE_COST_S * 1_000) / usualPerSecond, SHORTEST_PROBE_MS);
  return Math.min(byTrafficMs, LONGEST_PROBE_MS, maxProbeAfterMs);
}

/**
 * How long to stay open at most. With a `probeAfter` of the policy: that, doubled with every failed probe. Without one,
 * as often as the traffic allows at first, and then, unless nobody may wait, at intervals that grow with the time the
 * target has been down; where it flaps, until it is likely to be back.
 */
function openForMs(
  { usualPerSecond, downSinceMs, cycleMs, failedProbes }: Down,
  nowMs: number,
  options: BreakerOptions,
): number {
  const { probeAfterMs, maxProbeAfterMs, whenOpen } = options;
  if (probeAfterMs !== Infinity) return Math.min(maxProbeAfterMs, probeAfterMs * 2 ** failedProbes);
  const shortestMs = probeIntervalMs(usualPerSecond, options);
  if (whenOpen === 'fail') return shortestMs;
  const downMs = nowMs - downSinceMs;
  if (downMs < cycleMs) return Math.min(shortestMs, Math.max(cycleMs / PROBES_PER_CYCLE, SHORTEST_PROBE_MS));
  const longestMs = Math.max(shortestMs, (maxProbeAfterMs * shortestMs) / LONGEST_PROBE_MS);
  return Math.min(Math.max(downMs * PATIENCE, shortestMs), longestMs);
}

/** Down still: the probe has failed. */
export function reopened(state: HalfOpen, event: Settled, options: BreakerOptions): BreakerState {
  return opened({ ...state, failedProbes: state.failedProbes + 1 }, event, options);
}

/** Down again, after it was back: another outage. */
export function downAgain(state: HalfOpen, event: Settled, options: BreakerOptions): BreakerState {
  const { nowMs } = event;
  const again = { downSinceMs: nowMs, cycleMs: nowMs - state.downSinceMs, reached: state.allowance, failedProbes: 0 };
  return opened({ ...state, ...again }, event, options);
}
