import type { Alarm } from '../timers.ts';
import type { Attempt } from './attempt.ts';
import type { CallFrame, Interruptible } from './call-frame.ts';
import type { Gate } from './gate/gate.ts';
import type { Refusal } from './gate/refusal.ts';
import { verdictMs } from './gate/verdict.ts';
import type { Waiter } from './gate/waiting-room.ts';
import { longestWaitMs } from './longest-wait.ts';
import type { TargetState } from './target.ts';

/**
 * Waits until the gate lets `attempt` go. Resolves with a refusal when it will not in time, and rejects with the
 * caller's own reason when the caller leaves.
 */
export function waitTurn(
  attempt: Attempt,
  call: CallFrame,
  { gate, policy }: Pick<TargetState, 'gate' | 'policy'>,
): Promise<Refusal | undefined> {
  const { number, enteredMs } = attempt;
  const longestMs = longestWaitMs(number, call.waitedMs, verdictMs(gate), policy);
  if (longestMs <= 0) return Promise.resolve(gate.refusal(enteredMs));
  return new Promise((resolve, reject) => {
    const turn = new Turn(attempt, call, gate, longestMs, resolve, reject);
    call.step = turn;
    const refusal = gate.enter(turn, enteredMs);
    if (refusal !== undefined) turn.answer(enteredMs, refusal);
  });
}

/** Less than any priority that is written. */
const BEHIND = 1e9;

/** One call in the waiting room. Two objects and no closure: in an outage there is one for each call that waits. */
class Turn implements Waiter, Interruptible {
  heapIndex = -1;
  late = false;
  readonly priority: number;
  readonly sequence: number;
  readonly expiry: Expiry;
  readonly #attempt: Attempt;
  readonly #call: CallFrame;
  readonly #gate: Gate;
  readonly #resolve: (refusal: Refusal | undefined) => void;
  readonly #reject: (reason: unknown) => void;

  constructor(
    attempt: Attempt,
    call: CallFrame,
    gate: Gate,
    longestMs: number,
    resolve: (refusal: Refusal | undefined) => void,
    reject: (reason: unknown) => void,
  ) {
    // Its place in line is compared all the time: that is worth a copy.
    // Where calls are to fail, who comes goes before those who have failed before.
    const isBehind = gate.options.whenOpen === 'fail' && attempt.number > 1;
    this.priority = isBehind ? call.priority - BEHIND : call.priority;
    this.sequence = call.sequence;
    this.#attempt = attempt;
    this.#call = call;
    this.#gate = gate;
    this.#resolve = resolve;
    this.#reject = reject;
    this.expiry = new Expiry(this, Math.min(call.deadlineMs, attempt.enteredMs + longestMs));
  }

  get deadlineMs(): number {
    return this.#call.deadlineMs;
  }

  get sinceMs(): number {
    return this.#call.startedAtMs;
  }

  get attemptsMade(): number {
    return this.#attempt.number - 1;
  }

  admit(nowMs: number): void {
    // The permit is taken here, not when the promise gets round to it: until then another could slip in.
    this.#gate.admit(this.#attempt, nowMs);
    this.answer(nowMs, undefined);
  }

  expire(nowMs: number): void {
    this.#gate.leave(this);
    this.answer(nowMs, this.#gate.refusal(nowMs));
  }

  interrupt(reason: unknown): void {
    this.#gate.leave(this);
    this.#reject(reason);
  }

  /** The wait is over. @param refusal - undefined when its turn has come. */
  answer(nowMs: number, refusal: Refusal | undefined): void {
    this.#call.step = undefined;
    this.#call.waitedMs += nowMs - this.#attempt.enteredMs;
    this.#resolve(refusal);
  }
}

/** When it has waited for long enough: an alarm of its own, since it stands in two heaps at once. */
class Expiry implements Alarm {
  heapIndex = -1;
  dueMs: number;
  readonly #turn: Turn;

  constructor(turn: Turn, dueMs: number) {
    this.#turn = turn;
    this.dueMs = dueMs;
  }

  onDue(nowMs: number): void {
    this.#turn.expire(nowMs);
  }
}
