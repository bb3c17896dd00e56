import { describe, expect, it } from 'vitest';
import { httpError, puppet, script, type Trial, trial, type Watch, watch } from '../../test/trial.ts';
import type { Policy } from '../policy/policy.ts';
import { createPolicyResolver } from '../policy/resolve-policy.ts';
import { longestWaitMs } from './longest-wait.ts';

function longest(number: number, waitedMs: number, policy: Policy, verdictMs = 0): number {
  return longestWaitMs(number, waitedMs, verdictMs, createPolicyResolver(policy)('t'));
}

const FAIL = { whenOpen: 'fail' } as const;
const RETRY = { max: 4, base: 1_000, factor: 2, cap: 3_000 };

describe('how long a call may wait at a shut gate', () => {
  it('is what is left of maxWait, and all its time without one', () => {
    expect(longest(1, 0, {})).toBe(Infinity);
    expect(longest(3, 4_000, { breaker: { maxWait: '10s' } })).toBe(6_000);
    expect(longest(1, 9_000, { breaker: false })).toBe(Infinity);
  });

  it('is not at all where calls are to fail, unless they have been promised a retry', () => {
    expect(longest(1, 0, { breaker: FAIL, retry: RETRY })).toBe(0);
    expect([2, 3, 4].map((number) => longest(number, 500, { breaker: FAIL, retry: RETRY }))).toEqual([
      3_000, 3_000, 3_000,
    ]);
    const short = { ...RETRY, max: 3 };
    expect([2, 3].map((number) => longest(number, 500, { breaker: FAIL, retry: short }))).toEqual([3_000, 2_000]);
    expect(longest(2, 0, { breaker: FAIL, retry: false })).toBe(0);
  });

  it('is that of the verdict on a probe, where calls are to fail', () => {
    expect(longest(1, 0, { breaker: FAIL }, 100)).toBe(100);
    expect(longest(1, 0, {}, 100)).toBe(Infinity);
  });

  it('is not at all for who can go elsewhere', () => {
    expect(longest(1, 0, { fallback: { '503': ['other'] } }, 100)).toBe(0);
    expect(longest(2, 0, { breaker: FAIL, fallback: { '*': ['other'] } })).toBe(0);
    expect(longest(2, 0, { fallback: { '503': ['other'] } })).toBe(0);
  });
});

async function answerAfter(at: Trial, ms: number): Promise<void> {
  const { attempts, operation } = puppet();
  const call = watch(at.run('t', operation));
  await at.clock.advance(ms);
  attempts[0]?.answer('fine');
  await at.clock.settle();
  expect(call.ended).toEqual({ value: 'fine' });
}

describe('a target whose calls are to fail', () => {
  function failing(probeAfter: number): Policy {
    const breaker = { threshold: 1, probeAfter, maxProbeAfter: probeAfter, whenOpen: 'fail' } as const;
    return { retry: { max: 3, base: 1_000, jitter: 'none' }, breaker };
  }

  it('lets who comes while a probe is under way wait for its verdict, and go when it is good', async () => {
    const at = trial({ retry: false, breaker: { threshold: 1, whenOpen: 'fail' } }, { random: () => 0 });
    for (let call = 0; call < 5; call++) await answerAfter(at, 100);
    await expect(at.run('t', script(httpError(500)))).rejects.toMatchObject({ status: 500 });
    await at.clock.advance(1_000);
    const { attempts, operation } = puppet();
    const calls = [1, 2].map(() => watch(at.run('t', operation)));
    await at.clock.advance(199);
    expect([attempts.length, calls.map(({ ended }) => ended)]).toEqual([1, [undefined, undefined]]);
    attempts[0]?.answer('back');
    await at.clock.settle();
    expect(attempts).toHaveLength(2);
    attempts[1]?.answer('too');
    await at.clock.settle();
    expect(calls.map(({ ended }) => ended)).toEqual([{ value: 'back' }, { value: 'too' }]);
  });

  /** A probe that hangs, and a call that comes 1 ms later; answers have taken so long. */
  async function hanging(answerMs: number): Promise<{ at: Trial; probe: Watch<unknown>; call: Watch<unknown> }> {
    const at = trial({ retry: false, breaker: { threshold: 1, whenOpen: 'fail' } }, { random: () => 0 });
    for (let call = 0; call < 5; call++) await answerAfter(at, answerMs);
    await expect(at.run('t', script(httpError(500)))).rejects.toMatchObject({ status: 500 });
    await at.clock.advance(1_000);
    const probe = watch(at.run('t', puppet().operation));
    await at.clock.advance(1);
    return { at, probe, call: watch(at.run('t', script('back'))) };
  }

  it('lets it wait for two answers', async () => {
    const { at, probe, call } = await hanging(100);
    await at.clock.advance(199);
    expect(call.ended).toBeUndefined();
    await at.clock.advance(1);
    expect([probe.ended, call.ended]).toMatchObject([undefined, { error: { code: 'breaker-open' } }]);
  });

  // Defect: after a black hole, all calls were refused until the probe had hung for half a second.
  it('lets it carry the next probe, where it would be late for an answer after a second', async () => {
    const { at, probe, call } = await hanging(5_000);
    await at.clock.advance(998);
    expect(call.ended).toBeUndefined();
    await at.clock.advance(1);
    expect([probe.ended, call.ended]).toEqual([undefined, { value: 'back' }]);
  });

  it('is probed by a call that failed before and waits for the next probe, as long as its backoff may be', async () => {
    const at = trial(failing(1_500), { random: () => 0 });
    const call = watch(at.run('t', script(httpError(500), 'fine')));
    await at.clock.advance(1_499);
    const refused = watch(at.run('t', script('never')));
    await at.clock.settle();
    expect(refused.ended).toMatchObject({ error: { code: 'breaker-open' } });
    await at.clock.advance(1);
    expect(call.ended).toEqual({ value: 'fine' });
    expect(at.snapshot().targets['t']?.breaker).toEqual({ state: 'closed', failuresInARow: 0 });
  });

  it('refuses the retry at once when no probe is due within that time', async () => {
    const at = trial(failing(4_500), { random: () => 0 });
    const call = watch(at.run('t', script(httpError(500), 'too late')));
    await at.clock.advance(1_000);
    expect(call.ended).toMatchObject({ error: { status: 500 } });
  });
});
