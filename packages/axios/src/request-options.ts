import type { RunOptions } from '@breakwater/core';

/** What one request may say for itself, under `breakwater` in its config; defaults of the instance are merged in. */
export interface RequestOptions extends Pick<RunOptions, 'priority' | 'deadline'> {
  /** What can be sick by itself, in place of what `attach` was told. A non-empty string from a bounded set. */
  readonly target?: string | undefined;
  /**
   * Whether sending the request twice does no harm. Read where the policy says `resend: 'safe'`.
   * @defaultValue true for GET, HEAD, OPTIONS, PUT, DELETE, TRACE and QUERY, and with an `Idempotency-Key` header
   */
  readonly idempotent?: boolean | undefined;
}

declare module 'axios' {
  // Without the type parameters of the original: their number differs between the versions of axios.
  interface AxiosRequestConfig {
    /** What this request says for itself; `false` sends it without the policy. */
    breakwater?: RequestOptions | false | undefined;
  }
}
