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
  /** Whether the operation can make an attempt at another target than the call's. @defaultValue true */
  readonly fallback?: boolean | undefined;
  /** Whether a stream is asked for: then its first content is due within `timeout.firstContent`. @defaultValue false */
  readonly streaming?: boolean | undefined;
  /**
   * A name for the credential of this call, where calls to one target go out with several: each is paused by itself
   * when its account runs dry. Up to 64 characters, and never the key itself: it stands in events and snapshots.
   */
  readonly credential?: string | undefined;
  /** Looks at an answer that arrived: the failure in it, or undefined where it is good. See `detectAnswer`. */
  readonly inspect?: ((answer: Answer) => Failure | undefined) | undefined;
  /** The response headers of an answer, from which remaining quotas are read. */
  readonly headersOf?: ((answer: Answer) => HeadersLike | undefined) | undefined;
  /** Lets go of what an attempt brought, an answer or an error, when the caller will not get it: close its body. */
  readonly release?: ((outcome: unknown) => void) | undefined;
}

/** How keys and the headers that carry them begin. */
const KEY = /^(?:bearer |basic |sk-|gsk_|xai-|hf_|AIza|AKIA|eyJ)/i;

/** @throws TypeError or RangeError naming the option that makes no sense. */
export function checkRunOptions(options: RunOptions<never>): void {
  if (typeof options !== 'object' || options === null) fail(TypeError, 'options', options, 'an object');
  const { signal, priority, credential } = options;
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    fail(TypeError, 'signal', signal, 'an AbortSignal');
  }
  if (priority !== undefined && typeof priority !== 'number') fail(TypeError, 'priority', priority, 'a number');
  if (Number.isNaN(priority)) fail(RangeError, 'priority', priority, 'a number');
  if (credential !== undefined && typeof credential !== 'string') {
    fail(TypeError, 'credential', credential, 'a text of up to 64 characters');
  }
  if (credential !== undefined && (credential.length > 64 || KEY.test(credential))) {
    throw new RangeError(
      'credential: found what looks like the key itself; allowed: a name for it, up to 64 characters',
    );
  }
  // One by one and not in a loop: to look a property up by a name that varies takes ten times as long.
  checkCallback('inspect', options.inspect);
  checkCallback('headersOf', options.headersOf);
  checkCallback('release', options.release);
}

function checkCallback(name: string, given: unknown): void {
  if (given !== undefined && typeof given !== 'function') fail(TypeError, name, given, 'a function');
}

function fail(Problem: ErrorConstructor, name: string, found: unknown, allowed: string): never {
  const shown = typeof found === 'number' || found === null ? String(found) : typeof found;
  throw new Problem(`${name}: found ${shown}; allowed: ${allowed}`);
}
