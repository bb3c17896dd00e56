import type { Alarm, Timers } from '../../timers.ts';
import type { Permit } from './permit.ts';
import { probeIntervalMs } from './opening.ts';
import { type BreakerOptions, type BreakerState, isProbing } from './breaker-state.ts';
import type { News } from './settled-event.ts';
import type { Usual } from './usual.ts';
import { worthMs } from './verdict.ts';

const LONGEST_MS = 30_000;
const SHORTEST_PROBE_MS = 1_000;
/** A probe that is out for this long holds up the next one no more, however long answers usually take: it may hang. */
const LONGEST_PROBE_MS = 2_000;
/** Times the usual duration after which a probe is more likely to hang than to be answered. */
const HANGING = 10;

const OUTLIVED: News = { outcome: 'success', sign: 'outlived', lapsed: false };
const LAPSED: News = { outcome: 'neutral', sign: 'ended', lapsed: false };

/**
 * How long an attempt keeps its place while a target is tried again, milliseconds; its result counts later as well.
 * A probe that hangs would else hold up the next one for as long as its limit of time allows. Where nobody may wait, the
 * next one goes when it would have gone after a failure, unless somebody may still be waiting for the verdict of this one.
 */
export function leaseMs(
  breaker: BreakerState,
  usual: Usual,
  options: Pick<BreakerOptions, 'whenOpen' | 'probeAfterMs' | 'maxProbeAfterMs'>,
): number {
  if (breaker.kind === 'closed' || !isProbing(breaker)) return LONGEST_MS;
  if (options.whenOpen === 'fail' && options.probeAfterMs === Infinity) {
    return Math.max(worthMs(usual), probeIntervalMs(breaker.usualPerSecond, options));
  }
  if (!usual.isKnown) return LONGEST_MS;
  return Math.min(LONGEST_PROBE_MS, Math.max(SHORTEST_PROBE_MS, HANGING * usual.durationMs));
}

/** For how long an attempt has its place, and from when on it has outlived the failures: milliseconds from its sending. */
export interface LeaseTerms {
  readonly placeMs: number;
  readonly outlivedMs: number;
}

/** Sets the alarm of an attempt while its target is tried again, and tells what its being out for so long means. */
export function lease(
  permit: Permit,
  { placeMs, outlivedMs }: LeaseTerms,
  timers: Timers,
  tell: (news: News, nowMs: number) => void,
): Alarm {
  const { sentAtMs } = permit;
  const outlivesAtMs = sentAtMs + outlivedMs;
  const alarm: Alarm = {
    dueMs: 0,
    heapIndex: -1,
    onDue(nowMs) {
      if (alarm.dueMs !== outlivesAtMs) return tell(LAPSED, nowMs);
      permit.outlived = true;
      timers.set(alarm, sentAtMs + LONGEST_MS);
      tell(OUTLIVED, nowMs);
    },
  };
  timers.set(alarm, Math.min(outlivesAtMs, sentAtMs + placeMs));
  return alarm;
}
