import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { httpError, script, trial, watch } from '../../test/trial.ts';

describe('a surrounding', () => {
  it('is around the call and around each of its attempts, which know their number', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: 0 } });
    const log: string[] = [];
    breakwater.surround({
      call({ call, target }, proceed) {
        log.push(`call ${call} to ${target}`);
        void proceed().then(() => log.push(`call ${call} ended`));
      },
      attempt({ call, target, number }, proceed) {
        log.push(`attempt ${number} of ${call} at ${target}`);
        proceed();
        log.push(`attempt ${number} under way`);
      },
    });
    const call = watch(breakwater.run('t', script(httpError(500), 'fine')));
    await clock.advance(1_000);
    expect(call.ended).toEqual({ value: 'fine' });
    expect(log).toEqual([
      'call 1 to t',
      'attempt 1 of 1 at t',
      'attempt 1 under way',
      'attempt 2 of 1 at t',
      'attempt 2 under way',
      'call 1 ended',
    ]);
  });

  it('keeps an asynchronous context over retries, waits and the release by another call', async () => {
    const { clock, ...breakwater } = trial({ retry: { max: 5, base: '1s' }, breaker: { threshold: 1 } });
    const storage = new AsyncLocalStorage<number>();
    breakwater.surround({ call: ({ call }, proceed) => void storage.run(call, proceed) });
    const [heard, made]: [unknown[], unknown[]] = [[], []];
    breakwater.on('attempt', ({ call }) => void heard.push([call, storage.getStore()]));
    const outcome = script(httpError(500), httpError(500), 'fine');
    const calls = [1, 2, 3].map((call) =>
      watch(
        breakwater.run('t', (attempt) => {
          made.push([call, storage.getStore()]);
          return outcome(attempt);
        }),
      ),
    );
    await clock.advance(60_000);
    expect(calls.map(({ ended }) => ended)).toEqual([1, 2, 3].map(() => ({ value: 'fine' })));
    for (const seen of [heard, made] as [number, number][][]) {
      expect(seen).toHaveLength(5);
      for (const [call, store] of seen) expect(store).toBe(call);
    }
  });

  it('is inside of those that were added before', async () => {
    const breakwater = trial();
    const log: string[] = [];
    for (const name of ['outer', 'inner']) {
      breakwater.surround({
        call(_start, proceed) {
          log.push(`${name} call`);
          void proceed();
        },
        attempt(_start, proceed) {
          log.push(`${name} attempt`);
          proceed();
        },
      });
    }
    await breakwater.run('t', () => 'fine');
    expect(log).toEqual(['outer call', 'inner call', 'outer attempt', 'inner attempt']);
  });

  it('that was taken off is around no further call', async () => {
    const breakwater = trial();
    let calls = 0;
    const off = breakwater.surround({ call: (_start, proceed) => void (calls++, proceed()) });
    await breakwater.run('t', () => 'fine');
    off();
    off();
    await breakwater.run('t', () => 'fine');
    expect(calls).toBe(1);
  });

  it('sees the end of a call however it ends, and never its error', async () => {
    const { clock, ...breakwater } = trial({ retry: false, breaker: { whenOpen: 'fail', threshold: 1 } });
    const ends: unknown[] = [];
    breakwater.surround({ call: ({ call }, proceed) => void proceed().then((end) => ends.push([call, end])) });
    const error = httpError(500);
    await expect(breakwater.run('t', script(error))).rejects.toBe(error);
    await expect(breakwater.run('t', () => 'fine')).rejects.toMatchObject({ code: 'breaker-open' });
    await clock.settle();
    expect(ends).toEqual([
      [1, undefined],
      [2, undefined],
    ]);
  });
});

describe('a surrounding with a bug', () => {
  type Proceed = () => unknown;

  function bug(): never {
    throw new Error('bug');
  }

  it.each([
    ['throws before it lets the call proceed', bug, 1],
    ['throws after it', (_start: unknown, proceed: Proceed): unknown => [proceed(), bug()], 1],
    ['never lets it proceed', () => {}, 0],
    ['lets it proceed twice', (_start: unknown, proceed: Proceed): unknown => [proceed(), proceed()], 0],
  ] as const)('that %s changes nothing: each attempt is made once', async (_what, hook, errors) => {
    const { clock, ...breakwater } = trial({ retry: { base: 0 } });
    breakwater.surround({ call: hook });
    breakwater.surround({ attempt: hook });
    const operation = script(httpError(500), 'fine');
    const call = watch(breakwater.run('t', operation));
    await clock.advance(1_000);
    expect(call.ended).toEqual({ value: 'fine' });
    expect(operation.calls).toBe(2);
    expect(breakwater.snapshot().listenerErrors).toBe(errors * 3);
  });

  it('is not blamed for what the operation throws', async () => {
    const breakwater = trial({ retry: false });
    breakwater.surround({ attempt: (_start, proceed) => proceed() });
    const error = httpError(500);
    const throwing = (): never => {
      throw error;
    };
    await expect(breakwater.run('t', throwing)).rejects.toBe(error);
    expect(breakwater.snapshot().listenerErrors).toBe(0);
  });
});
