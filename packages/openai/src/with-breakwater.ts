import type { Breakwater } from '@breakwater/core';
import { warnOnce } from '@breakwater/core/adapter';
import { type Fetch, type PolicyFetch, withPolicy } from '@breakwater/fetch';
import type { GovernedOptions, OpenAIPolicyOptions } from './client-options.ts';

/** What this package puts in the place of the client's own. */
interface Ours {
  readonly fetch?: Fetch | undefined;
  readonly maxRetries?: number | undefined;
}

/**
 * The options of an `OpenAI` or `AzureOpenAI` client, so changed that its requests go out under a policy: with a `fetch`
 * of ours around the given one, and without retries of its own. The given options stay as they are.
 *
 * Errors are the client's own; a refusal is one, too, of the class that its status calls for.
 *
 * @throws TypeError for what is no breakwater, and for options that are none.
 */
export function withBreakwater<Options extends object>(
  breakwater: Breakwater,
  clientOptions: Options,
  { idempotencyKeys = false, ...options }: OpenAIPolicyOptions = {},
): GovernedOptions<Options> {
  if (typeof clientOptions !== 'object' || clientOptions === null) {
    throw new TypeError(`clientOptions: found ${typeof clientOptions}; allowed: the options of a client`);
  }
  const { fetch, maxRetries = 0, ...rest } = clientOptions as Options & Ours;
  if (maxRetries > 0) {
    const text = 'a client was given maxRetries; under a policy its own retries are off: remove maxRetries';
    warnOnce('@breakwater/openai', text, options.warn);
  }
  const governed = withPolicy(breakwater, { ...options, refusal: 'response', fetch });
  return { ...rest, maxRetries: 0, fetch: idempotencyKeys ? keyed(governed) : governed };
}

/** Gives each POST a key before its first attempt. */
function keyed(send: PolicyFetch): PolicyFetch {
  return (input, init = {}) => {
    if (init.method?.toUpperCase() !== 'POST') return send(input, init);
    const headers = new Headers(init.headers);
    if (!headers.has('idempotency-key')) headers.set('idempotency-key', `breakwater-${crypto.randomUUID()}`);
    return send(input, { ...init, headers });
  };
}
