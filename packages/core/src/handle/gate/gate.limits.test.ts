import { describe, expect, it } from 'vitest';
import { THROTTLED, harness, open } from '../../../test/gate-harness.ts';
import type { Permit } from './permit.ts';
import { ABANDONED, SUCCEEDED, TIMED_OUT } from './settlement.ts';

describe('a gate with a limit', () => {
  it('lets no more go at once, and the next as soon as one comes back', () => {
    const at = harness({ concurrency: { max: 2 } });
    const [first] = [at.admit(), at.admit()];
    at.wait('third');
    expect(at.gate.refusal(0)).toEqual({ code: 'bulkhead-full', retryAfterMs: undefined });
    at.settle(SUCCEEDED, first);
    expect([at.log, at.gate.inFlight]).toEqual([['third went at 0'], 2]);
  });

  it('lets the highest priority go first', () => {
    const at = harness({ concurrency: { max: 1 } });
    const only = at.admit();
    for (const [name, priority] of Object.entries({ low: -1, first: 0, high: 5, second: 0 })) {
      at.wait(name, { priority });
    }
    at.settle(SUCCEEDED, only);
    expect(at.log).toEqual(['high went at 0']);
  });
});

describe('a gate with an adaptive limit', () => {
  it('gives way to overload and to a rate limit, and not to what says nothing about the target', () => {
    const at = harness({ concurrency: { adaptive: true } });
    const limit = (): number => at.gate.limiter.limit;
    const [overloaded, left, throttled] = [at.admit(), at.admit(), at.admit()] as const;
    const first = limit();
    at.settle(TIMED_OUT, overloaded);
    const second = limit();
    expect(second).toBeLessThan(first);
    at.settle(ABANDONED, left);
    expect(limit()).toBe(second);
    at.settle(THROTTLED, throttled);
    expect(limit()).toBeLessThan(second);
  });

  it('makes room while it is used and answers are as fast as ever', async () => {
    const at = harness({ concurrency: { adaptive: true } });
    const before = at.gate.limiter.limit;
    const permits = Array.from({ length: before }, () => at.admit());
    await at.clock.advance(100);
    at.settle(SUCCEEDED, ...permits);
    expect(at.gate.limiter.limit).toBeGreaterThan(before);
    expect(at.gate.limiter.usualMs).toBe(100);
  });
});

