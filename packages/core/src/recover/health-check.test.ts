import { describe, expect, it, vi } from 'vitest';
import { createBreakwater } from '../breakwater.ts';
import type { HealthCheck } from '../handle/engine.ts';
import { httpError, puppet, script, type Trial, trial, watch } from '../../test/trial.ts';

const POLICY = { retry: false, breaker: { threshold: 1, probeAfter: '1s', maxProbeAfter: '1s' } } as const;

const FAIL = { ...POLICY, breaker: { ...POLICY.breaker, whenOpen: 'fail' } } as const;

/** A target that is down, with a health check that the test answers. */
async function down(status: number, policy: object = POLICY) {
  const asked: { signal: AbortSignal; answer(good: boolean): void }[] = [];
  const healthCheck: HealthCheck = (target, { signal }) => {
    expect(target).toBe('t');
    return new Promise((answer) => asked.push({ signal, answer }));
  };
  const at = trial(policy, { healthCheck, random: () => 0 });
  await at.run('t', script(httpError(status))).catch(() => {});
  return { at, asked };
}

const stateOf = (at: Trial): string | undefined => at.snapshot().targets['t']?.breaker.state;

describe('a health check', () => {
  it('is asked in place of a probe after a 502, and no call goes out before it says yes', async () => {
    const { at, asked } = await down(502);
    const operation = script('fine');
    const call = watch(at.run('t', operation));
    await at.clock.advance(3_000);
    expect([asked.length, operation.calls, stateOf(at)]).toEqual([1, 0, 'open']);
    asked[0]?.answer(true);
    await at.clock.settle();
    expect([operation.calls, call.ended, stateOf(at)]).toEqual([1, { value: 'fine' }, 'closed']);
    expect(at.clock.pending).toBe(0);
  });

  it('that says no counts as a probe that failed, and is asked again after the same time', async () => {
    const { at, asked } = await down(502);
    const call = watch(at.run('t', script('fine')));
    await at.clock.advance(1_000);
    asked[0]?.answer(false);
    await at.clock.advance(999);
    expect([asked.length, at.snapshot().targets['t']?.breaker]).toMatchObject([1, { state: 'open', failedProbes: 1 }]);
    await at.clock.advance(1);
    asked[1]?.answer(true);
    await at.clock.settle();
    expect(call.ended).toEqual({ value: 'fine' });
  });

  it.each([500, 503, 504])('is not asked after a %i', async (status) => {
    const { at, asked } = await down(status);
    const call = watch(at.run('t', script('fine')));
    await at.clock.advance(1_000);
    expect([asked.length, call.ended]).toEqual([0, { value: 'fine' }]);
  });

  it('is not asked while nobody wants to call', async () => {
    const { at, asked } = await down(502);
    await at.clock.advance(60_000);
    expect([asked.length, at.clock.pending]).toEqual([0, 0]);
  });

  it('is asked for a call that may not wait, which is refused, and lets the next one go', async () => {
    const { at, asked } = await down(502, FAIL);
    await at.clock.advance(1_000);
    await expect(at.run('t', () => 'early')).rejects.toMatchObject({ code: 'breaker-open' });
    asked[0]?.answer(true);
    await at.clock.settle();
    await expect(at.run('t', () => 'fine')).resolves.toBe('fine');
  });

  it('that says nothing for 10 s has said no, and hears that nobody waits for it', async () => {
    const { at, asked } = await down(502);
    void watch(at.run('t', script('fine')));
    await at.clock.advance(10_999);
    expect([asked.length, asked[0]?.signal.aborted]).toEqual([1, false]);
    await at.clock.advance(1);
    expect([asked[0]?.signal.aborted, at.snapshot().targets['t']?.breaker]).toMatchObject([true, { failedProbes: 1 }]);
    asked[0]?.answer(true);
    await at.clock.settle();
    expect(stateOf(at)).toBe('open');
  });

  it('that throws has said no', async () => {
    const healthCheck = vi.fn<HealthCheck>(() => {
      throw new Error('no route');
    });
    const at = trial(POLICY, { healthCheck, random: () => 0 });
    await at.run('t', script(httpError(502))).catch(() => {});
    void watch(at.run('t', script('fine')));
    await at.clock.advance(1_000);
    expect([healthCheck.mock.calls.length, stateOf(at)]).toEqual([1, 'open']);
  });

  it('that rejects has said no, at once', async () => {
    const at = trial(POLICY, { healthCheck: () => Promise.reject(new Error('no route')), random: () => 0 });
    await at.run('t', script(httpError(502))).catch(() => {});
    void watch(at.run('t', script('fine')));
    await at.clock.advance(1_000);
    expect(at.snapshot().targets['t']?.breaker).toMatchObject({ state: 'open', failedProbes: 1 });
  });

  it('is asked once for all who want to go', async () => {
    const { at, asked } = await down(502);
    for (let call = 0; call < 10; call++) {
      void watch(at.run('t', script('fine')));
      await at.clock.advance(500);
    }
    expect(asked).toHaveLength(1);
  });

  it('is still waited for when a call from before the outage fails in another way', async () => {
    const asked: ((good: boolean) => void)[] = [];
    const healthCheck: HealthCheck = () => new Promise((answer) => asked.push(answer));
    const at = trial(POLICY, { healthCheck, random: () => 0 });
    const { attempts, operation } = puppet();
    void watch(at.run('t', operation));
    void watch(at.run('t', operation));
    attempts[0]?.fail(httpError(502));
    await at.clock.settle();
    const next = script('fine');
    const call = watch(at.run('t', next));
    attempts[1]?.fail(httpError(503));
    await at.clock.advance(1_000);
    expect([asked.length, next.calls]).toEqual([1, 0]);
    asked[0]?.(true);
    await at.clock.settle();
    expect(call.ended).toEqual({ value: 'fine' });
  });

  it('is not listened to when somebody has reset its target meanwhile', async () => {
    const { at, asked } = await down(502, FAIL);
    await at.clock.advance(1_000);
    await at.run('t', script('early')).catch(() => {});
    at.reset('t');
    asked[0]?.answer(false);
    await at.clock.settle();
    expect(stateOf(at)).toBe('closed');
  });

  it('of an earlier outage says nothing about this one', async () => {
    const { at, asked } = await down(502, FAIL);
    await at.clock.advance(1_000);
    await at.run('t', script('early')).catch(() => {});
    at.reset('t');
    await at.run('t', script(httpError(502))).catch(() => {});
    await at.clock.advance(1_000);
    asked[0]?.answer(true);
    await at.clock.settle();
    await expect(at.run('t', script('early'))).rejects.toMatchObject({ code: 'breaker-open' });
    expect(asked).toHaveLength(2);
  });

  it('that is no function is refused at the door', () => {
    expect(() => createBreakwater({}, { healthCheck: true as never })).toThrow(
      'healthCheck: found boolean; allowed: a function',
    );
  });
});
