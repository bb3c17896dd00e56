/** Attributes of ours. Those of the semantic conventions are written where they are used. */
export const ATTRIBUTE = {
  /** What can be sick by itself. */
  target: 'breakwater.target',
  /** How a call ended: `success`, `failure`, `refused` or `cancelled`. */
  outcome: 'breakwater.outcome',
  /** The code of the reference that a failure was given: 400, 401, 403, 429, 500, 502, 503 or 504. */
  code: 'breakwater.code',
  /** The row of the tables that decided it. */
  rule: 'breakwater.rule',
  /** Counted from 1. */
  attempt: 'breakwater.attempt.number',
  /** Attempts of a call at its target. */
  attempts: 'breakwater.attempts',
  /** Seconds at the gate. */
  waited: 'breakwater.waited',
  /** Why a call got no further attempt. */
  stopped: 'breakwater.stopped',
  /** The kind of a rule of the policy's `alerts`. */
  alert: 'breakwater.alert',
  /** Of a breaker: `closed`, `half_open`, `open` or `isolated`. */
  state: 'breakwater.state',
  /** The target that a call falls back to. */
  to: 'breakwater.fallback.target',
} as const;

/** Upper bounds of the buckets for durations, seconds: those of the conventions for generative AI, and some above. */
export const SECONDS: number[] = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84,
];

/** Bounds for counts of tokens, of the same conventions. */
export const TOKENS: number[] = Array.from({ length: 14 }, (_, power) => 4 ** power);
