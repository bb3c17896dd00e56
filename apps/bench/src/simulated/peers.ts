// First: timers and clocks are replaced before any library can bind the real ones.
import { enter } from './virtual-globals.ts';
import { type Answer, type Contender, promiseContender, type PromisedCall } from '@breakwater/simulator';
import { AxiosError, type AxiosAdapter, create, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import axiosRetry, { exponentialDelay, isNetworkError } from 'axios-retry';
import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  type IPolicy,
  retry,
  wrap,
} from 'cockatiel';
import CircuitBreaker from 'opossum';
import pRetry from 'p-retry';

/** Attempts in all that everybody has who retries: as many as Breakwater by default. */
const ATTEMPTS = 3;

/** What is worth another attempt, where a library leaves that to its user. */
function isRetryable(error: unknown): boolean {
  const { status } = error as { readonly status?: number };
  return status === undefined || status === 408 || status === 429 || status >= 500;
}

/** As its README wires it up: exponential backoff around a breaker of five failures in a row, shut for 10 s. */
const cockatiel = promiseContender('cockatiel', false, (host) => {
  enter(host);
  const policyOf = perTarget((): IPolicy =>
    wrap(
      retry(handleWhen(isRetryable), { maxAttempts: ATTEMPTS - 1, backoff: new ExponentialBackoff() }),
      circuitBreaker(handleWhen(isRetryable), { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
    ),
  );
  return ({ target, signal, attempt }) => policyOf(target).execute(attempt, signal);
});

/** As its README wires it up: half of the calls within 10 s open it for 30 s; it has no retries. */
const opossum = promiseContender('opossum', false, (host) => {
  enter(host);
  const breakerOf = perTarget(
    () =>
      new CircuitBreaker((call: PromisedCall) => call.attempt(), {
        timeout: host.scenario.attemptTimeoutMs === Infinity ? false : host.scenario.attemptTimeoutMs,
        errorThresholdPercentage: 50,
        resetTimeout: 30_000,
      }),
  );
  return (call) => breakerOf(call.target).fire(call);
});

const pRetryPeer = promiseContender('p-retry', true, (host) => {
  enter(host);
  return ({ signal, attempt }) =>
    pRetry(attempt, { retries: ATTEMPTS - 1, signal, shouldRetry: ({ error }) => isRetryable(error) });
});

/** Network errors, 429 and 5xx of any method, with its exponential delay, which heeds Retry-After. */
const axiosRetryPeer = promiseContender('axios-retry', true, (host) => {
  enter(host);
  const client = create({ adapter: answer });
  axiosRetry(client, {
    retries: ATTEMPTS - 1,
    retryDelay: exponentialDelay,
    retryCondition: (error) => isNetworkError(error) || isRetryable({ status: error.response?.status }),
  });
  return async (call) => {
    const config: Partial<CallConfig> = { signal: call.signal, call };
    const { data } = await client.post<Answer>('http://upstream.test/', undefined, config);
    return data;
  };
});

/** The libraries themselves, on virtual time. */
export const contenders: readonly Contender[] = [cockatiel, opossum, pRetryPeer, axiosRetryPeer];

/** What an attempt fails with. */
interface Failed extends Error {
  readonly status?: number | undefined;
  readonly headers?: Record<string, string> | undefined;
  readonly code?: string | undefined;
}

interface CallConfig extends InternalAxiosRequestConfig {
  readonly call: PromisedCall;
}

/** Carries an axios request to the simulated upstream. */
const answer: AxiosAdapter = async (config) => {
  try {
    const data = await (config as CallConfig).call.attempt();
    return { data, status: 200, statusText: 'OK', headers: {}, config };
  } catch (error) {
    const { status, headers = {}, code, message } = error as Failed;
    if (status === undefined) throw new AxiosError(message, code, config);
    const response: AxiosResponse = { data: '', status, statusText: '', headers, config };
    throw new AxiosError(message, AxiosError.ERR_BAD_RESPONSE, config, undefined, response);
  }
};

/** One of them for each target, as its README has one for each upstream. */
function perTarget<Made>(make: () => Made): (target: string) => Made {
  const made = new Map<string, Made>();
  return (target) => {
    const known = made.get(target);
    if (known !== undefined) return known;
    const fresh = make();
    made.set(target, fresh);
    return fresh;
  };
}
