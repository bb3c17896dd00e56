import { describe, expect, it } from 'vitest';
import { httpError, trial, type Trial } from '../../test/trial.ts';
import type { Policy, TargetPolicy } from '../policy/policy.ts';

const REFUSES: Policy = {
  retry: false,
  breaker: { threshold: 2, probeAfter: '5s', maxProbeAfter: '5s', whenOpen: 'fail' },
};

/** Fails calls until the breaker of `target` is open. */
async function open(at: Trial, target: string): Promise<void> {
  for (let call = 0; call < 2; call++) {
    await at.run(target, () => Promise.reject(httpError(503))).catch(() => undefined);
  }
}

describe('a look at the gate', () => {
  it('finds nothing against a target that was never called, and makes none known', () => {
    const at = trial(REFUSES);
    expect(at.peek('first')).toBeUndefined();
    expect(at.snapshot().targets).toEqual({});
  });

  it('is what a call would be refused with', async () => {
    const at = trial(REFUSES);
    await open(at, 'first');
    const seen = at.peek('first');
    const refusal: unknown = await at.run('first', () => 'never').catch((error: unknown) => error);
    expect(seen).toEqual(refusal);
    expect(seen).toMatchObject({ code: 'breaker-open', status: 503, target: 'first' });
  });

  it('knows a credential that is paused, by the name that calls give it', async () => {
    const at = trial(REFUSES);
    const dry = httpError(429, {}, { code: 'insufficient_quota' });
    await at.run('first', () => Promise.reject(dry), { credential: 'a' }).catch(() => undefined);
    expect(at.peek('first', { credential: 'a' })).toMatchObject({ code: 'credential-paused', status: 429 });
    expect([at.peek('first', { credential: 'b' }), at.peek('first')]).toEqual([undefined, undefined]);
  });

  it('sees that a target was isolated by hand', async () => {
    const at = trial();
    at.isolate('first');
    expect(at.peek('first')).toEqual(await at.run('first', () => 'never').catch((error: unknown) => error));
  });

  it('changes nothing and counts nothing', async () => {
    const at = trial(REFUSES);
    await open(at, 'first');
    const before = JSON.stringify(at.snapshot());
    at.peek('first');
    expect(JSON.stringify(at.snapshot())).toBe(before);
    await at.clock.advance(10_000); // a probe is due: the look must not take it
    expect(at.peek('first')).toBeUndefined();
    expect(at.snapshot().targets['first']?.breaker.state).toBe('open');
  });

  it('finds nothing against a target at which the call would wait its turn', async () => {
    const at = trial({ ...REFUSES, breaker: { threshold: 2, probeAfter: '5s', maxProbeAfter: '5s' } });
    await open(at, 'first');
    expect(at.peek('first')).toBeUndefined();
  });

  it('goes by the time that the call would have', async () => {
    const at = trial({ ...REFUSES, breaker: { threshold: 2, probeAfter: '5s', maxProbeAfter: '5s' } });
    await open(at, 'first');
    expect(at.peek('first', { deadline: '20s' })).toBeUndefined();
    expect(at.peek('first', { deadline: '1s' })).toMatchObject({ code: 'breaker-open' });
  });

  it('finds nothing while a fallback could take the call', async () => {
    const first: TargetPolicy = { fallback: ['second'], breaker: { probeAfter: '60s', maxProbeAfter: '60s' } };
    const at = trial({ ...REFUSES, targets: { first } });
    await open(at, 'second');
    await open(at, 'first');
    expect(at.peek('first')).toMatchObject({ code: 'breaker-open', target: 'first' });
    await at.clock.advance(10_000);
    expect(at.peek('second')).toBeUndefined();
    expect(at.peek('first')).toBeUndefined();
  });
});
