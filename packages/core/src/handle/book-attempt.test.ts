import { describe, expect, it } from 'vitest';
import { httpError, puppet, record, script, trial, watch } from '../../test/trial.ts';

describe('the books of a target', () => {
  it('have good attempts by how long they took, and calls by how many attempts they made', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: 0 } });
    const { attempts, operation } = puppet();
    void watch(breakwater.run('t', operation));
    await clock.advance(800);
    attempts[0]?.answer('fine');
    await clock.settle();
    void watch(breakwater.run('t', script(httpError(500), 'fine')));
    await clock.advance(1_000);
    const { figures } = breakwater.snapshot().targets['t']!;
    expect(figures).toMatchObject({ calls: 2, callsFailed: 0, attempts: 3, attemptsFailed: 1, retries: 1 });
    expect(figures.callsByAttempts).toEqual([0, 1, 1]);
    expect(figures.latencyMs?.p99).toBeGreaterThan(700);
    expect(figures.latencyMs?.p99).toBeLessThan(900);
  });

  it('have the time that failed attempts took, and why they failed', async () => {
    const { clock, ...breakwater } = trial({ retry: false });
    const { attempts, operation } = puppet();
    void watch(breakwater.run('t', operation));
    await clock.advance(300);
    attempts[0]?.fail(httpError(503));
    await clock.settle();
    expect(breakwater.snapshot().targets['t']?.figures).toMatchObject({
      attemptsFailed: 1,
      wastedMs: 300,
      failuresByCode: { 503: 1 },
    });
  });

  it('have no attempt for a caller who left: it says nothing about the target', async () => {
    const { clock, ...breakwater } = trial();
    const controller = new AbortController();
    void watch(breakwater.run('t', puppet().operation, { signal: controller.signal }));
    await clock.advance(300);
    controller.abort();
    await clock.settle();
    expect(breakwater.snapshot().targets['t']?.figures).toMatchObject({ attempts: 0, attemptsFailed: 0, wastedMs: 0 });
  });

  it('pay a retry from the budget when it is decided, and are paid back when it was never sent', async () => {
    const budget = { capacity: 10, cost: 4, throttleCost: 4 };
    const { clock, ...breakwater } = trial({ retry: { base: '10s', jitter: 'none', budget } });
    const controller = new AbortController();
    void watch(breakwater.run('t', script(httpError(500)), { signal: controller.signal }));
    await clock.advance(1_000);
    expect(breakwater.snapshot().targets['t']?.budget).toBe(6);
    controller.abort();
    await clock.settle();
    expect(breakwater.snapshot().targets['t']?.budget).toBe(10);
  });

  it('refund what a retry cost when it succeeds, and keep no budget where the policy has none', async () => {
    const budget = { capacity: 10, cost: 4, throttleCost: 4 };
    const paid = trial({ retry: { base: 0, budget } });
    void watch(paid.run('t', script(httpError(500), httpError(500), 'fine')));
    await paid.clock.advance(1_000);
    expect(paid.snapshot().targets['t']?.budget).toBe(6);
    const free = trial({ retry: { base: 0, budget: false } });
    void watch(free.run('t', script(httpError(500), 'fine')));
    await free.clock.advance(1_000);
    expect(free.snapshot().targets['t']?.budget).toBeNull();
  });

  it('believe no hint of an outage that is longer than the policy takes', async () => {
    const untilOf = async (seconds: string): Promise<unknown> => {
      const { clock, ...breakwater } = trial({ retry: { max: 1, maxRetryAfter: '5s' } });
      void watch(breakwater.run('t', script(httpError(503, { 'retry-after': seconds }))));
      await clock.settle();
      return breakwater.snapshot().targets['t']?.cooldown;
    };
    expect(await untilOf('3600')).toBeUndefined();
    expect(await untilOf('4')).toBeDefined();
  });

  it('take a failure for what it says of itself, however long it took', async () => {
    const { clock, ...breakwater } = trial({ retry: false });
    for (let call = 0; call < 25; call++) void watch(breakwater.run('t', script('fine')));
    await clock.settle();
    const { attempts, operation } = puppet();
    for (let call = 0; call < 5; call++) void watch(breakwater.run('t', operation));
    await clock.advance(8_000);
    for (const { fail } of attempts) fail(httpError(400));
    await clock.settle();
    expect(breakwater.snapshot().targets['t']?.breaker).toEqual({ state: 'closed', failuresInARow: 0 });
  });

  it('are read by the alerts', async () => {
    const { clock, ...breakwater } = trial({ retry: false });
    const alerts = record(breakwater, 'alert');
    void watch(breakwater.run('t', script(httpError(503))));
    await clock.settle();
    expect(alerts).toMatchObject([{ alert: 'new-error', target: 't' }]);
  });
});
