import { describe, expect, it } from 'vitest';
import { createBreakwater, type EventMap, type Policy } from './index.ts';
import { fakeClock } from './testing/index.ts';

const refused = Object.assign(new Error('no'), { status: 401 });

describe('the alerts of a policy', () => {
  it('are raised once and cleared once, with the wall-clock time they began', async () => {
    const clock = fakeClock();
    const breakwater = createBreakwater({ alerts: [{ type: 'credential' }] }, { clock });
    const alerts: EventMap['alert'][] = [];
    breakwater.on('alert', (event) => alerts.push(event));
    let valid = false;
    const call = (): Promise<unknown> =>
      breakwater.run('openai/gpt-5', () => (valid ? 'fine' : Promise.reject(refused))).catch((error: unknown) => error);
    await clock.advance(5_000);
    for (let turn = 0; turn < 3; turn++) await call();
    expect(alerts).toMatchObject([
      { target: 'openai/gpt-5', alert: 'credential', state: 'raised', at: clock.wallNow(), since: clock.wallNow() },
    ]);
    valid = true;
    for (let second = 0; second < 90; second++) {
      await call();
      await clock.advance(1_000);
    }
    expect(alerts.map(({ state }) => state)).toEqual(['raised', 'cleared']);
  });

  describe('of a target that nobody calls any more', () => {
    const down = Object.assign(new Error('down'), { status: 503 });

    function site(alerts: Policy['alerts']) {
      const clock = fakeClock();
      const policy: Policy = { alerts, retry: false, breaker: { threshold: 5, whenOpen: 'fail' } };
      const breakwater = createBreakwater(policy, { clock });
      const told: string[] = [];
      breakwater.on('alert', ({ alert, state, message, at }) => {
        told.push(`${at - beganAt} ${alert} ${state}: ${message}`);
      });
      const beganAt = clock.wallNow();
      const fail = (): Promise<unknown> =>
        breakwater.run('t', () => Promise.reject(down)).catch((error: unknown) => error);
      return { clock, breakwater, told, fail };
    }

    it('are cleared when nothing is left in the window of their rule', async () => {
      const { clock, breakwater, told, fail } = site([{ type: 'error-rate', minimumCalls: 5 }]);
      for (let call = 0; call < 5; call++) await fail();
      await clock.advance(1_000);
      await fail();
      expect(told).toEqual(['1000 error-rate raised: 100 % of 5 attempts in the last 60 s failed; the limit is 50 %']);
      await clock.advance(59_000);
      expect(told).toHaveLength(1);
      await clock.advance(31_000);
      expect(told.slice(1)).toEqual([expect.stringMatching(/^\d+ error-rate cleared: No attempts in the last 60 s$/)]);
      expect(breakwater.snapshot().alerts).toEqual([]);
      expect(clock.pending).toBe(0);
    });

    it('are cleared after five minutes where they wait for an event that will not come', async () => {
      const { clock, told, fail } = site([{ type: 'breaker-open', for: '1s' }]);
      for (let call = 0; call < 5; call++) await fail();
      await clock.advance(5_000);
      await fail(); // a probe: the breaker has been open for more than a second
      await clock.advance(299_000);
      expect(told).toEqual(['5000 breaker-open raised: The breaker is open']);
      await clock.advance(11_000);
      expect(told.slice(1)).toEqual([
        expect.stringMatching(/ breaker-open cleared: Nobody has called it for 5 min: how it is now is not known$/),
      ]);
      await fail();
      expect(told.slice(2)).toEqual([expect.stringMatching(/ breaker-open raised: The breaker is open$/)]);
    });

    it('stay while calls come, though none of them is let through', async () => {
      const { clock, breakwater, told, fail } = site([{ type: 'breaker-open', for: '1s' }]);
      for (let call = 0; call < 5; call++) await fail();
      await clock.advance(5_000);
      await fail();
      breakwater.isolate('t');
      for (let minute = 0; minute < 10; minute++) {
        await clock.advance(60_000);
        await fail();
      }
      expect(told).toHaveLength(1);
    });
  });

  it('stay while a call is under way, however long it takes', async () => {
    const clock = fakeClock();
    const policy: Policy = { timeout: false, retry: false, alerts: [{ type: 'credential' }] };
    const breakwater = createBreakwater(policy, { clock });
    const told: string[] = [];
    breakwater.on('alert', ({ state }) => told.push(state));
    void breakwater.run('t', () => new Promise(() => {}));
    await breakwater.run('t', () => Promise.reject(refused)).catch(() => {});
    await clock.advance(3_600_000);
    expect(told).toEqual(['raised']);
  });

  it('are looked at every ten seconds while one is raised, however many are, and not after that', async () => {
    const clock = fakeClock();
    const { setTimer } = clock;
    let rounds = 0;
    clock.setTimer = (callback, delayMs) => {
      if (delayMs === 10_000) rounds++;
      return setTimer(callback, delayMs);
    };
    const alerts: Policy['alerts'] = [{ type: 'error-rate', minimumCalls: 1 }];
    const breakwater = createBreakwater({ retry: false, timeout: false, alerts }, { clock });
    const down = Object.assign(new Error('down'), { status: 500 });
    for (const target of ['a', 'b', 'c']) await breakwater.run(target, () => Promise.reject(down)).catch(() => {});
    expect([breakwater.snapshot().alerts.length, rounds]).toEqual([3, 1]);
    await clock.advance(30_000);
    expect(rounds).toBe(4);
    await clock.advance(600_000);
    const last = rounds;
    await clock.advance(600_000);
    expect([breakwater.snapshot().alerts, rounds]).toEqual([[], last]);
  });

  it('need no clock that knows of processes', async () => {
    const { holdProcess: _, ...clock } = fakeClock();
    const breakwater = createBreakwater({ retry: false, alerts: [{ type: 'credential' }] }, { clock });
    await expect(breakwater.run('t', () => Promise.reject(refused))).rejects.toBe(refused);
    expect(breakwater.snapshot()).toMatchObject({ alerts: [{ state: 'raised' }], listenerErrors: 0 });
  });

  it('are none where the policy lists none', async () => {
    const breakwater = createBreakwater({ alerts: [] });
    let alerts = 0;
    breakwater.on('alert', () => alerts++);
    await expect(breakwater.run('t', () => Promise.reject(refused))).rejects.toBe(refused);
    expect(alerts).toBe(0);
  });
});
