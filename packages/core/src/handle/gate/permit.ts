import type { Alarm } from '../../timers.ts';

/** Leave to make one attempt. The gate writes it; whoever holds it must settle it once. */
export interface Permit {
  /** The breaker's generation that it was given in. */
  generation: number;
  /** Attempts at a target are numbered as they are sent, from 1. */
  ordinal?: number | undefined;
  /** Of the attempts of its call, from 1. */
  readonly number: number;
  /** When its call was made, monotonic milliseconds. */
  readonly sinceMs: number;
  /** Monotonic milliseconds. */
  sentAtMs: number;
  /** When the first content of a stream came, monotonic milliseconds: how long the rest takes says nothing. */
  answeredAtMs?: number | undefined;
  /** Tells when it has outlived the failures, or keeps its place for too long; undefined where nothing is tried again. */
  lease: Alarm | undefined;
  /** It has outlived the failures, and was counted as good for that. */
  outlived?: boolean | undefined;
}
