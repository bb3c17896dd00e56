const brand = Symbol.for('breakwater.error');

/** Why Breakwater itself refused a call or gave up on it. */
export type RefusalCode =
  | 'breaker-open'
  | 'credential-paused'
  | 'cooling-down'
  | 'bulkhead-full'
  | 'waiting-room-full'
  | 'deadline-exceeded'
  | 'attempt-timeout'
  | 'isolated';

/**
 * A call that Breakwater refused or gave up on. Failures of the wrapped call never arrive as this:
 * they reach the caller as they are.
 */
export class BreakwaterError extends Error {
  static {
    // Survives two copies of the package, which `instanceof` does not.
    Object.defineProperty(this.prototype, brand, { value: true });
  }

  override readonly name: string = 'BreakwaterError';
  readonly code: RefusalCode;
  /**
   * The status that tells a client of ours the truth: 503 where we refused, 504 where time ran out; for a paused
   * credential 403 (no money) or 429 (no quota), as the upstream said.
   */
  readonly status: 403 | 429 | 503 | 504;
  readonly target: string;
  /** Milliseconds after which a new call has a chance; absent where nothing is known. */
  readonly retryAfterMs: number | undefined;

  /** @param status - in place of the one that goes with `code`. */
  constructor(code: RefusalCode, target: string, message: string, retryAfterMs?: number, status?: 403 | 429) {
    super(message);
    this.code = code;
    this.status = status ?? (code === 'deadline-exceeded' || code === 'attempt-timeout' ? 504 : 503);
    this.target = target;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Whether `error` is a refusal of Breakwater, from whichever copy of the package. */
export function isBreakwaterError(error: unknown): error is BreakwaterError {
  try {
    return typeof error === 'object' && error !== null && brand in error;
  } catch {
    return false; // a proxy that does not want to be asked
  }
}
