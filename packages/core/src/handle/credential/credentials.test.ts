import { describe, expect, it } from 'vitest';
import type { Classification } from '../../classify/classification.ts';
import { Credentials, type Sent } from './credentials.ts';

const BILLING = { reason: 'billing', scope: 'credential' } as Classification;
const OUTAGE = { reason: 'unavailable', scope: 'target' } as unknown as Classification;

/** Credentials that are tried again after a minute, and what their owner was told. */
function credentials(): { readonly of: Credentials; readonly told: [string, boolean, number][] } {
  const told: [string, boolean, number][] = [];
  const listener = {
    credentialChanged: (name: string, _pause: unknown, paused: boolean, nowMs: number) =>
      void told.push([name, paused, nowMs]),
  };
  return { of: new Credentials({ probeAfterMs: 60_000, maxProbeAfterMs: 600_000 }, listener), told };
}

function sent(sentAtMs: number): Sent {
  return { sentAtMs, triesCredential: false };
}

describe('the credentials of a target', () => {
  it('are refused until they may be tried, to the millisecond; those that nothing is known of never', () => {
    const { of } = credentials();
    expect(of.refusal('a', 0)).toBeUndefined();
    of.settle('a', sent(0), BILLING, 1_000);
    expect(of.refusal('a', 60_999)).toEqual({ code: 'credential-paused', retryAfterMs: 1, reason: 'billing' });
    expect(of.refusal('a', 61_000)).toBeUndefined();
    expect(of.refusal('b', 1_000)).toBeUndefined();
  });

  it('may go when they are not paused, and leave no trace', () => {
    const { of } = credentials();
    of.settle('a', sent(0), BILLING, 1_000);
    const other = sent(2_000);
    expect([of.admit('b', other), other.triesCredential, of.paused?.size]).toEqual([undefined, false, 1]);
  });

  it('are at rest when every one of them may be tried', () => {
    const { of } = credentials();
    expect(of.isAtRest(0)).toBe(true);
    of.settle('a', sent(0), BILLING, 1_000);
    of.settle('b', sent(0), BILLING, 2_000);
    expect([60_999, 61_999, 62_000].map((nowMs) => of.isAtRest(nowMs))).toEqual([false, false, true]);
  });

  it('are told of once when attempts that were in flight together are refused', () => {
    const { of, told } = credentials();
    of.settle('a', sent(0), BILLING, 1_000);
    of.settle('a', sent(1_000), BILLING, 1_500);
    expect(told).toEqual([['a', true, 1_000]]);
  });

  it('work again when an attempt is answered that was sent after the refusal, and not when it was sent before', () => {
    const { of, told } = credentials();
    of.settle('a', sent(0), BILLING, 1_000);
    of.settle('a', sent(1_000), undefined, 1_100);
    expect(of.paused?.has('a')).toBe(true);
    of.settle('a', sent(1_001), undefined, 1_200);
    expect([of.paused, told.at(-1)]).toEqual([undefined, ['a', false, 1_200]]);
  });

  it('are tried again at once when a probe fails for another reason, and only a probe', () => {
    const { of } = credentials();
    of.settle('a', sent(0), BILLING, 1_000);
    of.settle('a', sent(2_000), OUTAGE, 3_000);
    expect(of.paused?.get('a')?.probeAtMs).toBe(61_000);
    const probe = sent(61_000);
    expect([of.admit('a', probe), probe.triesCredential, of.paused?.get('a')?.probeAtMs]).toEqual([
      undefined,
      true,
      121_000,
    ]);
    of.settle('a', probe, OUTAGE, 61_500);
    expect(of.paused?.get('a')?.probeAtMs).toBe(61_500);
  });

  it('are kept up to a thousand: of more, the one that was paused first is tried again', () => {
    const { of } = credentials();
    for (let name = 0; name < 1_000; name++) of.settle(`${name}`, sent(0), BILLING, 1_000);
    of.settle('999', sent(2_000), BILLING, 3_000);
    expect([of.paused?.size, of.paused?.has('0')]).toEqual([1_000, true]);
    of.settle('one more', sent(2_000), BILLING, 3_000);
    expect([of.paused?.size, of.paused?.has('0'), of.paused?.has('1')]).toEqual([1_000, false, true]);
  });

  it('are resumed by name, or all of them, and it is said whether there were any', () => {
    const { of, told } = credentials();
    expect(of.resume(undefined, 0)).toBe(false);
    for (const name of ['a', 'b', 'c']) of.settle(name, sent(0), BILLING, 1_000);
    expect([of.resume('x', 2_000), of.resume('b', 2_000), of.resume(undefined, 3_000)]).toEqual([false, true, true]);
    expect(told.slice(3)).toEqual([
      ['b', false, 2_000],
      ['a', false, 3_000],
      ['c', false, 3_000],
    ]);
    expect(of.paused).toBeUndefined();
  });
});
