import type { RefusalCode } from '../../errors.ts';
import type { PausedFor } from '../../report/snapshot.ts';

/** Why a call may not go now, and when it is worth asking again. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly retryAfterMs: number | undefined;
  /** What the credential is paused for; only with that code. */
  readonly reason?: PausedFor | undefined;
}

/** Of every call to a target that was isolated by hand: nobody knows until when. */
export const ISOLATED: Refusal = { code: 'isolated', retryAfterMs: undefined };
/** Of a call that comes back at its deadline. */
export const LATE: Refusal = { code: 'deadline-exceeded', retryAfterMs: undefined };
