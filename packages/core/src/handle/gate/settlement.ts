import type { Classification } from '../../classify/classification.ts';

/** How an attempt ended, as far as the gate is concerned. */
export interface Settlement {
  /** `neutral` says nothing about the target. */
  readonly outcome: 'success' | 'failure' | 'neutral';
  /** The target asked for less. */
  readonly throttled: boolean;
  /** How long it asked to wait, milliseconds. */
  readonly hintMs: number | undefined;
  /** Overload, or a limit of time that fired: the adaptive limiter gives way. */
  readonly dropped: boolean;
  /** Its caller gave up. */
  readonly left?: boolean;
  /** The gateway is up, and its upstream is not: a 502. */
  readonly badGateway?: boolean;
}

export const SUCCEEDED: Settlement = { outcome: 'success', throttled: false, hintMs: undefined, dropped: false };
export const ABANDONED: Settlement = { outcome: 'neutral', throttled: false, hintMs: undefined, dropped: false };
/** A health check said no. */
export const UNWELL: Settlement = { ...ABANDONED, outcome: 'failure', badGateway: true };
/** Its caller gave up while it was on its way. */
export const LEFT: Settlement = { ...ABANDONED, left: true };
export const TIMED_OUT: Settlement = { outcome: 'failure', throttled: false, hintMs: undefined, dropped: true };

/**
 * What a failure means to the gate. A bad request or a bad key says nothing about the target, and neither does a
 * caller who left; a rate limit says that it is up and busy.
 *
 * @param longestHintMs - what a target may ask for at most, milliseconds. A rate limit that asks for more is believed
 *   for this long. An outage that does is not believed at all: nobody knows how long an outage lasts, and probes find out.
 * @param longestOutageMs - what an outage may ask for at most, where that is less.
 */
export function settlementOf(
  verdict: Classification,
  longestHintMs: number,
  longestOutageMs: number = longestHintMs,
): Settlement {
  const { code, scope, reason, retryAfterMs } = verdict;
  if (code === null) return LEFT;
  if (scope === 'request' || scope === 'credential') return ABANDONED;
  const asked = retryAfterMs === undefined || retryAfterMs === 0 ? undefined : retryAfterMs;
  if (code === 429) {
    const hintMs = asked === undefined ? undefined : Math.min(asked, longestHintMs);
    // "Come back at once" asks for nothing.
    return { outcome: 'neutral', throttled: retryAfterMs !== 0, hintMs, dropped: true };
  }
  const hintMs = asked !== undefined && asked <= longestOutageMs ? asked : undefined;
  const dropped = reason === 'overloaded' || code === 504;
  const throttled = scope === 'target' && hintMs !== undefined;
  return { outcome: 'failure', throttled, hintMs, dropped, badGateway: code === 502 };
}
