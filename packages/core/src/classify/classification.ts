import type { Code, Reason } from './reference.ts';

/** The verdict on a failure: what it was, whether to try again, when, and what to do about it. */
export interface Classification {
  /** One of the eight codes of the reference; `null` when the caller cancelled, which is no failure of the upstream. */
  readonly code: Code | null;
  /** The finer kind. */
  readonly reason: Reason;
  /** The same request may succeed later, unchanged. */
  readonly retryable: boolean;
  /** How long the upstream asked to wait, milliseconds, 0 or more. Absent when it did not say. */
  readonly retryAfterMs?: number | undefined;
  /** The same as an instant, milliseconds since the epoch. Present with `retryAfterMs`. */
  readonly retryAt?: number | undefined;
  /** What is sick. Only `target` and `upstream` touch the gate. */
  readonly scope: Scope;
  /** What to do now, in one sentence. */
  readonly advice: string;
  /** The row that decided, such as `google/quota_exhausted`, `wording/overloaded`, `http/503` or `user/0`. */
  readonly rule: string;
}

/**
 * - `request`: this request is at fault (the 400s), or the caller cancelled it
 * - `credential`: the key is (401, 403, money, daily quota)
 * - `target`: this target asks for less (429, overload)
 * - `upstream`: it is broken (500, 502, 504, network)
 */
export type Scope = 'request' | 'credential' | 'target' | 'upstream';
