import type { HeadersLike } from '../detect/detect.ts';
import type { Failure } from '../detect/failure.ts';
import type { Duration } from '../policy/policy.ts';

/** What may be said of one call; all of it optional. */
export interface RunOptions<Answer = unknown> {
  /** The caller's own signal. When it fires the call ends at once with the signal's reason, in whatever it is doing. */
  readonly signal?: AbortSignal | undefined;
  /** Time for the call with all its attempts and waits, in place of the policy's `timeout.total`. */
  readonly deadline?: Duration | undefined;
  /** Who waits less at a shut gate: higher goes first. Any number. @defaultValue 0 */
  readonly priority?: number | undefined;
  /** Whether sending the request twice does no harm. Read where the policy says `resend: 'safe'`. @defaultValue false */
  readonly idempotent?: boolean | undefined;
  /** Whether the request can be sent a second time at all; false for one-shot bodies. @defaultValue true */
  readonly resendable?: boolean | undefined;
  /** Looks at an answer that arrived: the failure in it, or undefined where it is good. See `detectAnswer`. */
  readonly inspect?: ((answer: Answer) => Failure | undefined) | undefined;
  /** The response headers of an answer, from which remaining quotas are read. */
  readonly headersOf?: ((answer: Answer) => HeadersLike | undefined) | undefined;
  /** Lets go of what an attempt brought, an answer or an error, when the caller will not get it: close its body. */
  readonly release?: ((outcome: unknown) => void) | undefined;
}
