import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../policy/parse-policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { createPolicyResolver } from '../../policy/resolve-policy.ts';
import { type FakeClock, fakeClock } from '../../testing/fake-clock.ts';
import { Timers } from '../../timers.ts';
import type { BreakerState } from './breaker.ts';
import { Gate, type GateListener } from './gate.ts';
import type { Permit } from './permit.ts';
import { ABANDONED, type Settlement, SUCCEEDED } from './settlement.ts';
import type { Waiter } from './waiting-room.ts';

const FAILED: Settlement = { ...SUCCEEDED, outcome: 'failure' };
const THROTTLED: Settlement = { outcome: 'neutral', throttled: true, hintMs: undefined, dropped: true };

interface WaitOptions {
  readonly patienceMs?: number;
  readonly deadlineInMs?: number;
  readonly priority?: number;
  /** Where the permit goes, when it is given. */
  readonly permits?: Permit[];
}

interface Harness {
  readonly gate: Gate;
  readonly clock: FakeClock;
  /** What happened to those who wait, in order. */
  readonly log: string[];
  readonly changes: string[];
  /** A permit, where one is given at once. */
  admit(): Permit;
  settle(settlement: Settlement, ...permits: readonly Permit[]): void;
  wait(name: string, options?: WaitOptions): Waiter | string;
}

function harness(policy: Policy = {}): Harness {
  const clock = fakeClock();
  const changes: string[] = [];
  const listener: GateListener = {
    breakerChanged: (from, to) => void changes.push(`${from.kind}>${to.kind}`),
    cooldownChanged: () => void changes.push('cooldown'),
  };
  // With dice that always show 0 an open breaker stays open for all of its time, and hints are not spread.
  const resolved = createPolicyResolver(parsePolicy(policy))('target');
  const gate = new Gate(resolved, new Timers(clock), () => 0, listener);
  const log: string[] = [];
  let sequence = 0;
  function permit(): Permit {
    return { generation: 0, round: 0, sentAtMs: 0, lease: undefined };
  }
  return {
    gate,
    clock,
    log,
    changes,
    admit() {
      const given = permit();
      if (!gate.tryAdmit(given, clock.now())) throw new Error('the gate is shut');
      return given;
    },
    settle(settlement, ...permits) {
      for (const given of permits) gate.settle(given, settlement, clock.now());
    },
    wait(name, { patienceMs = 10_000, deadlineInMs = Infinity, priority = 0, permits = [] } = {}) {
      const given = permit();
      const waiter: Waiter = {
        heapIndex: -1,
        priority,
        sequence: sequence++,
        deadlineMs: clock.now() + deadlineInMs,
        attemptsMade: 0,
        expiry: {
          heapIndex: -1,
          dueMs: clock.now() + patienceMs,
          onDue() {
            gate.leave(waiter);
            log.push(`${name} gave up at ${clock.now()}: ${gate.refusal(clock.now()).code}`);
          },
        },
        admit(nowMs) {
          gate.admit(given, nowMs);
          permits.push(given);
          log.push(`${name} went at ${nowMs}`);
        },
      };
      return gate.enter(waiter, clock.now())?.code ?? waiter;
    },
  };
}

function open({ gate, admit, settle }: Harness): void {
  while (gate.breaker.kind === 'closed') settle(FAILED, admit());
}

describe('a gate whose breaker is open', () => {
  it('holds calls back until the first probe is due, and lets one of them carry it', async () => {
    const at = harness();
    open(at);
    expect([at.gate.breaker.kind, typeof at.wait('a'), typeof at.wait('b')]).toEqual(['open', 'object', 'object']);
    await at.clock.advance(999);
    expect(at.log).toEqual([]);
    await at.clock.advance(5_000);
    expect(at.log).toEqual(['a went at 1000']);
  });

  it('refuses at once what cannot be served in time, and says when it could', () => {
    const at = harness();
    open(at);
    expect(at.wait('hasty', { patienceMs: 1_000 })).toBe('breaker-open');
    expect(at.gate.refusal(400)).toEqual({ code: 'breaker-open', retryAfterMs: 600 });
    expect(at.clock.pending).toBe(0);
  });

  it('knows no time while a probe is out', async () => {
    const at = harness();
    open(at);
    await at.clock.advance(1_000);
    at.admit();
    expect(at.gate.refusal(1_000)).toEqual({ code: 'breaker-open', retryAfterMs: undefined });
  });

  it('holds no more calls than fit in the room', () => {
    const at = harness({ breaker: { maxWaiting: 2 } });
    open(at);
    expect([at.wait('a'), at.wait('b'), at.wait('c')].map((one) => typeof one)).toEqual(['object', 'object', 'string']);
    expect(at.wait('d')).toBe('waiting-room-full');
  });

  // Defect: those who wait are let go together when the breaker closes.
  it('lets those who wait go round by round, not together', async () => {
    const at = harness();
    open(at);
    const permits: Permit[] = [];
    for (let index = 0; index < 20; index++) at.wait(String(index), { permits });
    await at.clock.advance(1_000);
    expect(permits).toHaveLength(1);
    at.settle(SUCCEEDED, ...permits);
    expect(permits).toHaveLength(3);
    expect(at.gate.breaker).toMatchObject({ kind: 'half-open', allowance: 2, inFlight: 2 });
  });

  it('climbs back to as many in flight as were usual before it closes', async () => {
    const at = harness();
    for (let turn = 0; turn < 200; turn++) {
      const together = Array.from({ length: 8 }, () => at.admit());
      at.settle(SUCCEEDED, ...together);
    }
    open(at);
    await at.clock.advance(1_000);
    const allowances: number[] = [];
    while (at.gate.breaker.kind !== 'closed') {
      const probe = at.admit();
      const { allowance } = at.gate.breaker as Extract<BreakerState, { kind: 'half-open' }>;
      allowances.push(allowance);
      at.settle(SUCCEEDED, ...Array.from({ length: allowance - 1 }, () => at.admit()), probe);
    }
    // Half of the eight are still out when one of them comes back, on average.
    expect(allowances).toEqual([1, 2, 4, 5]);
  });

  it('gives the probe to a call that has time to see its answer', async () => {
    const at = harness();
    for (let call = 0; call < 50; call++) {
      const permit = at.admit();
      await at.clock.advance(1_000);
      at.settle(SUCCEEDED, permit);
    }
    open(at);
    at.wait('hasty', { patienceMs: 2_000 });
    at.wait('patient', { patienceMs: 9_000 });
    await at.clock.advance(1_000);
    expect(at.log).toEqual(['patient went at 51000']);
  });
});

