import { describe, expect, it } from 'vitest';
import { httpError, networkError, puppet, record, script, trial, watch } from '../../test/trial.ts';
import type { AttemptContext } from './attempt.ts';

function errorOf(call: { ended: unknown }): unknown {
  return (call.ended as { error: unknown } | undefined)?.error;
}

describe('the limit of an attempt', () => {
  it('cuts an operation that ignores its signal, at the limit', async () => {
    const { clock, ...breakwater } = trial({ timeout: { attempt: 100 }, retry: false });
    const { attempts, operation } = puppet();
    const call = watch(breakwater.run('t', operation));
    await clock.advance(99);
    expect(call.ended).toBeUndefined();
    await clock.advance(1);
    expect(errorOf(call)).toMatchObject({ code: 'attempt-timeout', status: 504, target: 't' });
    expect(attempts[0]?.attempt.signal.aborted).toBe(true);
  });

  it('fires the signal of the attempt with the error that the caller gets', async () => {
    const { clock, ...breakwater } = trial({ timeout: { attempt: 100 }, retry: false });
    let reason: unknown;
    const call = watch(
      breakwater.run('t', ({ signal }) => {
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reason = signal.reason;
            reject(new Error('what the library makes of it'));
          });
        });
      }),
    );
    await clock.advance(100);
    expect(errorOf(call)).toBe(reason);
  });

  it('never says "timed out": SDKs would retry it by themselves', async () => {
    const { clock, ...breakwater } = trial({ timeout: { attempt: 100, total: 150 }, retry: { base: 0 } });
    const cut = watch(breakwater.run('t', puppet().operation, { deadline: 50 }));
    const limited = watch(breakwater.run('u', puppet().operation));
    await clock.advance(200);
    for (const call of [cut, limited]) expect((errorOf(call) as Error).message).not.toMatch(/time(d)? ?out\b(?!\.)/i);
  });

  it('is longer for the attempt after a 504, and not after other failures', async () => {
    const { clock, ...breakwater } = trial({ timeout: { attempt: '10s', growth: 1.5 }, retry: { max: 4 } });
    const limits: number[] = [];
    const failures = [httpError(503), httpError(504), networkError('ETIMEDOUT'), httpError(504)];
    const call = watch(
      breakwater.run('t', ({ timeoutMs, number }) => {
        limits.push(timeoutMs);
        return Promise.reject(failures[number - 1]);
      }),
    );
    await clock.advance(60_000);
    expect(call.ended).toBeDefined();
    expect(limits).toEqual([10_000, 10_000, 15_000, 22_500]);
  });

  it('up to the first content of a stream, too, is longer for the attempt after a 504', async () => {
    const { clock, ...breakwater } = trial({ timeout: { attempt: '30s', firstContent: '10s' }, retry: { base: 0 } });
    const limits: number[] = [];
    const call = watch(
      breakwater.run(
        't',
        ({ timeoutMs }) => {
          limits.push(timeoutMs);
          return Promise.reject(httpError(504));
        },
        { streaming: true },
      ),
    );
    await clock.advance(60_000);
    expect(call.ended).toBeDefined();
    expect(limits).toEqual([10_000, 15_000, 22_500]);
  });

  it('is longer for the attempt after one that was cut', async () => {
    const { clock, ...breakwater } = trial({ timeout: { attempt: '10s' }, retry: { max: 2, base: 0 } });
    const { attempts, operation } = puppet();
    void watch(breakwater.run('t', operation));
    await clock.advance(10_000);
    expect(attempts.map(({ attempt }) => attempt.timeoutMs)).toEqual([10_000, 15_000]);
    await clock.advance(14_999);
    expect(attempts[1]?.attempt.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(attempts[1]?.attempt.signal.aborted).toBe(true);
  });

  it('that fired is a failure of the target: five in a row open its breaker', async () => {
    const { clock, ...breakwater } = trial({ timeout: { attempt: '1s' }, retry: false });
    for (let call = 0; call < 5; call++) void watch(breakwater.run('t', puppet().operation));
    await clock.advance(1_000);
    expect(breakwater.snapshot().targets['t']?.breaker.state).toBe('open');
  });

  it.each([false, 0] as const)('given %o is none: there is no timer', async (limit) => {
    const { clock, ...breakwater } = trial({ timeout: { attempt: limit, total: limit } });
    const { attempts, operation } = puppet();
    const call = watch(breakwater.run('t', operation));
    await clock.settle();
    expect([clock.pending, attempts[0]?.attempt.timeoutMs]).toEqual([0, Infinity]);
    attempts[0]?.answer('fine');
    await clock.settle();
    expect(call.ended).toEqual({ value: 'fine' });
  });

  it('given as 2^31 ms does not fire at once', async () => {
    const { clock, ...breakwater } = trial({ timeout: { attempt: 2 ** 31, total: false } });
    const call = watch(breakwater.run('t', puppet().operation));
    await clock.advance(2 ** 31 - 1);
    expect(call.ended).toBeUndefined();
  });
});

