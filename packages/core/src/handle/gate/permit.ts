import type { Alarm } from '../../timers.ts';

/** Leave to make one attempt. The gate writes it; whoever holds it must settle it once. */
export interface Permit {
  /** The breaker's generation and round that it was given in. */
  generation: number;
  round: number;
  /** When its call was made, monotonic milliseconds. */
  readonly sinceMs: number;
  /** Monotonic milliseconds. */
  sentAtMs: number;
  /** When the first content of a stream came, monotonic milliseconds: how long the rest takes says nothing. */
  answeredAtMs?: number | undefined;
  /** Ends the place of a probe that does not come back; undefined for other attempts. */
  lease: Alarm | undefined;
}
