import { type BreakerOptions, type BreakerState, isProbing } from './breaker-state.ts';
import type { Failing } from './failing.ts';
import { probeIntervalMs } from './opening.ts';
import type { Usual } from './usual.ts';
import { worthMs } from './verdict.ts';

/** For how long an attempt has its place, and from when on it has outlived the failures: milliseconds from its sending. */
export interface LeaseTerms {
  readonly placeMs: number;
  readonly outlivedMs: number;
}

type LeaseOptions = Pick<BreakerOptions, 'whenOpen' | 'probeAfterMs' | 'maxProbeAfterMs'>;

/** The longest that an attempt keeps its place, milliseconds. */
export const LONGEST_MS = 30_000;
const SHORTEST_PROBE_MS = 1_000;
/** A probe that is out for this long holds up the next one no more, however long answers usually take: it may hang. */
const LONGEST_PROBE_MS = 2_000;
/**
 * Once an answer was good, what is left to fear is to be refused as too much, and that is told soon: in this share of the
 * time that an answer takes,
 */
const REFUSED_WITHIN = 1 / 8;
/** but give it a second, */
const SHORTEST_REFUSAL_MS = 1_000;
/** and the time in which so many calls come usually: where few come, they are the smallest part of the crowd. */
const CALLS = 16;
/** Times the usual duration after which a probe is more likely to hang than to be answered. */
const HANGING = 10;

/**
 * How long an attempt keeps its place while a target is tried again, milliseconds; its result counts later as well.
 * A probe that hangs would else hold up the next one for as long as its limit of time allows. Where nobody may wait, the
 * next one goes when it would have gone after a failure, unless somebody may still be waiting for the verdict of this one.
 */
function leaseMs(breaker: BreakerState, usual: Usual, options: LeaseOptions): number {
  if (breaker.kind === 'closed' || !isProbing(breaker)) return LONGEST_MS;
  if (options.whenOpen === 'fail' && options.probeAfterMs === Infinity) {
    return Math.max(worthMs(usual), probeIntervalMs(breaker.usualPerSecond, options));
  }
  if (!usual.isKnown) return LONGEST_MS;
  return Math.min(LONGEST_PROBE_MS, Math.max(SHORTEST_PROBE_MS, HANGING * usual.durationMs));
}

/**
 * From when on an attempt has outlived what may befall it, milliseconds from its sending: the failures that were seen, or
 * once the target has answered, its being too many. With answers that take 8 s a ramp would else take 24 s.
 */
function outlivesMs(
  breaker: BreakerState,
  { outlivedMs }: Pick<Failing, 'outlivedMs'>,
  { durationMs }: Pick<Usual, 'durationMs'>,
): number {
  if (breaker.kind !== 'half-open' || !breaker.proven) return outlivedMs;
  const byTrafficMs = (CALLS * 1_000) / breaker.usualPerSecond;
  return Math.min(outlivedMs, Math.max(SHORTEST_REFUSAL_MS, durationMs * REFUSED_WITHIN, byTrafficMs));
}

/** What applies to an attempt that is sent now. */
export function leaseTerms(
  breaker: BreakerState,
  failing: Pick<Failing, 'outlivedMs'>,
  usual: Usual,
  options: LeaseOptions,
): LeaseTerms {
  return { placeMs: leaseMs(breaker, usual, options), outlivedMs: outlivesMs(breaker, failing, usual) };
}
