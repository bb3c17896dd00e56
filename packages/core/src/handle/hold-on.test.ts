import { describe, expect, it } from 'vitest';
import { FAILED, harness, THROTTLED } from '../../test/gate-harness.ts';
import { httpError, record, trial, watch } from '../../test/trial.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { createPolicyResolver } from '../policy/resolve-policy.ts';
import { SUCCEEDED } from './gate/settlement.ts';
import { holdOnMs } from './hold-on.ts';

/** How long a call with so much time left holds on, after attempts that ended so: S and F, of 100 ms each, and L for a 429. */
async function holdOn(results: string, remainingMs: number, policy: Policy = {}): Promise<number> {
  const at = harness(policy);
  for (const result of results) {
    if (!at.gate.isOpen(at.clock.now())) break;
    const permit = at.admit();
    await at.clock.advance(100);
    at.settle(result === 'S' ? SUCCEEDED : result === 'F' ? FAILED : THROTTLED, permit);
  }
  const resolved = createPolicyResolver(parsePolicy(policy))('target');
  return Math.round(holdOnMs(remainingMs, { gate: at.gate, policy: resolved }, at.clock.now()));
}

const MOST_FAIL = 'FFS'.repeat(7);

describe('how long a last attempt is put off', () => {
  it('is nearly all the time of its call where most attempts fail: what is left is enough for two answers', async () => {
    expect(await holdOn(MOST_FAIL, 10_000)).toBe(10_000 * 0.9 - 2 * 100);
    expect(await holdOn(MOST_FAIL, 100)).toBe(0);
  });

  it('is not at all where no more than three in five of them fail, or too few are known', async () => {
    expect(await holdOn('FFFSS'.repeat(5), 10_000)).toBe(0);
    expect(await holdOn('FFS'.repeat(6), 10_000)).toBe(0);
    expect(await holdOn('FFSFFSFFSFFSFFSFFSFF', 10_000)).toBeGreaterThan(0);
  });

  it('is not at all for a call without a deadline: it would be put off for nobody knows how long', async () => {
    expect(await holdOn(MOST_FAIL, Infinity)).toBe(0);
  });

  it('is not at all for who may not wait, or has somewhere else to go', async () => {
    expect(await holdOn(MOST_FAIL, 10_000, { breaker: { whenOpen: 'fail' } })).toBe(0);
    expect(await holdOn(MOST_FAIL, 10_000, { breaker: { whenOpen: 'wait' }, fallback: { '400': ['other'] } })).toBe(0);
  });

  it('is not at all where a gate holds back: there it waits its turn', async () => {
    expect(await holdOn(`${MOST_FAIL}${'F'.repeat(60)}`, 10_000)).toBe(0);
    expect(await holdOn(`${MOST_FAIL}L`, 10_000)).toBe(0);
  });
});

describe('a call whose target fails most attempts', () => {
  // Defect: a brownout of 70 % lost every call that came in its last ten seconds and had failed three times by then.
  it('makes its last attempt near its deadline, by when the target may be well again', async () => {
    const at = trial({ retry: { max: 2 }, breaker: { threshold: 1_000 } });
    for (let call = 0; call < 21; call++) {
      const outcome = call % 3 === 0 ? () => 'fine' : () => Promise.reject(httpError(500));
      await at.run('t', outcome, { resendable: false }).catch(() => undefined);
    }
    const retries = record(at, 'retry');
    let well = false;
    const call = watch(
      at.run('t', () => (well ? Promise.resolve('fine') : Promise.reject(httpError(500))), { deadline: 10_000 }),
    );
    await at.clock.settle();
    expect(retries).toMatchObject([{ delayMs: 9_000 }]);
    await at.clock.advance(8_999);
    expect(call.ended).toBeUndefined();
    well = true;
    await at.clock.advance(1);
    expect(call.ended).toEqual({ value: 'fine' });
  });
});
