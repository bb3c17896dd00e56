import type { Failure } from '../detect/failure.ts';
import { figures } from './advice-figures.ts';
import { lengthOf } from './length-of.ts';
import { REFERENCE } from './reference.ts';
import type { Code, Reason } from './reference.ts';
import type { WaitHint } from './wait-hint.ts';

/**
 * What to do now, by reason, where the reference's solution for the code says too little. Fixed texts: nothing that the
 * upstream wrote is ever repeated, only numbers are.
 */
const ADVICE: Readonly<Partial<Record<Reason, string>>> = {
  context_length_exceeded: 'Shorten the prompt, lower max_tokens, or use a model with a larger context window',
  payload_too_large: 'Send a smaller body: fewer or smaller files and images',
  content_policy: 'Change the prompt: the filter will refuse it again',
  model_not_found: 'Check the spelling of the model or deployment, and that this key may use it',
  not_found: 'Check the base URL and path: a doubled or missing /v1 is the usual cause',
  conflict: 'Let the request that is still running end first',
  missing_api_key: 'No API key arrived: set it, and check that no proxy drops the authorization header',
  expired_api_key: 'Renew the credential: it has expired',
  region_blocked: 'Send the call from a region that the provider serves',
  billing: 'Add credit or raise the spending limit: every call with this key fails until then',
  rate_limited: 'Slow down: make fewer calls at once, spread them out, or raise the limit',
  quota_exhausted: 'Raise the quota, use another key, or wait for the reset: retries cannot help',
  request_exceeds_limit: 'Make the request smaller, or raise the limit: it alone is above the whole limit per minute',
  concurrency_limited: 'Lower concurrency.max for this target: too many requests are in flight at once',
  connection_failed: 'Check host, port, proxy and firewall: nothing answered there',
  connection_reset: 'Retry; if it repeats, compare the keep-alive timeouts on the way',
  dns_failure: 'Check the spelling of the host and the DNS of this machine',
  tls_failure: 'Fix the certificate or the CA store: a retry cannot help',
  invalid_response: 'Retry, and check what sits in between: the answer was empty, cut or not what was asked for',
  stream_interrupted: 'Retry if nothing of the stream was used yet: it broke before its end',
  overloaded: 'Back off, or fall back to another model: the upstream is overloaded',
  no_upstream: 'Check the targets of the gateway: it has no healthy one for this',
  model_loading: 'Wait until the model is loaded, then retry',
  client_timeout: 'Increase timeout.attempt, or shrink the request: our own limit fired first',
  cancelled: 'Nothing: the caller gave up',
  refused: 'See the code of the error for why Breakwater did not send this call',
  unknown: 'Look for a bug at the stack trace: no failed call was recognised in this',
};

/** No quota that is used up comes back sooner. */
const SHORTEST_RESET_MS = 60_000;

/** What to do about a refusal of ours, by its code. */
const REFUSALS: Readonly<Record<string, string>> = {
  'breaker-open': 'Wait until the target is back, or name a fallback: it is failing, and only probes go there',
  'cooling-down': 'Send fewer requests, or name a fallback: the target asked for a pause',
  'bulkhead-full': 'Raise concurrency.max, or make fewer calls at once',
  'waiting-room-full': 'Raise breaker.maxWaiting, or turn calls away before they get here',
  'deadline-exceeded': 'Give the call a later deadline (timeout.total), or send a smaller request',
  isolated: 'Reset the target when it may be used again: it was taken out of service by hand',
};

/**
 * One sentence: what to do now, with the numbers and the wait that the failure gave.
 * @param text - what the failure says, as words.
 */
export function advise(
  { kind, codes, headers }: Failure,
  reason: Reason,
  code: Code | null,
  text: string,
  wait: WaitHint | undefined,
): string {
  const refusal = kind === 'refused' ? REFUSALS[codes[0] ?? ''] : undefined;
  const said = figures(reason, text, headers);
  const ofOutput = said.startsWith('max_tokens') ? 'Lower it' : undefined;
  const advice = refusal ?? ofOutput ?? ADVICE[reason] ?? REFERENCE[code ?? 500].solution;
  // Google says half a minute of quotas that last all day.
  const isTrue = wait !== undefined && (reason !== 'quota_exhausted' || wait.ms >= SHORTEST_RESET_MS);
  return said + advice + (isTrue ? ` (${wait.source}: wait ${lengthOf(wait.ms)})` : '');
}
