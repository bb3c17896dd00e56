import { describe, expect, it } from 'vitest';
import { FAILED, harness, type Harness } from '../../../test/gate-harness.ts';
import type { Permit } from './permit.ts';
import { ABANDONED, SUCCEEDED } from './settlement.ts';

/** Sends attempts, a millisecond between two of them. */
async function send(at: Harness, number: number): Promise<Permit[]> {
  const permits: Permit[] = [];
  for (let index = 0; index < number; index++) {
    permits.push(at.admit());
    await at.clock.advance(1);
  }
  return permits;
}

/** Of eight attempts that were sent one after the other, some have failed after 8 s and opened the breaker. */
async function openedBy(failed: (permit: Permit, index: number) => boolean, at = harness()): Promise<Permit[]> {
  const permits = await send(at, 8);
  await at.clock.advance(8_000);
  at.settle(FAILED, ...permits.filter(failed));
  expect(at.gate.breaker.kind).toBe('open');
  return permits.filter((permit, index) => !failed(permit, index));
}

describe('an answer that comes while the breaker is open', () => {
  // Defect: five errors in a row that took 8 s opened the breaker of a target that failed three calls in ten, and the
  // hundred good answers of those seconds counted for nothing: only that of a probe did, which failed as often.
  it('counts as the answer to a probe, if it was sent after all that have failed', async () => {
    const at = harness();
    const [sixth] = await openedBy((_, index) => index < 5, at);
    at.settle(SUCCEEDED, sixth!);
    expect(at.gate.breaker).toMatchObject({ kind: 'closed' });
    expect(at.changes).toEqual(['closed>open', 'open>half-open', 'half-open>closed']);
  });

  it('lets those go who wait, as after a good probe', async () => {
    const at = harness();
    const [sixth, seventh] = await openedBy((_, index) => index < 5, at);
    for (const name of ['a', 'b', 'c']) at.wait(name);
    at.settle(SUCCEEDED, sixth!);
    expect(at.gate.breaker).toMatchObject({ kind: 'half-open', proven: true, inFlight: 1 });
    at.settle(SUCCEEDED, seventh!);
    expect(at.gate.breaker).toMatchObject({ kind: 'half-open', inFlight: 1, successes: 0 });
    expect(at.log).toEqual(['a went at 8008']);
  });

  it('says nothing if it was sent before one that has failed, or in the same instant', async () => {
    const at = harness();
    const others = await openedBy((_, index) => index >= 3, at);
    at.settle(SUCCEEDED, ...others);
    expect(at.gate.breaker.kind).toBe('open');
    const sameInstant = harness();
    const permits = Array.from({ length: 6 }, () => sameInstant.admit());
    sameInstant.settle(FAILED, ...permits.slice(0, 5));
    sameInstant.settle(SUCCEEDED, permits[5]!);
    expect(sameInstant.gate.breaker.kind).toBe('open');
  });

  it('says nothing if it failed, or its caller left', async () => {
    const at = harness();
    const others = await openedBy((_, index) => index < 5, at);
    at.settle(FAILED, others[0]!);
    at.settle(ABANDONED, others[1]!);
    expect(at.gate.breaker.kind).toBe('open');
  });

  it('does not shorten the time that the policy names', async () => {
    const at = harness({ breaker: { probeAfter: '10s' } });
    const [sixth] = await openedBy((_, index) => index < 5, at);
    at.settle(SUCCEEDED, sixth!);
    expect(at.gate.breaker.kind).toBe('open');
  });
});

describe('an attempt that has only outlived the failures, of an earlier try', () => {
  it('is no answer: the target may hang', async () => {
    const at = harness({ breaker: { probes: 2 } });
    while (at.gate.breaker.kind === 'closed') {
      const permit = at.admit();
      await at.clock.advance(50);
      at.settle(FAILED, permit);
    }
    const permits: Permit[] = [];
    at.wait('a', { permits });
    await at.clock.advance(1_000);
    at.wait('b', { permits });
    expect(permits).toHaveLength(2);
    at.settle(FAILED, permits[0]!);
    const { breaker } = at.gate;
    await at.clock.advance(150);
    expect(permits[1]!.outlived).toBe(true);
    expect(at.gate.breaker).toBe(breaker);
  });
});

describe('an answer that comes while a probe is under way', () => {
  it.each([{}, { breaker: { probeAfter: '1s' } } as const])('is as good as its own, given %j', async (policy) => {
    const at = harness(policy);
    const [sixth] = await openedBy((_, index) => index < 5, at);
    const permits: Permit[] = [];
    at.wait('a', { permits });
    await at.clock.advance(1_000);
    expect(at.gate.breaker).toMatchObject({ kind: 'half-open', proven: false, inFlight: 1 });
    at.settle(SUCCEEDED, sixth!);
    expect(at.gate.breaker.kind).toBe('closed');
    at.settle(FAILED, permits[0]!);
    expect(at.gate.breaker).toMatchObject({ kind: 'closed', run: 0 });
  });

  it('says nothing once a probe has failed that was sent later', async () => {
    const at = harness();
    const [sixth] = await openedBy((_, index) => index < 5, at);
    const permits: Permit[] = [];
    at.wait('a', { permits });
    await at.clock.advance(1_000);
    at.settle(FAILED, permits[0]!);
    at.settle(SUCCEEDED, sixth!);
    expect(at.gate.breaker.kind).toBe('open');
  });
});
