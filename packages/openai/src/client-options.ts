import type { Fetch, FetchOptions } from '@breakwater/fetch';

/** The options of a client that is governed: what was given, with these two in their places. */
export type GovernedOptions<Options> = Omit<Options, 'fetch' | 'maxRetries'> & { fetch: Fetch; maxRetries: 0 };

export interface OpenAIPolicyOptions extends Pick<FetchOptions, 'target' | 'beforeAttempt' | 'warn'> {
  /**
   * Sends an `Idempotency-Key` with every POST that has none, the same for all attempts of a call. Say so where your
   * gateway heeds such keys: requests then count as safe to send again under `resend: 'safe'`. @defaultValue false
   */
  readonly idempotencyKeys?: boolean | undefined;
}
