import type { RefusalCode } from '../../errors.ts';

/** Why a call may not go now, and when it is worth asking again. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly retryAfterMs: number | undefined;
}
