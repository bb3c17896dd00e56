import type { RefusalCode } from '../../errors.ts';
import type { PausedFor } from '../../report/snapshot.ts';

/** Why a call may not go now, and when it is worth asking again. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly retryAfterMs: number | undefined;
  /** What the credential is paused for; only with that code. */
  readonly reason?: PausedFor | undefined;
}

/** Of a call that has no time left. */
export const LATE: Refusal = { code: 'deadline-exceeded', retryAfterMs: undefined };

/** Of a call that may not go before `chanceMs`; Infinity: when a result comes back. */
export function refusedUntil(chanceMs: number, nowMs: number, code: RefusalCode): Refusal {
  // It could go, and is turned away all the same: there is no time left for it.
  if (chanceMs <= nowMs) return LATE;
  return { code, retryAfterMs: chanceMs === Infinity ? undefined : Math.ceil(chanceMs - nowMs) };
}

/** Of every call to a target that was isolated by hand: nobody knows until when. */
export const ISOLATED: Refusal = { code: 'isolated', retryAfterMs: undefined };
