import { describe, expect, it } from 'vitest';
import { explainOutcome } from '../index.ts';
import { httpError, puppet, record, script, trial, watch } from '../../test/trial.ts';

describe('the events of a call', () => {
  it('all have its number, also at the target that it falls back to', async () => {
    const { clock, ...breakwater } = trial({ retry: { max: 2, base: 0 }, fallback: { '*': ['second'] } });
    const heard = (['attempt', 'retry', 'failure', 'fallback', 'success'] as const).flatMap((type) => [
      record(breakwater, type),
    ]);
    void watch(breakwater.run('other', () => 'fine'));
    await clock.settle();
    void watch(breakwater.run('first', script(httpError(500), httpError(500), 'fine')));
    await clock.advance(1_000);
    const mine = heard.flat().filter(({ target }) => target !== 'other');
    expect(mine).toHaveLength(7);
    expect(new Set(mine.map(({ call }) => call))).toEqual(new Set([2]));
  });

  it('count the attempts of their own target only', async () => {
    const { clock, ...breakwater } = trial({ retry: { max: 2, base: 0 }, fallback: { '*': ['second'] } });
    const failures = record(breakwater, 'failure');
    void watch(breakwater.run('first', script(httpError(500))));
    await clock.advance(1_000);
    expect(failures.map(({ target, attempts }) => [target, attempts])).toEqual([
      ['first', 2],
      ['second', 2],
    ]);
    expect(breakwater.snapshot().targets['second']?.figures).toMatchObject({ attempts: 2, retries: 1 });
  });

  it('tell how long each attempt took, good or bad, wherever the clock stands', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: '1s', jitter: 'none' } });
    const heard = record(breakwater, 'attempt');
    await clock.advance(5_000);
    const { attempts, operation } = puppet();
    void watch(breakwater.run('t', operation));
    await clock.advance(30);
    attempts[0]?.fail(httpError(503));
    await clock.advance(1_000);
    await clock.advance(70);
    attempts[1]?.answer('fine');
    await clock.settle();
    expect(heard.map(({ durationMs }) => durationMs)).toEqual([30, 70]);
  });

  it('tell how long it waited at the gate, for each attempt and in all', async () => {
    const { clock, ...breakwater } = trial({ retry: false, breaker: { threshold: 1 } }, { random: () => 0 });
    const [attempts, successes] = [record(breakwater, 'attempt'), record(breakwater, 'success')];
    void watch(breakwater.run('t', script(httpError(500))));
    await clock.advance(200);
    void watch(breakwater.run('t', () => 'fine'));
    await clock.advance(5_000);
    expect(attempts.map(({ waitedMs }) => waitedMs)).toEqual([0, 800]);
    expect(successes).toMatchObject([{ waitedMs: 800, durationMs: 800 }]);
  });

  it('tell how long it waited before it was refused', async () => {
    const policy = {
      retry: false,
      breaker: { threshold: 1, probeAfter: '30s', maxProbeAfter: '30s', maxWait: '40s' },
    } as const;
    const { clock, ...breakwater } = trial(policy, { random: () => 0 });
    const refusals = record(breakwater, 'refused');
    void watch(breakwater.run('t', script(httpError(500))));
    await clock.settle();
    const { operation } = puppet();
    void watch(breakwater.run('t', operation, { priority: 1 }));
    void watch(breakwater.run('t', operation));
    await clock.advance(60_000);
    expect(refusals).toMatchObject([{ code: 'breaker-open', waitedMs: 40_000, attempts: 0 }]);
  });

  it('tell with a refusal how many attempts were made: a failure follows where there were any', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: 0 }, breaker: { threshold: 1, whenOpen: 'fail' } });
    const heard: unknown[] = [];
    breakwater.on('refused', ({ attempts }) => heard.push(`refused after ${attempts}`));
    breakwater.on('failure', ({ stopped }) => heard.push(`failure: ${stopped}`));
    for (let call = 0; call < 2; call++) {
      void watch(breakwater.run('t', script(httpError(500))));
      await clock.advance(10);
    }
    expect(heard).toEqual(['refused after 1', 'failure: refused', 'refused after 0']);
  });

  it('tell of a refusal by a fallback as of any other: no failure follows without an attempt there', async () => {
    const { clock, ...breakwater } = trial({ retry: false, fallback: { '*': ['second'] } });
    const heard: unknown[] = [];
    breakwater.on('refused', ({ target, attempts }) => heard.push([target, 'refused', attempts]));
    breakwater.on('failure', ({ target, attempts }) => heard.push([target, 'failure', attempts]));
    breakwater.isolate('second');
    const error = httpError(500);
    const call = watch(breakwater.run('first', script(error)));
    await clock.advance(1_000);
    expect(call.ended).toEqual({ error });
    expect(heard).toEqual([
      ['first', 'failure', 1],
      ['second', 'refused', 0],
    ]);
  });

  it('tell with a failure all that was tried, from which the explanation can be made', async () => {
    const { clock, ...breakwater } = trial({ retry: { max: 2, base: 0 } });
    const failures = record(breakwater, 'failure');
    const error = httpError(503);
    void watch(breakwater.run('t', script(error)));
    await clock.advance(1_000);
    const { target, classification, history: attempts, stopped, durationMs: elapsedMs } = failures[0]!;
    expect(attempts.map(({ number, delayMs }) => [number, delayMs])).toEqual([
      [1, 0],
      [2, undefined],
    ]);
    expect(explainOutcome({ target, classification, attempts, stopped, elapsedMs })).toEqual(breakwater.explain(error));
  });
});

describe('a call that its caller cancels', () => {
  const reason = new Error('left');

  it.each([
    ['before it began', 0, 0],
    ['in its first attempt', 1, 500],
    ['between two attempts', 1, 1_000],
    ['in its second attempt', 2, 2_500],
  ] as const)('%s is told as cancelled, once, and as nothing else', async (_when, attempts, leavesAtMs) => {
    const { clock, ...breakwater } = trial({ retry: { base: 1_000, jitter: 'none' } });
    const [cancelled, others] = [
      record(breakwater, 'cancelled'),
      (['success', 'failure', 'refused'] as const).map((type) => record(breakwater, type)),
    ];
    const controller = new AbortController();
    if (leavesAtMs === 0) controller.abort(reason);
    const caller = puppet();
    const call = watch(breakwater.run('t', caller.operation, { signal: controller.signal }));
    await clock.advance(800);
    if (leavesAtMs > 800) caller.attempts[0]?.fail(httpError(500));
    await clock.advance(leavesAtMs - 800 > 0 ? leavesAtMs - 800 : 0);
    controller.abort(reason);
    await clock.advance(10_000);
    expect(call.ended).toEqual({ error: reason });
    expect(cancelled).toMatchObject([{ target: 't', call: 1, attempts }]);
    expect(others.flat()).toEqual([]);
    expect(breakwater.snapshot().targets['t']?.figures).toMatchObject({ calls: 0, callsCancelled: 1 });
  });

  it('while it waits is told as cancelled too', async () => {
    const { clock, ...breakwater } = trial({ retry: false, breaker: { threshold: 1 } });
    const cancelled = record(breakwater, 'cancelled');
    void watch(breakwater.run('t', script(httpError(500))));
    await clock.settle();
    const controller = new AbortController();
    void watch(breakwater.run('t', () => 'fine', { signal: controller.signal }));
    await clock.advance(100);
    controller.abort(reason);
    await clock.settle();
    expect(cancelled).toMatchObject([{ attempts: 0, durationMs: 100 }]);
  });
});
