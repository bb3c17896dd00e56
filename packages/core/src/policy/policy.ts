import type { Code, Reason } from '../classify/reference.ts';

/**
 * A length of time: a number of milliseconds, or a text such as `'500ms'`, `'1.5s'`, `'2m'`, `'1h'`.
 * Never negative, never NaN.
 */
export type Duration = number | `${number}ms` | `${number}s` | `${number}m` | `${number}h`;

/** What follows a failed attempt. */
export interface RetryPolicy {
  /**
   * Attempts in all, the first included. An integer of 1 or more. Fewer are made where less than half of the usual time
   * would be left for an answer. @defaultValue 3
   */
  readonly max?: number | undefined;
  /** How the wait grows: by `factor` each time, or not at all. @defaultValue 'exponential' */
  readonly backoff?: 'exponential' | 'constant' | undefined;
  /**
   * The first wait, up to `cap`. Shorter where others get through: twice as long as nothing has, but a quarter of it at
   * least, half of it before the last attempt; not after a 429, nor with `jitter: 'none'`. Shorter, too, where the call
   * would else have no time left for an answer. Where a server says how long to wait, the first wait is that, and later
   * ones are the longer of the two. @defaultValue '1s'
   */
  readonly base?: Duration | undefined;
  /** What each wait is multiplied by. 1 or more. @defaultValue 2 */
  readonly factor?: number | undefined;
  /**
   * The longest wait, before jitter. Where calls may wait, a last attempt is put off for up to this long, if its call has
   * the time: while half of all attempts fail, and for less while fewer do, where the call has a deadline of its own;
   * where it has none, only while more than three in five fail. @defaultValue '20s'
   */
  readonly cap?: Duration | undefined;
  /**
   * `full`: uniform from 0 to the wait, before the last attempt from half of it. `equal`: always from half of it.
   * `none` is for tests only. @defaultValue 'full'
   */
  readonly jitter?: 'full' | 'equal' | 'none' | undefined;
  /**
   * The longest wait that a server may ask for. A rate limit that asks for more ends the call at once; an outage that
   * does is not believed, and where calls may neither wait nor go elsewhere, no outage is for others than the call that
   * was told. @defaultValue '120s'
   */
  readonly maxRetryAfter?: Duration | undefined;
  /**
   * `always`: any request may be sent again. `safe`: one that is not idempotent only if the upstream answered,
   * or provably never got it, or an idempotency key is present. @defaultValue 'always'
   */
  readonly resend?: 'always' | 'safe' | undefined;
  /** What retries may cost in all; `false` for no limit. */
  readonly budget?: BudgetPolicy | false | undefined;
}

/** A token bucket per target that retries draw on. Empty means fail fast, never wait. */
export interface BudgetPolicy {
  /** Tokens of a full bucket. More than 0. @defaultValue 500 */
  readonly capacity?: number | undefined;
  /** Tokens that a retry takes after a transient failure; a success pays in 1. 0 up to `capacity`. @defaultValue 0.5 */
  readonly cost?: number | undefined;
  /** Tokens that a retry takes after throttling. 0 up to `capacity`. @defaultValue 5 */
  readonly throttleCost?: number | undefined;
}

/** When a target counts as down, and how it is tried again. */
export interface BreakerPolicy {
  /**
   * Failures in a row that open the breaker. An integer of 1 or more. More of them where some fail anyway, by chance alone,
   * and where many call: what comes in a tenth of a second, or in a twelfth of the time that a failure took.
   * @defaultValue 5
   */
  readonly threshold?: number | undefined;
  /** Share of failed calls in the window that opens it, above 0 and up to 1; `false` for none. @defaultValue 0.9 */
  readonly ratio?: number | false | undefined;
  /** Calls in the window before `ratio` is judged. An integer of 1 or more. @defaultValue 20 */
  readonly minimumCalls?: number | undefined;
  /** Length of the window. More than 0. @defaultValue '10s' */
  readonly window?: Duration | undefined;
  /** Calls slower than this count as failed; `false` or 0 for none. @defaultValue false */
  readonly slowCall?: Duration | false | undefined;
  /**
   * How long it stays open before the first probe; doubled while probes fail. More than 0. Absent: as often as the
   * traffic allows, from every 1 s at 10 calls a second or fewer to every 50 ms at 200, and half as often later on, or
   * 32 times for each turn of a target that flaps; where calls may not wait more often, and to the end; and no longer
   * once an answer comes to what was sent after all that have failed.
   */
  readonly probeAfter?: Duration | undefined;
  /** How long it stays open at most, while probes fail. @defaultValue '2s' */
  readonly maxProbeAfter?: Duration | undefined;
  /** Probes in flight at once when it begins to try again. An integer of 1 or more. @defaultValue 1 */
  readonly probes?: number | undefined;
  /**
   * What a call does that finds the gate shut: wait its turn, or fail; at once, but for the moment in which a probe is
   * under way (1 s at most; not with a `probeAfter` or a `fallback`). A retry waits there for as long as the pauses that
   * its call has left (`retry.cap` at most; not with a `fallback`). Absent: it waits, unless the target has a `fallback`
   * for `refused`, `503` or `*`, which it then goes on to at once. @defaultValue 'wait'
   */
  readonly whenOpen?: 'wait' | 'fail' | undefined;
  /** The longest that a call waits at the gate. Absent: as long as the call has time. */
  readonly maxWait?: Duration | undefined;
  /** Calls that may wait at once, per target. An integer of 0 or more. @defaultValue 20000 */
  readonly maxWaiting?: number | undefined;
}

/**
 * What follows when the account behind a target has no money or no quota left: calls are refused at once, and one is let
 * through now and then to see if that is over.
 */
