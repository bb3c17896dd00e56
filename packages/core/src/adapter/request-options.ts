import type { RunOptions } from '../handle/run-options.ts';

/** What one request may say for itself. */
export interface RequestOptions extends Pick<RunOptions, 'priority' | 'deadline'> {
  /**
   * A name for the key that this request carries, and never the key itself: each is paused by itself when its account
   * runs dry. Up to 64 characters. @defaultValue a name made of the key, the same as long as the process lives
   */
  readonly credential?: string | undefined;
  /** What can be sick by itself, in place of what the adapter derives. A non-empty string from a bounded set. */
  readonly target?: string | undefined;
  /**
   * Whether sending the request twice does no harm. Read where the policy says `resend: 'safe'`.
   * @defaultValue true for GET, HEAD, OPTIONS, PUT, DELETE, TRACE and QUERY, and with an `Idempotency-Key` header
   */
  readonly idempotent?: boolean | undefined;
}
