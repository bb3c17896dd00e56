import { describe, expect, it } from 'vitest';
import type { Contender } from '../contenders/contender.ts';
import { breakwaterContender } from '../contenders/breakwater.ts';
import { noPolicy } from '../contenders/baselines.ts';
import type { Result } from '../measure/result.ts';
import { runOnce } from '../run-once.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Told } from './told.ts';

const OUTAGE = { kind: 'down', from: '10s', until: '20s', status: 500 };

/** Fails every call at once, and tells its caller what it is made to. */
function telling(told: Told): Contender {
  return { name: 'liar', isForgetful: true, start: () => ({ keepsTime: false, make: (call) => call.fail(told) }) };
}

async function run(contender: Contender, incidents: readonly object[] = [OUTAGE], upstream = {}): Promise<Result> {
  const written = { name: 'a', duration: '40s', clients: { count: 4, perSecond: 20 }, upstream, incidents };
  return (await runOnce(parseScenario(written), contender, { seed: 1, shape: 'clients' })).result;
}

describe('what callers are told', () => {
  it('is right by its code while the target is in such a trouble, and at no other time', async () => {
    const { rightCode, honest, toldTime, rightTime } = await run(telling({ code: 500 }));
    expect(rightCode).toBeCloseTo(0.25, 1); // 10 s of 40
    expect(honest).toBe(rightCode);
    expect([toldTime, rightTime]).toEqual([0, undefined]);
    expect((await run(telling({ code: 429 }))).rightCode).toBe(0);
  });

  it('is right by a refusal of the policy itself in any trouble', async () => {
    const { rightCode } = await run(telling({ code: 'refused' }));
    expect(rightCode).toBeCloseTo(0.25, 1);
  });

  it('is right by its time where an attempt that comes then would be taken', async () => {
    // Of 40 s of calls those are wrong who are sent into the outage: of the seconds 5 to 15.
    const { toldTime, rightTime, honest } = await run(telling({ code: 500, retryAfterMs: 5_000 }));
    expect(toldTime).toBe(1);
    expect(rightTime).toBeCloseTo(0.75, 1);
    // Told the right code, and sent back to a target that is well again: of the seconds 15 to 20.
    expect(honest).toBeCloseTo(0.125, 1);
  });

  it('is wrong by a time that comes long after the trouble', async () => {
    const { rightTime } = await run(telling({ code: 500, retryAfterMs: 86_400_000 }));
    expect(rightTime).toBe(0);
  });

  it('counts chance in a brownout', async () => {
    const brownout = { kind: 'brownout', from: 0, until: '100s', share: 0.3 };
    const { rightTime, rightCode } = await run(telling({ code: 500, retryAfterMs: 0 }), [brownout]);
    expect(rightTime).toBeCloseTo(0.7, 6);
    expect(rightCode).toBe(1);
  });

  it('of a rate limit, is right by its time only when the quota is there', async () => {
    const limits = { errorLatency: 0, limits: { perSecond: 40, burst: 1, retryAfter: { text: '0' } } };
    const { rightTime, rightCode } = await run(noPolicy, [], limits);
    expect(rightCode).toBe(1);
    expect(rightTime).toBe(0); // come back at once: that is when there was none
  });

  it('is not asked of those who answered everybody', async () => {
    const { honest, rightCode, toldTime } = await run(noPolicy, []);
    expect([honest, rightCode, toldTime]).toEqual([undefined, undefined, undefined]);
  });

  it('is the truth by its code when the engine tells it, refusals included', async () => {
    const failFast = breakwaterContender('b', { breaker: { whenOpen: 'fail' } });
    const { rightCode, toldTime } = await run(failFast);
    expect(rightCode).toBeGreaterThan(0.95);
    expect(toldTime).toBeGreaterThan(0.3);
  });

  it('changes nothing else: a world that is looked at takes its course', async () => {
    const silent = await run(telling({ code: 500 }));
    const told = await run(telling({ code: 500, retryAfterMs: 3_000 }));
    const { honest: _a, toldTime: _b, rightTime: _c, ...rest } = told;
    expect(silent).toMatchObject(rest);
  });
});
