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

/** One sentence: what to do now, with the numbers and the wait that the failure gave. */
export function advise(reason: Reason, code: Code | null, text: string, wait: WaitHint | undefined): string {
  const advice = sizes(reason, text) + (ADVICE[reason] ?? REFERENCE[code ?? 500].solution);
  return wait === undefined ? advice : `${advice} (${wait.source}: wait ${wait.ms / 1_000} s)`;
}

/** "It takes 205,351 tokens, the limit is 200,000: ", where the message has both numbers. */
function sizes(reason: Reason, text: string): string {
  if (reason !== 'context_length_exceeded' && reason !== 'request_exceeds_limit') return '';
  const plain = text.slice(0, 1_000).replace(/(\d),(?=\d{3}\b)/g, '$1');
  // Anthropic: "143653 + 64000 > 200000", prompt and max_tokens
  const sum = /(\d{1,9}) \+ (\d{1,9}) > (\d{1,9})/.exec(plain);
  const limit = Number(
    sum?.[3] ??
      /(?:max\w{0,12}|limit|context (?:length|size|window)|n ctx|[<>]=?)[^\d\n]{0,40}(\d{3,9})/.exec(plain)?.[1] ??
      /(\d{3,9}) max/.exec(plain)?.[1],
  );
  const numbers = plain.match(/(?<![\w.])\d{3,9}(?!\w)/g)?.map(Number) ?? [];
  const size = sum ? Number(sum[1]) + Number(sum[2]) : Math.max(...numbers);
  if (!(size > limit)) return '';
  return `It takes ${group(size)}${plain.includes('token') ? ' tokens' : ''}, the limit is ${group(limit)}: `;
}

function group(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