describe('the deadline', () => {
  it('lets no attempt start after it, and its error is told from that of an attempt', async () => {
    const { clock, ...breakwater } = trial({
      timeout: { attempt: 100, total: 250, growth: 1 },
      retry: { max: 9, base: 50, jitter: 'none', factor: 1 },
    });
    const started: number[] = [];
    const call = watch(
      breakwater.run('t', () => {
        started.push(clock.now());
        return new Promise(() => {});
      }),
    );
    await clock.advance(10_000);
    // 0 to 100, 150 to 250; another pause of 50 would end after the deadline.
    expect(started).toEqual([0, 150]);
    expect(errorOf(call)).toMatchObject({ code: 'deadline-exceeded', status: 504 });
    expect(breakwater.explain(errorOf(call))).toMatchObject({ stopped: 'deadline' });
  });

  it('ends the call at once when the pause before the next attempt would reach it', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: '10s', jitter: 'none' }, timeout: { total: '10s' } });
    const operation = script(httpError(503));
    const call = watch(breakwater.run('t', operation));
    await clock.settle();
    expect([clock.now(), operation.calls, errorOf(call)]).toMatchObject([0, 1, { status: 503 }]);
    await clock.advance(60_000);
    expect(operation.calls).toBe(1);
  });

  it('of a call takes the place of the policy’s', async () => {
    const { clock, ...breakwater } = trial({ timeout: { total: '1s', attempt: false } });
    const [shorter, longer] = [
      watch(breakwater.run('t', puppet().operation, { deadline: 100 })),
      watch(breakwater.run('t', puppet().operation, { deadline: '5s' })),
    ];
    await clock.advance(100);
    expect(errorOf(shorter)).toMatchObject({ code: 'deadline-exceeded' });
    await clock.advance(4_899);
    expect(longer.ended).toBeUndefined();
    await clock.advance(1);
    expect(errorOf(longer)).toMatchObject({ code: 'deadline-exceeded' });
  });

  it('that has passed when a stalled process comes to the next attempt lets none start', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: 500, jitter: 'none' }, timeout: { total: 1_000 } });
    const operation = script(httpError(503));
    const call = watch(breakwater.run('t', operation));
    await clock.settle();
    const now = clock.now;
    clock.now = () => now() + 2_000; // nothing ran for two seconds
    await clock.advance(500);
    expect([operation.calls, errorOf(call)]).toMatchObject([1, { status: 503 }]);
    expect(breakwater.explain(errorOf(call)).stopped).toBe('deadline');
  });

  it('of 0 leaves no time for an attempt', async () => {
    const { clock, ...breakwater } = trial();
    const operation = script('fine');
    const call = watch(breakwater.run('t', operation, { deadline: 0 }));
    await clock.settle();
    expect([operation.calls, errorOf(call)]).toMatchObject([0, { code: 'deadline-exceeded', status: 504 }]);
  });

  it('counts the wait at the gate', async () => {
    const { clock, ...breakwater } = trial({ concurrency: { max: 1 }, breaker: { maxWait: '60s' } });
    void watch(breakwater.run('t', puppet().operation));
    const { attempts, operation } = puppet();
    const call = watch(breakwater.run('t', operation, { deadline: '5s' }));
    await clock.advance(4_999);
    expect(call.ended).toBeUndefined();
    await clock.advance(1);
    expect([attempts.length, errorOf(call)]).toMatchObject([0, { code: 'bulkhead-full', status: 503 }]);
  });
});

describe('an operation that was given up', () => {
  it.each([
    ['answers', 'too late'],
    ['fails', new Error('too late')],
  ])('and %s later disturbs nobody', async (_title, outcome) => {
    const rejections: unknown[] = [];
    const onRejection = (error: unknown): void => void rejections.push(error);
    process.on('unhandledRejection', onRejection);
    const { clock, ...breakwater } = trial({ timeout: { attempt: 100 }, retry: false });
    const { attempts, operation } = puppet();
    const call = watch(breakwater.run('t', operation));
    await clock.advance(100);
    if (outcome instanceof Error) attempts[0]?.fail(outcome);
    else attempts[0]?.answer(outcome);
    await clock.settle();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', onRejection);
    expect([rejections, breakwater.snapshot().targets['t']?.inFlight]).toEqual([[], 0]);
    expect(errorOf(call)).toMatchObject({ code: 'attempt-timeout' });
  });
});

describe('what an attempt is told', () => {
  it('is its number, its target and its limit', async () => {
    const { clock, ...breakwater } = trial({ timeout: { attempt: '7s' }, retry: { base: 0 } });
    const seen: Pick<AttemptContext, 'number' | 'target' | 'timeoutMs'>[] = [];
    void watch(
      breakwater.run('t', ({ number, target, timeoutMs }) => {
        seen.push({ number, target, timeoutMs });
        return Promise.reject(httpError(503));
      }),
    );
    await clock.settle();
    expect(seen).toEqual([1, 2, 3].map((number) => ({ number, target: 't', timeoutMs: 7_000 })));
  });

  it('no longer fires its signal when it is over', async () => {
    const controller = new AbortController();
    const { clock, ...breakwater } = trial({ timeout: { attempt: 100, total: 200 } });
    let signal: AbortSignal | undefined;
    await breakwater.run('t', (attempt) => void (signal = attempt.signal), { signal: controller.signal });
    controller.abort();
    await clock.advance(1_000);
    expect(signal?.aborted).toBe(false);
  });
});

describe('retries and calls that succeed', () => {
  it('leave no timer behind', async () => {
    const { clock, ...breakwater } = trial();
    const events = record(breakwater, 'success');
    void watch(breakwater.run('t', script(httpError(503), 'fine')));
    await clock.advance(10_000);
    expect([events.length, clock.pending]).toEqual([1, 0]);
  });
});