export interface CredentialPolicy {
  /** How long calls are refused before the first one is let through. More than 0. @defaultValue '1m' */
  readonly probeAfter?: Duration | undefined;
  /** How long they are refused at most between two; it doubles with each that fails. @defaultValue '10m' */
  readonly maxProbeAfter?: Duration | undefined;
}

/** How many attempts may be in flight at once. */
export interface ConcurrencyPolicy {
  /** A fixed limit; with `adaptive`, its upper bound. An integer of 1 or more. Absent: none. */
  readonly max?: number | undefined;
  /** Find the limit from the time attempts take. @defaultValue false */
  readonly adaptive?: boolean | undefined;
}

/** Limits of time. Each may be `false` or 0: none. */
export interface TimeoutPolicy {
  /** One attempt. At most `total`. @defaultValue '60s' */
  readonly attempt?: Duration | false | undefined;
  /** The call with its attempts and waits. @defaultValue '120s' */
  readonly total?: Duration | false | undefined;
  /** From the start of a streamed attempt to its first content. @defaultValue '30s' */
  readonly firstContent?: Duration | false | undefined;
  /** Between two pieces of content of a stream. @defaultValue '30s' */
  readonly idle?: Duration | false | undefined;
  /** What the limit of the next attempt is multiplied by after a 504. 1 or more. @defaultValue 1.5 */
  readonly growth?: number | undefined;
  /** Shorten `attempt` to what attempts of this target really take, with a wide margin. @defaultValue false */
  readonly adaptive?: boolean | undefined;
}

/** A condition that is worth waking somebody for; raised once, cleared once, per target. */
export type AlertRule =
  | {
      /** The share of failed attempts is above a limit. */
      readonly type: 'error-rate';
      /** The limit, 0 to 1. @defaultValue 0.5 */
      readonly above?: number | undefined;
      /** Over how long the share is taken. More than 0. @defaultValue '60s' */
      readonly window?: Duration | undefined;
      /** Attempts in the window before it is judged. @defaultValue 20 */
      readonly minimumCalls?: number | undefined;
    }
  | {
      /** The share of failed attempts has left its learned baseline. */
      readonly type: 'spike';
      /** How many times the baseline. Above 1. @defaultValue 3 */
      readonly factor?: number | undefined;
      /** Attempts in the window before it is judged. @defaultValue 20 */
      readonly minimumCalls?: number | undefined;
    }
  /** A kind of failure (rule) that this process had not seen before. */
  | { readonly type: 'new-error' }
  /** A credential was refused: 401, 403, no money left. */
  | { readonly type: 'credential' }
  | {
      /** The breaker is open. */
      readonly type: 'breaker-open';
      /** For at least this long. @defaultValue 0 */
      readonly for?: Duration | undefined;
    };

/** A rule of the user, tried before the built-in ones: every condition given must hold. */
export interface ClassifyRule {
  /** What a failure must have: at least one condition. */
  readonly when: {
    /** HTTP status. An integer from 100 to 599. */
    readonly status?: number | undefined;
    /** Equal to one of the failure's codes (`error.code`, `ECONNRESET`, …). */
    readonly code?: string | undefined;
    /** Equal to one of the failure's types (`error.type`, class names). */
    readonly type?: string | undefined;
    /** Contained in one of the failure's messages, ignoring case. */
    readonly message?: string | undefined;
    /** A response header that must be there, by name; or with its exact value, as `name: value`. */
    readonly header?: string | undefined;
  };
  /** What the failure is. */
  readonly then: {
    /** One of the eight codes. */
    readonly code: Code;
    /** The finer kind: a reason of that code, or `unknown`. */
    readonly reason?: Reason | undefined;
    /** Whether the same request may succeed later, unchanged. Absent: as for the code. */
    readonly retryable?: boolean | undefined;
    /** How long to wait before the next attempt. */
    readonly retryAfter?: Duration | undefined;
  };
}

/** The parts of a policy that can differ per target. */
export interface TargetPolicy {
  /** What follows a failed attempt; `false`: nothing, one attempt is all. */
  readonly retry?: RetryPolicy | false | undefined;
  /** When the target counts as down, and how it is tried again; `false`: never. */
  readonly breaker?: BreakerPolicy | false | undefined;
  /** When the account behind the target runs dry, and how it is tried again; `false`: calls go on as ever. */
  readonly credential?: CredentialPolicy | false | undefined;
  /** How many attempts may be in flight at once. */
  readonly concurrency?: ConcurrencyPolicy | undefined;
  /** Limits of time; `false`: none. */
  readonly timeout?: TimeoutPolicy | false | undefined;
  /**
   * Targets to try, in order, when a call to this one has failed for good: one list for every reason, or one per
   * reason or code, with `'*'` for all others: `{ "context_length_exceeded": ["openai/gpt-5-long"], "*": ["azure/gpt-5"] }`.
   */
  readonly fallback?: readonly string[] | Readonly<Record<string, readonly string[]>> | undefined;
}

/** The whole policy: plain data, one file for every service. `{}` is a good one. */
export interface Policy extends TargetPolicy {
  /** For editors. */
  readonly $schema?: string | undefined;
  /** Rules of yours, tried before the built-in ones. */
  readonly classify?: readonly ClassifyRule[] | undefined;
  /** What is worth an alert. @defaultValue one rule of each type, with its defaults */
  readonly alerts?: readonly AlertRule[] | undefined;
  /** Overrides by target: exact names, or patterns where `*` stands for any text. Later ones win. */
  readonly targets?: Readonly<Record<string, TargetPolicy>> | undefined;
}
