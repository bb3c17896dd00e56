import { describe, expect, it } from 'vitest';
import { FAILED, harness, THROTTLED } from '../../test/gate-harness.ts';
import { httpError, record, trial, watch } from '../../test/trial.ts';
import type { Policy } from '../policy/policy.ts';
import { SUCCEEDED } from './gate/settlement.ts';
import { holdOnMs } from './hold-on.ts';

interface Given {
  readonly policy?: Policy;
  readonly spareMs?: number;
  readonly hasFallback?: boolean;
  readonly deadline?: number | undefined;
}

/** How long a call holds on, after attempts that ended so: S and F, of 100 ms each, and L for a 429. */
async function holdOn(results: string, { policy = {}, spareMs = 10_000, hasFallback = false, ...given }: Given = {}) {
  const at = harness(policy);
  for (const result of results) {
    if (!at.gate.isOpen(at.clock.now())) break;
    const permit = at.admit();
    await at.clock.advance(100);
    at.settle(result === 'S' ? SUCCEEDED : result === 'F' ? FAILED : THROTTLED, permit);
  }
  return holdOnMs(spareMs, { deadline: 10_000, ...given }, { gate: at.gate, hasFallback });
}

const MOST_FAIL = 'FFS'.repeat(16);
const QUARTER_FAILS = 'FSSS'.repeat(16);

describe('how long a last attempt is put off', () => {
  it('is all the time that its call can spare where half of all attempts fail, or more', async () => {
    expect(await holdOn(MOST_FAIL)).toBe(10_000);
    expect(await holdOn(`${'SF'.repeat(32)}F`)).toBe(10_000);
    expect(await holdOn(MOST_FAIL, { spareMs: 0 })).toBe(0);
  });

  it('is less by the square where fewer fail, a quarter of it where a quarter does', async () => {
    expect(await holdOn(`${'S'.repeat(15)}F`)).toBeCloseTo(10_000 * (1 / 16 / 0.5) ** 2);
    expect(await holdOn('S'.repeat(16))).toBe(0);
    const share = (await holdOn(QUARTER_FAILS)) / 10_000;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.35);
  });

  it('is not at all where too few attempts are known', async () => {
    expect(await holdOn('FFSFFSFFSFFSFFS')).toBe(0);
  });

  // Defect: callers who leave after a moment without having said so would be made to wait for a brownout of one in four.
  it('is not at all for a caller who has not said how long it waits, unless three in five attempts fail', async () => {
    expect(await holdOn(QUARTER_FAILS, { deadline: undefined })).toBe(0);
    expect(await holdOn('SF'.repeat(32), { deadline: undefined })).toBe(0);
    expect(await holdOn(`${MOST_FAIL}FF`, { deadline: undefined })).toBe(10_000);
  });

  it('is not at all for a call that has all the time there is: nobody knows for how long', async () => {
    expect(await holdOn(MOST_FAIL, { spareMs: Infinity })).toBe(0);
  });

  it('is not at all for who may not wait, or has somewhere else to go', async () => {
    expect(await holdOn(MOST_FAIL, { policy: { breaker: { whenOpen: 'fail' } } })).toBe(0);
    expect(await holdOn(MOST_FAIL, { hasFallback: true })).toBe(0);
  });

  it('is not at all where a gate holds back: there it waits its turn', async () => {
    expect(await holdOn(`${MOST_FAIL}${'F'.repeat(60)}`)).toBe(0);
    expect(await holdOn(`${MOST_FAIL}L`)).toBe(0);
  });
});

/** A target whose attempts have ended so, at calls that are not repeated: S and F. */
async function after(results: string, policy: Policy = {}) {
  const at = trial({ retry: { max: 2 }, breaker: { threshold: 1_000 }, ...policy }, { random: () => 0 });
  for (const result of results) {
    const outcome = result === 'S' ? () => 'fine' : () => Promise.reject(httpError(500));
    await at.run('t', outcome, { resendable: false }).catch(() => undefined);
  }
  return { at, retries: record(at, 'retry') };
}

const fails = (): Promise<never> => Promise.reject(httpError(500));

describe('a call whose target fails most attempts', () => {
  // Defect: a brownout of 70 % lost every call that came in its last ten seconds and had failed three times by then.
  it('makes its last attempt near its deadline, by when the target may be well again', async () => {
    const { at, retries } = await after(MOST_FAIL);
    let well = false;
    const call = watch(at.run('t', () => (well ? Promise.resolve('fine') : fails()), { deadline: 10_000 }));
    await at.clock.settle();
    expect(retries).toMatchObject([{ delayMs: 9_000 }]);
    await at.clock.advance(8_999);
    expect(call.ended).toBeUndefined();
    well = true;
    await at.clock.advance(1);
    expect(call.ended).toEqual({ value: 'fine' });
  });
});

describe('a call whose target fails some attempts', () => {
  it('holds on for a while where it has said how long it waits, and else for no longer than the policy says', async () => {
    const { at, retries } = await after(`${'S'.repeat(15)}FFS`, { retry: { max: 2, base: 10 } });
    watch(at.run('t', fails, { deadline: 10_000 }));
    watch(at.run('t', fails));
    await at.clock.settle();
    const before = (1 - (15 / 16) ** 2) * (15 / 16);
    const share = 1 - (1 - before) * (15 / 16);
    expect(retries[0]!.delayMs).toBeCloseTo(9_000 * (share / 0.5) ** 2);
    expect(retries[1]!.delayMs).toBeLessThanOrEqual(10);
  });
});
