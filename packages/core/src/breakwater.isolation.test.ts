import { describe, expect, it } from 'vitest';
import { httpError, puppet, record, script, trial, watch } from '../test/trial.ts';

const POLICY = { retry: false, breaker: { threshold: 1 } } as const;

describe('a target that was isolated by hand', () => {
  it('takes no call until it is reset, and says why', async () => {
    const breakwater = trial();
    const events = record(breakwater, 'isolation');
    breakwater.isolate('t');
    breakwater.isolate('t');
    const operation = script('fine');
    await expect(breakwater.run('t', operation)).rejects.toMatchObject({
      code: 'isolated',
      status: 503,
      message: expect.stringMatching(/^Refused a call to t: the target was isolated by hand/) as string,
    });
    expect(operation.calls).toBe(0);
    expect(breakwater.snapshot().targets['t']).toMatchObject({
      isolated: true,
      figures: { calls: 1, callsFailed: 1, refused: { isolated: 1 } },
    });
    breakwater.reset('t');
    await expect(breakwater.run('t', operation)).resolves.toBe('fine');
    expect(events.map(({ target, isolated }) => [target, isolated])).toEqual([
      ['t', true],
      ['t', false],
    ]);
  });

  it('refuses those who wait, at once', async () => {
    const { clock, ...breakwater } = trial(POLICY);
    void watch(breakwater.run('t', script(httpError(500))));
    await clock.settle();
    const calls = [1, 2, 3].map(() => watch(breakwater.run('t', () => 'fine')));
    await clock.advance(10);
    breakwater.isolate('t');
    await clock.settle();
    for (const { ended } of calls) expect(ended).toMatchObject({ error: { code: 'isolated' } });
    expect([breakwater.snapshot().targets['t']?.waiting, clock.pending]).toEqual([0, 0]);
  });

  it('lets an attempt under way end, and sends no other after it', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: 0 } });
    const { attempts, operation } = puppet();
    const [good, bad] = [watch(breakwater.run('t', operation)), watch(breakwater.run('t', operation))];
    const error = httpError(500);
    breakwater.isolate('t');
    attempts[0]?.answer('fine');
    attempts[1]?.fail(error);
    await clock.advance(1_000);
    expect([good.ended, bad.ended]).toEqual([{ value: 'fine' }, { error }]);
    expect(breakwater.explain(error).stopped).toBe('refused');
    expect(attempts).toHaveLength(2);
  });

  it('hands its calls to the fallback', async () => {
    const breakwater = trial({ fallback: { '*': ['second'] } });
    breakwater.isolate('first');
    await expect(breakwater.run('first', ({ target }) => target)).resolves.toBe('second');
  });

  it('still hears the reason of a caller who has left', async () => {
    const breakwater = trial();
    breakwater.isolate('t');
    const reason = new Error('left');
    await expect(breakwater.run('t', () => 1, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('is never forgotten, and still isolated in the process that takes over', async () => {
    const breakwater = trial({}, { maxTargets: 5 });
    breakwater.isolate('t');
    for (let call = 0; call < 50; call++) await breakwater.run(`other-${call}`, () => 1);
    expect(Object.keys(breakwater.snapshot().targets)).toContain('t');
    const next = trial({}, { restore: breakwater.snapshot() });
    await expect(next.run('t', () => 1)).rejects.toMatchObject({ code: 'isolated' });
  });

  it('has to have a name', () => {
    expect(() => trial().isolate('')).toThrow("target: found ''; allowed: a non-empty string");
  });
});

describe('a target that is reset', () => {
  it('has a closed breaker at once where nobody waits', async () => {
    const { clock, ...breakwater } = trial({ retry: false, breaker: { threshold: 1, whenOpen: 'fail' } });
    const changes = record(breakwater, 'breaker');
    await breakwater.run('t', script(httpError(500))).catch(() => {});
    await expect(breakwater.run('t', () => 'fine')).rejects.toMatchObject({ code: 'breaker-open' });
    breakwater.reset('t');
    expect(breakwater.snapshot().targets['t']?.breaker).toEqual({ state: 'closed', failuresInARow: 0 });
    await expect(breakwater.run('t', () => 'fine')).resolves.toBe('fine');
    expect(changes.map(({ to }) => to)).toEqual(['open', 'closed']);
    expect(clock.pending).toBe(0);
  });

  it('is probed at once where calls wait, and lets them out by the ramp, not together', async () => {
    const { clock, ...breakwater } = trial({ retry: false, breaker: { threshold: 1, probeAfter: '2s' } });
    void watch(breakwater.run('t', script(httpError(500))));
    await clock.settle();
    const { attempts, operation } = puppet();
    for (let call = 0; call < 20; call++) void watch(breakwater.run('t', operation));
    await clock.advance(10);
    expect(attempts).toHaveLength(0);
    breakwater.reset('t');
    await clock.settle();
    expect(attempts).toHaveLength(1);
    attempts[0]?.answer('fine');
    await clock.settle();
    expect(attempts.length).toBeGreaterThan(1);
    expect(attempts.length).toBeLessThan(5);
  });

  it('is no longer cooling down; who waited goes out at its pace, not together', async () => {
    const { clock, ...breakwater } = trial({ retry: false, breaker: { maxWait: '60s' } });
    const limited = httpError(429, { 'retry-after': '8' });
    void watch(breakwater.run('t', script(limited)));
    await clock.settle();
    const { attempts, operation } = puppet();
    for (let call = 0; call < 5; call++) void watch(breakwater.run('t', operation));
    await clock.advance(10);
    breakwater.reset('t');
    await clock.settle();
    expect(attempts).toHaveLength(1);
    expect(breakwater.snapshot().targets['t']?.waiting).toBe(4);
    const calm = trial({ retry: false });
    await calm.run('t', script(limited)).catch(() => {});
    calm.reset('t');
    expect(calm.snapshot().targets['t']?.cooldown).toBeUndefined();
  });

  it('has its whole budget again', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: 0, budget: { capacity: 20, cost: 5 } } });
    void watch(breakwater.run('t', script(httpError(500))));
    await clock.advance(1_000);
    expect(breakwater.snapshot().targets['t']?.budget).toBe(10);
    breakwater.reset('t');
    expect(breakwater.snapshot().targets['t']?.budget).toBe(20);
  });

  it('does not hear of results from before: they open no breaker', async () => {
    const { clock, ...breakwater } = trial({ retry: false, breaker: { threshold: 2, minimumCalls: 2 } });
    const { attempts, operation } = puppet();
    for (let call = 0; call < 8; call++) void watch(breakwater.run('t', operation));
    for (const { fail } of attempts.slice(0, 6)) fail(httpError(500));
    await clock.settle();
    expect(breakwater.snapshot().targets['t']?.breaker.state).toBe('open');
    breakwater.reset('t');
    for (const { fail } of attempts.slice(6)) fail(httpError(500));
    await clock.settle();
    expect(breakwater.snapshot().targets['t']?.breaker).toEqual({ state: 'closed', failuresInARow: 0 });
  });

  it('has all of its credentials back', async () => {
    const breakwater = trial({ retry: false });
    const broke = httpError(429, {}, { code: 'insufficient_quota' });
    await breakwater.run('t', script(broke)).catch(() => {});
    await expect(breakwater.run('t', script('early'))).rejects.toMatchObject({ code: 'credential-paused' });
    breakwater.reset('t');
    await expect(breakwater.run('t', script('fine'))).resolves.toBe('fine');
  });

  it('was isolated before where it is told that it is no longer, and only there', async () => {
    const breakwater = trial();
    const told = record(breakwater, 'isolation');
    await breakwater.run('t', script('fine'));
    breakwater.reset('t');
    expect(told).toEqual([]);
    breakwater.isolate('t');
    breakwater.reset('t');
    expect(told.map(({ isolated }) => isolated)).toEqual([true, false]);
  });

  it('that nobody knows does not come into being', () => {
    const breakwater = trial();
    breakwater.reset('typo');
    expect(breakwater.snapshot().targets).toEqual({});
  });
});

describe('the alerts in a snapshot', () => {
  it('are those that are raised now, as in their events', async () => {
    const breakwater = trial({ retry: false, alerts: [{ type: 'credential' }] });
    const alerts = record(breakwater, 'alert');
    expect(breakwater.snapshot().alerts).toEqual([]);
    await breakwater.clock.advance(5_000);
    await breakwater.run('t', script(httpError(401))).catch(() => {});
    expect(breakwater.snapshot().alerts).toEqual(alerts);
    expect(alerts).toHaveLength(1);
  });
});
