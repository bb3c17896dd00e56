import { type Breakwater, createBreakwater, type Policy } from '@breakwater/core';
import {
  circuitBreaker,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  ConstantBackoff,
  ExponentialBackoff,
  handleAll,
  type IBreaker,
  retry,
  SamplingBreaker,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import CircuitBreaker from 'opossum';
import pRetry from 'p-retry';
import type { Contender, Group } from './harness.ts';

const TARGET = 'openai/gpt-5';
const CALLS = 60_000;

const succeed = async (): Promise<number> => 1;
const failure = Object.assign(new Error('unavailable'), { status: 503 });
const fail = async (): Promise<number> => {
  throw failure;
};
const ignore = (): undefined => undefined;

const bare: Contender = { name: 'bare await', call: succeed };
const bareFailure: Contender = { name: 'bare await', call: () => fail().catch(ignore) };

const sampling = (): IBreaker => new SamplingBreaker({ threshold: 0.5, duration: 10_000, minimumRps: 5 });
const cockatielBreaker = (breaker: IBreaker): CircuitBreakerPolicy =>
  circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker });
const cockatielRetry = (): ReturnType<typeof retry> =>
  retry(handleAll, { maxAttempts: 3, backoff: new ExponentialBackoff() });

function opossum(action: () => Promise<unknown>, options: CircuitBreaker.Options = {}): CircuitBreaker {
  return new CircuitBreaker(action, {
    timeout: false,
    errorThresholdPercentage: 50,
    volumeThreshold: 50,
    rollingCountTimeout: 10_000,
    resetTimeout: 10_000,
    ...options,
  });
}

function ours(name: string, policy: Policy): Contender {
  const breakwater = createBreakwater(policy);
  return { name, call: () => breakwater.run(TARGET, succeed) };
}

function theirs(name: string, policy: { execute(fn: () => Promise<number>): Promise<unknown> }): Contender {
  return { name, call: () => policy.execute(succeed) };
}

function theirBreaker(name: string, options: CircuitBreaker.Options): Contender {
  const breaker = opossum(succeed, options);
  return { name, call: () => breaker.fire(), stop: () => breaker.shutdown() };
}

function breakerOnly(): Group {
  return {
    name: 'a',
    what: 'breaker only, closed',
    calls: CALLS,
    parallel: 1,
    baseline: bare,
    contenders: [
      ours('Breakwater, retry and timeout off', { retry: false, timeout: false }),
      theirs('cockatiel, consecutive', cockatielBreaker(new ConsecutiveBreaker(5))),
      theirs('cockatiel, sampling', cockatielBreaker(sampling())),
      theirBreaker('opossum, statistics off', { rollingPercentilesEnabled: false, enableSnapshots: false }),
      theirBreaker('opossum', {}),
    ],
  };
}

function retryOnly(): Group {
  return {
    name: 'b',
    what: 'retry only, nothing fails',
    calls: CALLS,
    parallel: 1,
    baseline: bare,
    contenders: [
      ours('Breakwater, breaker and timeout off', { breaker: false, timeout: false }),
      theirs('cockatiel', cockatielRetry()),
      { name: 'p-retry', call: () => pRetry(succeed, { retries: 3, minTimeout: 0 }) },
    ],
  };
}

function retryAndBreaker(parallel: number): Group {
  return {
    name: parallel === 1 ? 'c' : `c x${parallel}`,
    what: `retry and breaker, nothing fails, ${parallel} in flight`,
    calls: CALLS,
    parallel,
    baseline: bare,
    contenders: [
      ours('Breakwater, everything on', {}),
      ours('Breakwater, timeout off', { timeout: false }),
      theirs('cockatiel, wrap(retry, sampling)', wrap(cockatielRetry(), cockatielBreaker(sampling()))),
    ],
  };
}

