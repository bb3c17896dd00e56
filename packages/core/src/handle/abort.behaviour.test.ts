import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { httpError, puppet, record, script, trial, watch } from '../../test/trial.ts';

function listenersOf(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

describe('a caller who gives up', () => {
  const reason = { not: 'even an error' };

  it('before the call: no attempt is made', async () => {
    const { clock, ...breakwater } = trial();
    const operation = script('fine');
    const signal = AbortSignal.abort(reason);
    await expect(breakwater.run('t', operation, { signal })).rejects.toBe(reason);
    expect([operation.calls, clock.pending, listenersOf(signal)]).toEqual([0, 0, 0]);
    expect(breakwater.snapshot().targets['t']).toMatchObject({ inFlight: 0, waiting: 0 });
  });

  it('during an attempt: hears its own reason at once, whatever the operation makes of it', async () => {
    const { clock, ...breakwater } = trial();
    const controller = new AbortController();
    const { attempts, operation } = puppet();
    const call = watch(breakwater.run('t', operation, { signal: controller.signal }));
    await clock.advance(50);
    expect(attempts[0]?.attempt.signal.aborted).toBe(false);
    controller.abort(reason);
    expect(attempts[0]?.attempt.signal.reason).toBe(reason);
    attempts[0]?.fail(httpError(503));
    await clock.settle();
    expect((call.ended as { error: unknown }).error).toBe(reason);
    expect([attempts.length, clock.now(), clock.pending, listenersOf(controller.signal)]).toEqual([1, 50, 0, 0]);
    expect(breakwater.snapshot().targets['t']).toMatchObject({ inFlight: 0, breaker: { failuresInARow: 0 } });
  });

  it('50 ms into a backoff of 1 s: hears its own reason at once, and no attempt follows', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: '1s', jitter: 'none' } });
    const controller = new AbortController();
    const operation = script(httpError(503));
    const call = watch(breakwater.run('t', operation, { signal: controller.signal }));
    await clock.advance(50);
    controller.abort(reason);
    await clock.settle();
    expect((call.ended as { error: unknown }).error).toBe(reason);
    expect([clock.now(), clock.pending, listenersOf(controller.signal)]).toEqual([50, 0, 0]);
    await clock.advance(60_000);
    expect(operation.calls).toBe(1);
  });

  it('in a pause of 0: no attempt follows', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: 0 } });
    const deferred: (() => void)[] = [];
    clock.defer = (callback) => void deferred.push(callback);
    const controller = new AbortController();
    const operation = script(httpError(503));
    const call = watch(breakwater.run('t', operation, { signal: controller.signal }));
    await clock.settle();
    deferred[0]?.();
    controller.abort(reason);
    await clock.settle();
    expect([(call.ended as { error: unknown }).error, operation.calls]).toEqual([reason, 1]);
  });

  it('in the waiting room: leaves it at once, and the others keep their places', async () => {
    const { clock, ...breakwater } = trial({ concurrency: { max: 1 } });
    const { attempts, operation } = puppet();
    void watch(breakwater.run('t', operation));
    const controller = new AbortController();
    const leaving = watch(breakwater.run('t', operation, { signal: controller.signal }));
    void watch(breakwater.run('t', operation));
    await clock.settle();
    expect(breakwater.snapshot().targets['t']).toMatchObject({ inFlight: 1, waiting: 2 });
    controller.abort(reason);
    await clock.settle();
    expect((leaving.ended as { error: unknown }).error).toBe(reason);
    expect(listenersOf(controller.signal)).toBe(0);
    expect(breakwater.snapshot().targets['t']).toMatchObject({ inFlight: 1, waiting: 1 });
    attempts[0]?.answer('fine');
    await clock.settle();
    expect([attempts.length, breakwater.snapshot().targets['t']?.waiting]).toEqual([2, 0]);
  });

  it('just when its turn has come: gives the place back, and the next in line goes', async () => {
    const { clock, ...breakwater } = trial({ concurrency: { max: 1 } });
    const { attempts, operation } = puppet();
    const controller = new AbortController();
    void watch(
      breakwater.run('t', () => {
        // Settles in the same breath in which the one that waits gives up.
        return new Promise((resolve) => {
          clock.setTimer(() => {
            resolve('fine');
            void Promise.resolve()
              .then(() => {})
              .then(() => {})
              .then(() => controller.abort(reason));
          }, 10);
        });
      }),
    );
    const leaving = watch(breakwater.run('t', operation, { signal: controller.signal }));
    const next = watch(breakwater.run('t', operation));
    await clock.advance(10);
    for (const { answer } of attempts) answer('fine');
    await clock.settle();
    expect([leaving.ended, next.ended]).toEqual([{ error: reason }, { value: 'fine' }]);
    expect(breakwater.snapshot().targets['t']).toMatchObject({ inFlight: 0, waiting: 0 });
  });

  it('from a listener, just when its turn has come: gives the place back', async () => {
    const { clock, ...breakwater } = trial({ concurrency: { max: 1 } });
    const controller = new AbortController();
    const { attempts, operation } = puppet();
    void watch(breakwater.run('t', operation));
    const leaving = watch(breakwater.run('t', operation, { signal: controller.signal }));
    breakwater.on('success', () => controller.abort(reason));
    attempts[0]?.answer('fine');
    await clock.settle();
    expect([leaving.ended, attempts.length]).toEqual([{ error: reason }, 1]);
    expect(breakwater.snapshot().targets['t']).toMatchObject({ inFlight: 0, waiting: 0 });
    await expect(breakwater.run('t', () => 'next')).resolves.toBe('next');
  });

  it('from a listener, when its own permit is given: makes no attempt', async () => {
    const { clock, ...breakwater } = trial({ retry: false, breaker: { threshold: 1 } });
    await breakwater.run('t', script(httpError(500))).catch(() => {});
    await clock.advance(1_000);
    const controller = new AbortController();
    breakwater.on('breaker', () => controller.abort(reason));
    const operation = script('fine');
    await expect(breakwater.run('t', operation, { signal: controller.signal })).rejects.toBe(reason);
    expect([operation.calls, breakwater.snapshot().targets['t']?.inFlight]).toEqual([0, 0]);
  });

  it('from a listener, when a retry is announced: does not wait for it', async () => {
    const { clock, ...breakwater } = trial();
    const controller = new AbortController();
    breakwater.on('retry', () => controller.abort(reason));
    const operation = script(httpError(503));
    const call = watch(breakwater.run('t', operation, { signal: controller.signal }));
    await clock.settle();
    expect([call.ended, operation.calls, clock.pending]).toEqual([{ error: reason }, 1, 0]);
  });

  it('while it carries the only probe: neither closes nor opens the breaker, and the next one probes', async () => {
    const { clock, ...breakwater } = trial({ breaker: { threshold: 1 }, retry: false });
    await breakwater.run('t', script(httpError(500))).catch(() => {});
    await clock.advance(1_000);
    const controller = new AbortController();
    const { attempts, operation } = puppet();
    void watch(breakwater.run('t', operation, { signal: controller.signal }));
    const waiting = watch(breakwater.run('t', operation));
    await clock.settle();
    expect(attempts.length).toBe(1);
    controller.abort();
    await clock.settle();
    expect(breakwater.snapshot().targets['t']?.breaker).toMatchObject({ state: 'half-open', failedProbes: 0 });
    expect(attempts.length).toBe(2);
    attempts[1]?.answer('fine');
    await clock.settle();
    expect([waiting.ended, breakwater.snapshot().targets['t']?.breaker.state]).toEqual([{ value: 'fine' }, 'closed']);
  });

  it('inside the operation itself, before it returns', async () => {
    const { clock, ...breakwater } = trial();
    const controller = new AbortController();
    const call = watch(
      breakwater.run(
        't',
        () => {
          controller.abort(reason);
          return 'fine';
        },
        { signal: controller.signal },
      ),
    );
    await clock.settle();
    expect(call.ended).toEqual({ error: reason });
    expect(breakwater.snapshot().targets['t']?.inFlight).toBe(0);
  });

  it('after the answer has come: changes nothing', async () => {
    const { clock, ...breakwater } = trial();
    const controller = new AbortController();
    const { attempts, operation } = puppet();
    const call = watch(breakwater.run('t', operation, { signal: controller.signal }));
    attempts[0]?.answer('fine');
    controller.abort(reason);
    await clock.settle();
    expect((call.ended as { error?: unknown }).error ?? 'answered').toBe(
      call.ended && 'value' in call.ended ? 'answered' : reason,
    );
  });

  it('is no failure of the target and of no call', async () => {
    const { clock, ...breakwater } = trial();
    const failures = record(breakwater, 'failure');
    for (let call = 0; call < 10; call++) {
      const controller = new AbortController();
      void watch(breakwater.run('t', puppet().operation, { signal: controller.signal }));
      controller.abort();
    }
    await clock.settle();
    expect(failures).toEqual([]);
    expect(breakwater.snapshot().targets['t']?.breaker).toEqual({ state: 'closed', failuresInARow: 0 });
  });
});

describe('one long-lived signal', () => {
  it('keeps no listener after 5,000 calls one by one, good and bad, and warns of nothing', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const { signal } = new AbortController();
    const { run } = trial({ retry: false, breaker: false });
    const failing = httpError(503);
    for (let call = 0; call < 5_000; call++) {
      await run('t', () => (call % 2 === 0 ? 'fine' : Promise.reject(failing)), { signal }).catch(() => {});
    }
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', onWarning);
    expect([listenersOf(signal), warnings]).toEqual([0, []]);
  });

  it('carries 100 calls at once without a warning, and ends them all', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const controller = new AbortController();
    const { clock, run } = trial();
    const calls = Array.from({ length: 100 }, () => watch(run('t', puppet().operation, { signal: controller.signal })));
    controller.abort('done');
    await clock.settle();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', onWarning);
    expect(calls.every(({ ended }) => (ended as { error: unknown } | undefined)?.error === 'done')).toBe(true);
    expect([listenersOf(controller.signal), warnings, clock.pending]).toEqual([0, [], 0]);
  });
});
