import { describe, expect, it } from 'vitest';
import { httpError, networkError, puppet, record, script, trial, watch } from '../../test/trial.ts';
import { detectAnswer } from '../detect/detect.ts';
import type { Failure } from '../detect/failure.ts';
import type { Policy } from '../policy/policy.ts';
import type { RunOptions } from './run-options.ts';

/** Runs a call to its end, and tells what became of it. */
async function end(policy: Policy, operation: ReturnType<typeof script>, options?: RunOptions) {
  const { clock, ...breakwater } = trial(policy);
  const retries = record(breakwater, 'retry');
  const failures = record(breakwater, 'failure');
  const call = watch(breakwater.run('t', operation, options));
  await clock.advance(600_000);
  return { ended: call.ended, retries, failures, breakwater, clock };
}

describe('retries', () => {
  it('given a max of 4 and an operation that always fails, make 4 attempts and rethrow the last error itself', async () => {
    const errors = [1, 2, 3, 4].map(() => httpError(503));
    const operation = script(...errors);
    const { ended } = await end({ retry: { max: 4 } }, operation);
    expect(operation.calls).toBe(4);
    expect(ended).toEqual({ error: errors[3] });
    expect((ended as { error: unknown }).error).toBe(errors[3]);
  });

  it('given `retry: { max: 3, backoff: "exponential" }`, count attempts in all', async () => {
    const operation = script(httpError(500));
    const { retries } = await end({ retry: { max: 3, backoff: 'exponential' } }, operation);
    expect([operation.calls, retries.map(({ number }) => number)]).toEqual([3, [2, 3]]);
  });

  it.each([{ retry: { max: 1 } }, { retry: false } as const])(
    'given %o, make 1 attempt, and the failure is still reported, once',
    async (policy) => {
      const operation = script(httpError(503));
      const { failures } = await end(policy, operation);
      expect([operation.calls, failures.length, failures[0]?.attempts]).toEqual([1, 1, 1]);
    },
  );

  it('given base 100, factor 2, cap 1000 and no jitter, wait 100, 200, 400, 800, 1000, 1000', async () => {
    const retry = { max: 7, base: 100, factor: 2, cap: 1_000, jitter: 'none' as const };
    const { retries } = await end({ retry, breaker: false }, script(networkError('ECONNRESET')));
    expect(retries.map(({ delayMs }) => delayMs)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('given success after failures, answer, and count the attempts', async () => {
    const operation = script(httpError(429), httpError(502), 'fine');
    const { ended, failures } = await end({}, operation);
    expect([ended, operation.calls, failures]).toEqual([{ value: 'fine' }, 3, []]);
  });

  it.each([429, 500, 502, 503, 504])('by default follow %i', async (status) => {
    const operation = script(httpError(status));
    await end({ breaker: false }, operation);
    expect(operation.calls).toBe(3);
  });

  it.each([400, 401, 403])('never follow %i', async (status) => {
    const operation = script(httpError(status));
    const { ended } = await end({ retry: { max: 10 } }, operation);
    expect([operation.calls, ended]).toEqual([1, { error: expect.objectContaining({ status }) as Error }]);
  });

  it('never follow a bug in the operation, and do follow a fetch that failed', async () => {
    const [bug, failed] = [new TypeError('x is not a function'), new TypeError('fetch failed')];
    const [first, second] = [script(bug), script(failed)];
    await end({}, first);
    await end({}, second);
    expect([first.calls, second.calls]).toEqual([1, 3]);
  });

  it('follow an operation that throws before it returns a promise', async () => {
    let calls = 0;
    const { clock, ...breakwater } = trial();
    const call = watch(
      breakwater.run('t', () => {
        calls++;
        throw httpError(503);
      }),
    );
    await clock.advance(60_000);
    expect([calls, call.ended]).toMatchObject([3, { error: { status: 503 } }]);
  });

  it('given a backoff of 2^31 ms or more, do not come early', async () => {
    const { clock, ...breakwater } = trial({
      retry: { max: 2, base: 2 ** 31 + 5, cap: 2 ** 32, jitter: 'none' },
      timeout: false,
    });
    const operation = script(httpError(503), 'fine');
    const call = watch(breakwater.run('t', operation));
    await clock.advance(2 ** 31 + 4);
    expect(operation.calls).toBe(1);
    await clock.advance(1);
    expect([operation.calls, call.ended]).toEqual([2, { value: 'fine' }]);
  });

  it('given a delay of 0, use no timer, and still let other work go first', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: 0 }, timeout: false });
    const deferred: (() => void)[] = [];
    clock.defer = (callback) => void deferred.push(callback);
    const operation = script(httpError(503), 'fine');
    const call = watch(breakwater.run('t', operation));
    await clock.settle();
    expect([operation.calls, clock.pending, deferred.length]).toEqual([1, 0, 1]);
    deferred[0]?.();
    await clock.settle();
    expect(call.ended).toEqual({ value: 'fine' });
  });

  it('given options of undefined, use the defaults; given 0, honour it', async () => {
    const retry = { max: undefined, base: 0, jitter: undefined };
    const { retries } = await end({ retry, breaker: undefined }, script(httpError(503)));
    expect(retries.map(({ delayMs }) => delayMs)).toEqual([0, 0]);
  });

  // Defect: in an outage, long answers to what was sent before it went on to arrive, and retries came as if all were well.
  it('take an answer for news of when its attempt was sent, and not of when it came', async () => {
    const at = trial({ retry: { max: 2, base: 1_000 } }, { random: () => 1 - 2 ** -53 });
    const long = puppet();
    const early = watch(at.run('t', long.operation));
    await at.clock.advance(8_000);
    const retries = record(at, 'retry');
    long.attempts[0]?.answer('fine');
    await at.clock.settle();
    expect(early.ended).toEqual({ value: 'fine' });
    void watch(at.run('t', script(httpError(503))));
    await at.clock.settle();
    expect(retries[0]?.delayMs).toBeCloseTo(1_000);
  });

  it('stop when the budget of the target is empty, and cost other targets nothing', async () => {
    const { clock, ...breakwater } = trial({
      retry: { max: 100, base: 0, budget: { capacity: 28, cost: 14 } },
      breaker: false,
    });
    const [here, there] = [script(httpError(503)), script(httpError(503))];
    const call = watch(breakwater.run('here', here));
    await clock.advance(0);
    expect(here.calls).toBe(3);
    expect(breakwater.explain((call.ended as { error: unknown }).error).stopped).toBe('budget-empty');
    void watch(breakwater.run('there', there));
    await clock.advance(0);
    expect(there.calls).toBe(3);
    expect(breakwater.snapshot().targets['here']?.budget).toBe(0);
  });

  it('get back what they had cost when they succeed, and a first success pays 1', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: 0, budget: { cost: 5 } } });
    const budget = (): number | null | undefined => breakwater.snapshot().targets['t']?.budget;
    const failing = watch(breakwater.run('t', script(httpError(503))));
    await clock.advance(0);
    expect([failing.ended !== undefined, budget()]).toEqual([true, 490]);
    void watch(breakwater.run('t', script(httpError(503), 'fine')));
    await clock.advance(0);
    expect(budget()).toBe(490);
    await breakwater.run('t', script('fine'));
    expect(budget()).toBe(491);
  });
});

