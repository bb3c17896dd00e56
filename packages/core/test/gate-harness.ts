import { Gate } from '../src/handle/gate/gate.ts';
import type { GateListener } from '../src/handle/gate/gate-listener.ts';
import type { Permit } from '../src/handle/gate/permit.ts';
import { type Settlement, SUCCEEDED } from '../src/handle/gate/settlement.ts';
import type { Waiter } from '../src/handle/gate/waiting-room.ts';
import { parsePolicy } from '../src/policy/parse-policy.ts';
import type { Policy } from '../src/policy/policy.ts';
import { createPolicyResolver } from '../src/policy/resolve-policy.ts';
import { type FakeClock, fakeClock } from '../src/testing/fake-clock.ts';
import { Timers } from '../src/timers.ts';

export const FAILED: Settlement = { ...SUCCEEDED, outcome: 'failure' };
export const THROTTLED: Settlement = { outcome: 'neutral', throttled: true, hintMs: undefined, dropped: true };

export interface WaitOptions {
  readonly patienceMs?: number;
  readonly deadlineInMs?: number;
  /** For how long its call has lasted. */
  readonly ageMs?: number;
  readonly priority?: number;
  readonly attemptsMade?: number;
  /** Where the permit goes, when it is given. */
  readonly permits?: Permit[];
}

/** A gate with nothing behind it but a test. */
export interface Harness {
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

export function harness(policy: Policy = {}): Harness {
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
    return { number: 1, generation: 0, sinceMs: clock.now(), sentAtMs: 0, lease: undefined };
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
    wait(name, options = {}) {
      const { patienceMs = 10_000, deadlineInMs = Infinity, ageMs = 0 } = options;
      const { priority = 0, attemptsMade = 0, permits = [] } = options;
      const given = permit();
      const waiter: Waiter = {
        heapIndex: -1,
        priority,
        sequence: sequence++,
        deadlineMs: clock.now() + deadlineInMs,
        attemptsMade,
        sinceMs: clock.now() - ageMs,
        late: false,
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

/** Fails until the breaker opens. */
export function open(at: Harness): void {
  while (at.gate.breaker.kind === 'closed') at.settle(FAILED, at.admit());
}
