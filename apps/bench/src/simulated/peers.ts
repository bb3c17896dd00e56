// First: timers and clocks are replaced before any library can bind the real ones.
import { enter } from './virtual-globals.ts';
import { type Answer, type Contender, type Host, promiseContender, type PromisedCall } from '@breakwater/simulator';
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
  const policyOf = perTarget((target): IPolicy => {
    const breaker = circuitBreaker(handleWhen(isRetryable), {
      halfOpenAfter: 10_000,
      breaker: new ConsecutiveBreaker(5),
    });
    const changed = watch(host, target);
    breaker.onBreak(() => changed('open'));
    breaker.onHalfOpen(() => changed('half-open'));
    breaker.onReset(() => changed('closed'));
    const again = { maxAttempts: ATTEMPTS - 1, backoff: new ExponentialBackoff() };
    return wrap(retry(handleWhen(isRetryable), again), breaker);
  });
  return ({ target, signal, attempt }) => policyOf(target).execute(attempt, signal);
});

/** As its README wires it up: half of the calls within 10 s open it for 30 s; it has no retries. */
const opossum = promiseContender('opossum', false, (host) => {
  enter(host);
  const { attemptTimeoutMs } = host.scenario;
  const breakerOf = perTarget((target) => {
    const breaker = new CircuitBreaker((call: PromisedCall) => call.attempt(), {
      timeout: attemptTimeoutMs === Infinity ? false : attemptTimeoutMs,
      errorThresholdPercentage: 50,
      resetTimeout: 30_000,
    });
    const changed = watch(host, target);
    breaker.on('open', () => changed('open'));
    breaker.on('halfOpen', () => changed('half-open'));
    breaker.on('close', () => changed('closed'));
    return breaker;
  });
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

type BreakerState = 'closed' | 'open' | 'half-open';

/** Tells the simulator of a breaker's changes, for the chart and for the openings that nothing called for. */
function watch({ recorder, time, process }: Host, target: string): (to: BreakerState) => void {
  let from: BreakerState = 'closed';
  return (to) => {
    if (to === from) return;
    recorder.breakerChanged({ atMs: time.nowMs, process, target, to }, from === 'closed');
    from = to;
  };
}

/** One of them for each target, as its README has one for each upstream. */
function perTarget<Made>(make: (target: string) => Made): (target: string) => Made {
  const made = new Map<string, Made>();
  return (target) => {
    const known = made.get(target);
    if (known !== undefined) return known;
    const fresh = make(target);
    made.set(target, fresh);
    return fresh;
  };
}