describe('the resend rule "safe"', () => {
  const policy: Policy = { retry: { resend: 'safe' } };

  it.each([
    ['once: the connection broke', networkError('ECONNRESET'), {}, 1],
    ['again with an idempotency key', networkError('ECONNRESET'), { idempotent: true }, 3],
    ['again when nothing was sent', networkError('ECONNREFUSED'), {}, 3],
    ['again when the upstream answered', httpError(503), {}, 3],
    ['once with a one-shot body', httpError(503), { resendable: false, idempotent: true }, 1],
  ])('sends %s', async (_title, error, options, calls) => {
    const operation = script(error);
    await end(policy, operation, options);
    expect(operation.calls).toBe(calls);
  });

  it('is opted out of by "always", but for one-shot bodies', async () => {
    const [again, once] = [script(networkError('ECONNRESET')), script(networkError('ECONNRESET'))];
    await end({}, again);
    await end({}, once, { resendable: false });
    expect([again.calls, once.calls]).toEqual([3, 1]);
  });
});

describe('an answer in which `inspect` sees a failure', () => {
  interface Answer {
    readonly status: number;
    readonly body?: unknown;
  }
  const inspect = (answer: unknown): Failure | undefined => detectAnswer(answer as Answer);

  it('is retried, and a good one is returned', async () => {
    const good = { status: 200, body: { id: 1 } };
    const operation = script({ status: 503 }, { status: 200, body: { error: { type: 'overloaded_error' } } }, good);
    const { ended } = await end({}, operation, { inspect });
    expect([operation.calls, (ended as { value: unknown }).value]).toEqual([3, good]);
  });

  it('is returned as it is when no attempt is left, status, headers and body intact', async () => {
    const answers = [1, 2, 3].map((number) => ({ status: 503, headers: { 'x-n': String(number) }, body: { number } }));
    const { ended, breakwater } = await end({}, script(...answers), { inspect });
    const { value } = ended as { value: unknown };
    expect(value).toBe(answers[2]);
    expect(breakwater.explain(value)).toMatchObject({ stopped: 'attempts-exhausted', classification: { code: 503 } });
  });

  it('is good when the inspector itself fails', async () => {
    const answer = { status: 200 };
    const broken = (): Failure | undefined => {
      throw new Error('a bug of the inspector');
    };
    const { ended } = await end({}, script(answer), { inspect: broken });
    expect(ended).toEqual({ value: answer });
  });
});