describe('a result from before', () => {
  it('does not count in the window of a breaker that has opened and closed since', async () => {
    const at = harness({ breaker: { minimumCalls: 20, ratio: 0.5 } });
    const stale = Array.from({ length: 30 }, () => at.admit());
    open(at);
    await at.clock.advance(1_000);
    // One probe, and then as many rounds as it takes.
    while (at.gate.breaker.kind !== 'closed') at.settle(SUCCEEDED, at.admit());
    at.settle(FAILED, ...stale);
    at.settle(FAILED, at.admit());
    expect(at.gate.breaker).toMatchObject({ kind: 'closed', run: 1 });
  });
});

describe('a probe', () => {
  // Defect: a probe that never settles wedges the breaker.
  it('that does not come back gives its place to another after 30 s', async () => {
    const at = harness();
    open(at);
    await at.clock.advance(1_000);
    at.admit();
    at.wait('next', { patienceMs: 60_000 });
    await at.clock.advance(29_999);
    expect(at.log).toEqual([]);
    await at.clock.advance(1);
    expect(at.log).toEqual(['next went at 31000']);
  });

  it('that comes back late still tells that the target is up', async () => {
    const at = harness();
    open(at);
    await at.clock.advance(1_000);
    const slow = at.admit();
    await at.clock.advance(40_000);
    at.settle(SUCCEEDED, slow);
    expect(at.gate.breaker.kind).toBe('closed');
    expect([at.gate.inFlight, at.clock.pending]).toEqual([0, 0]);
  });

  it('that comes back late frees no place but its own', async () => {
    const at = harness();
    open(at);
    await at.clock.advance(1_000);
    const slow = at.admit();
    await at.clock.advance(40_000);
    at.admit();
    at.settle(ABANDONED, slow);
    expect(at.gate.breaker).toMatchObject({ kind: 'half-open', inFlight: 1 });
    expect(at.gate.tryAdmit({ generation: 0, round: 0, sentAtMs: 0, lease: undefined }, at.clock.now())).toBe(false);
  });

  // Defect: "remove the newest" frees the place of another caller's probe.
  it('that settles gives back its own place, and no result of another generation gives one', async () => {
    const at = harness({ breaker: { probes: 2 } });
    const stale = at.admit();
    open(at);
    await at.clock.advance(1_000);
    const [first] = [at.admit(), at.admit()];
    at.settle(SUCCEEDED, stale);
    expect(at.gate.breaker).toMatchObject({ inFlight: 2, successes: 0 });
    at.settle(ABANDONED, first);
    expect(at.gate.breaker).toMatchObject({ inFlight: 1, successes: 0 });
  });

  it('leaves no timer behind', async () => {
    const at = harness();
    open(at);
    await at.clock.advance(1_000);
    at.settle(SUCCEEDED, at.admit());
    expect(at.clock.pending).toBe(0);
    expect(at.changes).toEqual(['closed>open', 'open>half-open', 'half-open>closed']);
  });
});

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

describe('a gate that cools down', () => {
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
    at.settle(THROTTLED, at.admit()); // nothing got through so far: one in two seconds
    at.settle(SUCCEEDED, at.admit());
    expect(typeof at.wait('a', { patienceMs: 20_000 })).toBe('object');
    expect(at.wait('b', { patienceMs: 2_500 })).toBe('cooling-down');
    expect(typeof at.wait('c', { patienceMs: 2_500, priority: 1 })).toBe('object');
  });

  it('is not forgotten while anybody waits: they would all go at once', async () => {
    const at = harness({ concurrency: { max: 1 } });
    at.settle(THROTTLED, at.admit());
    const permits = [at.admit()];
    for (const name of ['a', 'b']) at.wait(name, { permits, patienceMs: 60_000 });
    await at.clock.advance(30_000);
    at.settle(SUCCEEDED, permits[0] as Permit);
    expect([permits.length, at.gate.cooldown === undefined]).toEqual([2, false]);
    await at.clock.advance(2_000);
    at.settle(SUCCEEDED, permits[1] as Permit);
    expect([permits.length, at.gate.cooldown]).toEqual([3, undefined]);
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
    at.wait('short', { deadlineInMs: 500 });
    at.wait('long', { deadlineInMs: 5_000 });
    at.settle(SUCCEEDED, busy);
    expect(at.log).toEqual(['short gave up at 50000: deadline-exceeded', 'long went at 50000']);
  });
});

describe('slow calls', () => {
  it('count as failed where the policy says so', () => {
    const at = harness({ breaker: { slowCall: '2s', threshold: 2 } });
    for (const durationMs of [1_999, 2_001, 2_001]) {
      at.gate.settle(at.admit(), SUCCEEDED, durationMs);
    }
    expect(at.gate.breaker.kind).toBe('open');
  });
});
