import type { Failure } from '../detect/failure.ts';
import { REFERENCE } from './reference.ts';
import type { Code, Reason } from './reference.ts';
import type { WaitHint } from './wait-hint.ts';

/** What to do now, by reason. Fixed texts: nothing that the upstream wrote is ever repeated, only numbers are. */
const ADVICE: Readonly<Partial<Record<Reason, string>>> = {
  context_length_exceeded: 'Shorten the prompt or lower max_tokens, or use a model with a larger context window',
  payload_too_large: 'Send a smaller body: fewer or smaller files and images, or upload them by reference',
  content_policy: 'Change the prompt: the filter will refuse it again, even where its text says "retry"',
  model_not_found: 'Check the spelling of the model or deployment, and that this key may use it',
  not_found: 'Check the base URL and path: a doubled or missing /v1 is the usual cause',
  conflict: 'Let the request that is still running end first, then send this one again',
  missing_api_key: 'No API key arrived: set it, and check that no proxy drops the authorization header',
  expired_api_key: 'The credential has expired: renew it',
  permission_denied: 'Give this key the permission, or the model access, that it lacks; a retry cannot help',
  region_blocked: 'The provider does not serve this region: send the call from another one',
  billing: 'Add credit or raise the spending limit in the billing settings; every call with this key fails until then',
  rate_limited: 'Slow down and back off',
  quota_exhausted:
    'The quota or credit is used up: raise it, use another key, or wait for the reset; retries cannot help',
  request_exceeds_limit:
    'This one request is larger than the whole limit per minute: make it smaller, or raise the limit',
  concurrency_limited: 'Too many requests are in flight at once: lower concurrency.max for this target',
  server_error: 'Retry with backoff; contact support with the request id if it persists',
  bad_gateway: 'The gateway got no good answer from what is behind it: check that service, retry later',
  connection_failed: 'Nothing answered at that address: check host, port, proxy and firewall, retry later',
  connection_reset: 'The connection broke: retry; if it repeats, compare idle and keep-alive timeouts on the way',
  dns_failure: 'The host name did not resolve: check its spelling and the DNS of this machine',
  tls_failure: 'The certificate or TLS setup is wrong: fix it or the CA store; a retry cannot help',
  invalid_response: 'The answer was empty, cut or not what was asked for: retry, and check what sits in between',
  stream_interrupted: 'The stream broke before its end: retry if nothing of it was used yet',
  overloaded: 'The upstream is overloaded: back off, or fall back to another model',
  maintenance: 'The upstream is under maintenance: wait, or fall back to another target',
  no_upstream: 'The gateway has no healthy upstream for this: check its targets, or wait until one is back',
  model_loading: 'The model is still loading: wait, then retry',
  gateway_timeout: 'The upstream took too long: increase the timeout, shrink the request, or stream the answer',
  client_timeout: 'Our own time limit fired first: increase timeout.attempt, or shrink the request',
  cancelled: 'The caller gave up: nothing to do',
  refused: 'Breakwater did not send this call: see its code for why',
  unknown: 'No failed call was recognised in this: look for a bug at its stack trace',
};

/** One sentence: what to do now, with the numbers and the wait that the failure gave. */
export function advise(
  failure: Failure,
  reason: Reason,
  code: Code | null,
  text: string,
  wait: WaitHint | undefined,
): string {
  const fixed = ADVICE[reason] ?? (code === null ? '' : REFERENCE[code].solution);
  const measured = text === '' ? undefined : sizes(failure, reason, text);
  const advice = measured === undefined ? fixed : `${measured}. ${fixed}`;
  if (wait === undefined) return advice;
  return `${advice} (${wait.source} says ${wait.ms < 10_000 ? `${wait.ms} ms` : `${Math.ceil(wait.ms / 1_000)} s`})`;
}

/** "The prompt is 205,351 tokens, the limit is 200,000", where the message has both numbers. */
function sizes(failure: Failure, reason: Reason, text: string): string | undefined {
  if (reason === 'context_length_exceeded') {
    const numbers = numbersIn(text);
    const context = Number(failure.waits['n_ctx']) || undefined;
    return compare('The prompt is', numbers.length > 0 ? numbers : [], ' tokens', context);
  }
  if (reason === 'request_exceeds_limit') {
    const limit = after(text, /limit:? (?=\d)/);
    const asked = after(text, /requested:? (?=\d)/);
    return asked && limit ? `The request needs ${group(asked)} tokens, the limit is ${group(limit)}` : undefined;
  }
  return undefined;
}

function after(text: string, label: RegExp): number | undefined {
  const found = label.exec(text);
  return found === null ? undefined : Number(/^\d{1,9}/.exec(text.slice(found.index + found[0].length))?.[0]);
}

/** Of the numbers of a context message the limit is the largest that another exceeds. */
function compare(what: string, numbers: readonly number[], unit: string, limit?: number): string | undefined {
  const sorted = [...new Set(numbers)].toSorted((a, b) => b - a);
  const [size, second] = sorted;
  const most = limit ?? second;
  return size !== undefined && most !== undefined && size > most
    ? `${what} ${group(size)}${unit}, the limit is ${group(most)}`
    : undefined;
}

function numbersIn(text: string): readonly number[] {
  return [
    ...text.slice(0, 600).matchAll(/(?<![\w.-])\d{1,3}(?:,\d{3}){1,2}(?![\w-])|(?<![\w.,-])\d{3,8}(?![\w-])/g),
  ].map(([digits]) => Number(digits.replaceAll(',', '')));
}

function group(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