describe('a gate that cools down', () => {
  it('tells of it: when it is throttled, and when a quota first sets its pace', () => {
    const [throttled, quota] = [harness(), harness()];
    throttled.settle(THROTTLED, throttled.admit());
    expect(throttled.changes).toEqual(['cooldown']);
    for (let call = 0; call < 20; call++) quota.settle(SUCCEEDED, quota.admit());
    quota.gate.quotaSeen({ perSecond: 100, resetMs: 10_000 }, 0);
    expect(quota.changes).toEqual([]);
    for (let answer = 0; answer < 3; answer++) quota.gate.quotaSeen({ perSecond: 1, resetMs: 10_000 }, 0);
    expect(quota.changes).toEqual(['cooldown']);
  });

  it('is shut for everybody until the hint is over, and for nobody longer', async () => {
    const at = harness();
    at.settle({ ...THROTTLED, hintMs: 3_000 }, at.admit());
    expect(at.gate.refusal(0)).toEqual({ code: 'cooling-down', retryAfterMs: 3_000 });
    at.wait('a');
    await at.clock.advance(10_000);
    expect(at.log).toEqual(['a went at 3000']);
  });

  it('waits for the later of a hint and an open breaker', async () => {
    const at = harness();
    const busy = at.admit();
    open(at);
    at.settle({ ...THROTTLED, hintMs: 500 }, busy);
    expect(at.gate.refusal(0)).toEqual({ code: 'cooling-down', retryAfterMs: 1_000 });
    at.wait('a');
    await at.clock.advance(10_000);
    expect(at.log).toEqual(['a went at 1000']);
  });

  it('refuses a newcomer at once when the queue before it is too long for its time', () => {
    const at = harness();
    at.settle(THROTTLED, at.admit()); // nothing got through so far: 1.7 a second
    at.admit();
    expect(typeof at.wait('a', { patienceMs: 20_000 })).toBe('object');
    expect(at.wait('b', { patienceMs: 800 })).toBe('cooling-down');
    expect(typeof at.wait('c', { patienceMs: 800, priority: 1 })).toBe('object');
  });

  // Defect: calls that had waited for 20 s, met a 429 or a 503 and came back were refused behind those who had come since,
  // though they went before them, with 40 s left.
  it('does not refuse one that comes back for the queue that it goes before', () => {
    const at = harness();
    at.settle(THROTTLED, at.admit());
    at.admit();
    at.wait('a', { patienceMs: 20_000 });
    expect(at.wait('b', { patienceMs: 800 })).toBe('cooling-down');
    expect(typeof at.wait('c', { patienceMs: 800, attemptsMade: 1 })).toBe('object');
  });

  it('is not forgotten while anybody waits: they would all go at once', async () => {
    const at = harness({ concurrency: { max: 1 } });
    at.settle(THROTTLED, at.admit());
    const permits = [at.admit()];
    for (const name of ['a', 'b']) at.wait(name, { permits, patienceMs: 60_000 });
    await at.clock.advance(30_000);
    at.settle(SUCCEEDED, permits[0] as Permit);
    expect([permits.length, at.gate.pacer.state === undefined]).toEqual([2, false]);
    await at.clock.advance(2_000);
    at.settle(SUCCEEDED, permits[1] as Permit);
    expect([permits.length, at.gate.pacer.state]).toEqual([3, undefined]);
  });

  it('comes to rest when its hint is over', async () => {
    const at = harness();
    at.settle({ ...THROTTLED, hintMs: 3_000 }, at.admit());
    expect([at.gate.isAtRest(2_999), at.gate.isAtRest(3_000)]).toEqual([false, true]);
  });
});

describe('a call whose time would be over before its answer', () => {
  it('is turned away when its turn comes, with the truth: the gate is open, its time is over', async () => {
    const at = harness({ concurrency: { max: 1 } });
    for (let call = 0; call < 50; call++) {
      const permit = at.admit();
      await at.clock.advance(1_000);
      at.settle(SUCCEEDED, permit);
    }
    const busy = at.admit();
    at.wait('short', { deadlineInMs: 1_500, ageMs: 1_000 });
    await at.clock.advance(600);
    at.wait('long', { deadlineInMs: 1_100 });
    at.settle(SUCCEEDED, busy);
    expect(at.log).toEqual(['short gave up at 50600: deadline-exceeded', 'long went at 50600']);
  });

  it('is refused at once where it cannot be in time any more, and not when its turn comes', async () => {
    const at = harness({ concurrency: { max: 1 } });
    for (let call = 0; call < 50; call++) {
      const permit = at.admit();
      await at.clock.advance(1_000);
      at.settle(SUCCEEDED, permit);
    }
    at.admit();
    expect(at.wait('short', { deadlineInMs: 900, ageMs: 1_100 })).toBe('bulkhead-full');
    expect(typeof at.wait('long', { deadlineInMs: 1_100, ageMs: 900 })).toBe('object');
    const call = { priority: 0, attemptsMade: 0, sinceMs: 48_900, expiry: { dueMs: 50_900 } };
    expect(at.gate.peek({ ...call, deadlineMs: 50_900 }, 50_000)?.code).toBe('bulkhead-full');
    expect(at.gate.peek({ ...call, deadlineMs: 51_100 }, 50_000)).toBeUndefined();
  });
});