function everything(): Group {
  const { signal } = new AbortController();
  const breakwater = createBreakwater({});
  const cockatiel = wrap(cockatielRetry(), cockatielBreaker(sampling()), timeout(10_000, TimeoutStrategy.Cooperative));
  return {
    name: 'd',
    what: "retry, breaker, timeout and the caller's signal; the operation reads its own",
    calls: CALLS,
    parallel: 1,
    baseline: bare,
    contenders: [
      {
        name: 'Breakwater, everything on',
        call: () => breakwater.run(TARGET, (attempt) => (attempt.signal.aborted ? fail() : succeed()), { signal }),
      },
      {
        name: 'Breakwater, signals not read',
        call: () => breakwater.run(TARGET, succeed),
      },
      {
        name: 'cockatiel, wrap(retry, sampling, timeout)',
        call: () => cockatiel.execute((context) => (context.signal.aborted ? fail() : succeed()), signal),
      },
      {
        name: 'p-retry with signal (no breaker, no timeout)',
        call: () => pRetry(succeed, { retries: 3, minTimeout: 0, signal }),
      },
      theirBreaker('opossum, timeout 10 s (no retry)', { timeout: 10_000 }),
    ],
  };
}

/** Breakers that are open for all of the run. */
async function refusals(): Promise<Group> {
  const breakwater: Breakwater = createBreakwater({
    retry: false,
    breaker: { threshold: 1, probeAfter: '1h', maxProbeAfter: '1h', whenOpen: 'fail' },
  });
  const cockatiel = cockatielBreaker(new ConsecutiveBreaker(1));
  cockatiel.isolate();
  const other = opossum(succeed, { resetTimeout: 3_600_000 });
  other.open();
  await breakwater.run(TARGET, fail).catch(ignore);
  return {
    name: 'e',
    what: 'refusal by an open breaker',
    calls: 20_000,
    parallel: 1,
    baseline: { name: 'bare await', call: () => Promise.reject(failure).catch(ignore) },
    contenders: [
      { name: 'Breakwater (an error without a stack)', call: () => breakwater.run(TARGET, succeed).catch(ignore) },
      { name: 'cockatiel', call: () => cockatiel.execute(succeed).catch(ignore) },
      { name: 'opossum', call: () => other.fire().catch(ignore), stop: () => other.shutdown() },
    ],
  };
}

function oneRetry(): Group {
  const flaky = (): (() => Promise<number>) => {
    let calls = 0;
    return () => (calls++ % 2 === 0 ? fail() : succeed());
  };
  const breakwater = createBreakwater({
    retry: { base: 0, budget: false },
    breaker: { threshold: 1_000_000, ratio: false },
    timeout: false,
  });
  const cockatiel = retry(handleAll, { maxAttempts: 3, backoff: new ConstantBackoff(0) });
  const [first, second, third] = [flaky(), flaky(), flaky()];
  return {
    name: 'f',
    what: 'one failure, then success, no delay',
    calls: 1_000,
    parallel: 1,
    baseline: bare,
    contenders: [
      { name: 'Breakwater', call: () => breakwater.run(TARGET, first) },
      { name: 'cockatiel', call: () => cockatiel.execute(second) },
      { name: 'p-retry', call: () => pRetry(third, { retries: 3, minTimeout: 0 }) },
    ],
  };
}

function storm(calls: number): Group {
  let breakwater: Breakwater;
  let other: CircuitBreaker | undefined;
  return {
    name: `g ${calls / 1_000}k`,
    what: `everything fails, breaker held closed, ${calls} calls in the window`,
    calls,
    parallel: 1,
    baseline: bareFailure,
    contenders: [
      {
        name: 'Breakwater, with classification',
        reset: () => {
          breakwater = createBreakwater({
            retry: false,
            timeout: false,
            breaker: { threshold: 1_000_000, ratio: false },
          });
        },
        call: () => breakwater.run(TARGET, fail).catch(ignore),
      },
      {
        name: 'opossum',
        reset: () => {
          other?.shutdown();
          other = opossum(fail, { volumeThreshold: 1_000_000_000 });
        },
        call: () => (other as CircuitBreaker).fire().catch(ignore),
        stop: () => other?.shutdown(),
      },
    ],
  };
}

/** All groups, in the order in which they are reported. */
export async function allGroups(): Promise<Group[]> {
  return [
    breakerOnly(),
    retryOnly(),
    retryAndBreaker(1),
    retryAndBreaker(100),
    everything(),
    await refusals(),
    oneRetry(),
    storm(1_000),
    storm(10_000),
  ];
}
