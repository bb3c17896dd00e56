import { describe, expect, it } from 'vitest';
import { httpError, puppet, script, type Trial, trial, watch } from '../../test/trial.ts';

const random = (): number => 0;
const RETRY = { max: 3, base: 1_000, jitter: 'none', budget: { capacity: 100, cost: 20 } } as const;

function tokens(at: Trial): number | null | undefined {
  return at.snapshot().targets['t']?.budget;
}

describe('the budget of a retry', () => {
  it('comes back when the gate refuses it after all', async () => {
    const at = trial({ retry: RETRY, breaker: { threshold: 1_000, whenOpen: 'fail' }, concurrency: { max: 1 } });
    const call = watch(at.run('t', script(httpError(500))));
    await at.clock.settle();
    expect(tokens(at)).toBe(80);
    void watch(at.run('t', puppet().operation)); // takes the only place
    await at.clock.advance(1_000 + 3_000); // the backoff, and all that may come before the gate
    expect([call.ended, tokens(at)]).toMatchObject([{ error: { status: 500 } }, 100]);
  });

  it('comes back when its caller leaves before it goes out', async () => {
    const at = trial({ retry: RETRY });
    const caller = new AbortController();
    const call = watch(at.run('t', script(httpError(500)), { signal: caller.signal }));
    await at.clock.settle();
    expect(tokens(at)).toBe(80);
    caller.abort(new Error('enough'));
    await at.clock.settle();
    expect([call.ended, tokens(at)]).toMatchObject([{ error: { message: 'enough' } }, 100]);
  });

  it('stays spent once it has gone out', async () => {
    const at = trial({ retry: RETRY });
    const call = watch(at.run('t', script(httpError(500))));
    await at.clock.advance(1_000 + 2_000);
    expect([call.ended, tokens(at)]).toMatchObject([{ error: { status: 500 } }, 60]);
  });

  it('costs nothing behind a shut gate: what hung together is not lost together', async () => {
    const at = trial({ retry: RETRY, breaker: { threshold: 2 }, timeout: { attempt: 1_000 } }, { random });
    let hanging = true;
    const operation = (): unknown => (hanging ? new Promise(() => undefined) : 'fine');
    const calls = Array.from({ length: 50 }, () => watch(at.run('t', operation)));
    await at.clock.advance(1_000);
    hanging = false;
    // One was paid for; by the second failure the breaker was open.
    expect(tokens(at)).toBe(80);
    await at.clock.advance(30_000);
    expect(calls.filter(({ ended }) => ended === undefined || 'error' in ended)).toEqual([]);
  });
});