describe('a call that was given less than the usual time of an answer', () => {
  // Defect: at a target whose answers take 8 s no call with 8 s or less got a turn once it had to wait for one.
  it('needs three quarters of what it was given when its turn comes: its caller expects a shorter answer', async () => {
    const at = harness({ concurrency: { max: 1 } });
    for (let call = 0; call < 50; call++) {
      const permit = at.admit();
      await at.clock.advance(1_000);
      at.settle(SUCCEEDED, permit);
    }
    const busy = at.admit();
    expect(at.wait('late', { deadlineInMs: 590, ageMs: 210 })).toBe('bulkhead-full');
    at.wait('in time', { deadlineInMs: 610, ageMs: 190 });
    at.settle(SUCCEEDED, busy);
    expect(at.log).toEqual(['in time went at 50000']);
  });
});

describe('a call at a gate that paces', () => {
  it('needs twice the time of an answer when its turn comes: behind a queue answers take longer', async () => {
    const at = harness({ concurrency: { max: 1 } });
    for (let call = 0; call < 50; call++) {
      const permit = at.admit();
      await at.clock.advance(1_000);
      at.settle(SUCCEEDED, permit);
    }
    at.settle(THROTTLED, at.admit());
    await at.clock.advance(1_000);
    const busy = at.admit();
    await at.clock.advance(1_000);
    at.wait('short', { deadlineInMs: 2_100, ageMs: 2_500 });
    await at.clock.advance(200);
    at.wait('long', { deadlineInMs: 3_000 });
    at.settle(SUCCEEDED, busy);
    expect(at.log).toEqual(['short gave up at 52200: deadline-exceeded', 'long went at 52200']);
  });

  // Defect: a target whose answers take 8 s was asked for callers with 12 s when half of that was over, and next to none
  // was answered, long after its limit was gone.
  it('needs no more than nine tenths of what it was given', async () => {
    const at = harness({ concurrency: { max: 1 } });
    for (let call = 0; call < 50; call++) {
      const permit = at.admit();
      await at.clock.advance(1_000);
      at.settle(SUCCEEDED, permit);
    }
    at.settle(THROTTLED, at.admit());
    await at.clock.advance(1_000);
    const busy = at.admit();
    await at.clock.advance(1_000);
    expect(at.wait('late', { deadlineInMs: 710, ageMs: 90 })).toBe('bulkhead-full');
    at.wait('in time', { deadlineInMs: 730, ageMs: 70 });
    at.settle(SUCCEEDED, busy);
    expect(at.log).toEqual(['in time went at 52000']);
  });
});

describe('a call at a gate that is tried again', () => {
  // Defect: half of the answers take longer than usual, and calls that just miss theirs fill a target with little to give.
  it('needs one and a half times the time of an answer when its turn comes', async () => {
    const at = harness();
    for (let call = 0; call < 50; call++) {
      const permit = at.admit();
      await at.clock.advance(1_000);
      at.settle(SUCCEEDED, permit);
    }
    open(at);
    const permits: Permit[] = [];
    at.wait('probe', { permits });
    await at.clock.advance(1_000);
    at.wait('short', { deadlineInMs: 1_400, ageMs: 2_000 });
    at.wait('long', { deadlineInMs: 1_600 });
    at.settle(SUCCEEDED, permits[0]!);
    expect(at.log).toEqual(['probe went at 51000', 'short gave up at 51000: deadline-exceeded', 'long went at 51000']);
  });
});

describe('a gate where nobody may wait', () => {
  it('paces nobody: who is held back is lost, and may well get through', () => {
    const at = harness({ breaker: { whenOpen: 'fail' } });
    for (let call = 0; call < 20; call++) at.settle(SUCCEEDED, at.admit());
    at.settle({ ...THROTTLED, hintMs: 3_000 }, at.admit());
    for (let call = 0; call < 20; call++) at.admit();
    expect(at.gate.inFlight).toBe(20);
  });

  it('is shut by a hint when nothing gets through', () => {
    const at = harness({ breaker: { whenOpen: 'fail' } });
    at.settle({ ...THROTTLED, hintMs: 3_000 }, at.admit());
    expect(at.gate.refusal(0)).toEqual({ code: 'cooling-down', retryAfterMs: 3_000 });
  });
});
