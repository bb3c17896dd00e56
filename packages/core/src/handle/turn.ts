import { BreakwaterError } from '../errors.ts';
import type { Attempt } from './attempt.ts';
import type { CallFrame } from './call-frame.ts';
import type { Gate } from './gate/gate.ts';
import type { Refusal } from './gate/refusal.ts';
import type { Waiter } from './gate/waiting-room.ts';

/**
 * Waits until the gate lets `attempt` go. Resolves with a refusal when it will not in time, and rejects with the
 * caller's own reason when the caller leaves.
 */
export function waitTurn(attempt: Attempt, call: CallFrame, gate: Gate, nowMs: number): Promise<Refusal | undefined> {
  return new Promise((resolve, reject) => {
    const answer = (atMs: number, refusal: Refusal | undefined): void => {
      call.step = undefined;
      call.waitedMs += atMs - nowMs;
      resolve(refusal);
    };
    const waiter: Waiter = {
      heapIndex: -1,
      priority: call.priority,
      deadlineMs: call.deadlineMs,
      sequence: call.sequence,
      attemptsMade: attempt.number - 1,
      expiry: {
        heapIndex: -1,
        dueMs: Math.min(call.deadlineMs, nowMs + gate.options.maxWaitMs - call.waitedMs),
        onDue(expiredAtMs) {
          gate.leave(waiter);
          answer(expiredAtMs, gate.refusal(expiredAtMs));
        },
      },
      admit(admittedAtMs) {
        // The permit is taken here, not when the promise gets round to it: until then another could slip in.
        gate.admit(attempt, admittedAtMs);
        answer(admittedAtMs, undefined);
      },
    };
    call.step = {
      interrupt(reason) {
        gate.leave(waiter);
        reject(reason);
      },
    };
    const refusal = gate.enter(waiter, nowMs);
    if (refusal !== undefined) answer(nowMs, refusal);
  });
}

const EXPLANATIONS: Readonly<Record<Refusal['code'], string>> = {
  'breaker-open': 'it is failing, and is being left alone until a probe succeeds',
  'cooling-down': 'it asked for fewer requests',
  'bulkhead-full': 'all attempts that may be in flight are',
  'waiting-room-full': 'all places to wait are taken',
  'deadline-exceeded': 'the time of the call is over',
  'attempt-timeout': 'the time of the attempt is over',
};

// Not every runtime has it, and those that do not have no stacks to save.
const stacks = Error as { stackTraceLimit?: number | undefined };

/** The error of a call that was refused. Without a stack: refusals come in storms, and a stack is most of their cost. */
export function refusalError(target: string, { code, retryAfterMs }: Refusal): BreakwaterError {
  const again = retryAfterMs === undefined ? 'Try again later.' : `Try again in ${retryAfterMs} ms.`;
  const message = `Refused a call to ${target}: ${EXPLANATIONS[code]}. ${again}`;
  const { stackTraceLimit } = stacks;
  stacks.stackTraceLimit = 0;
  try {
    return new BreakwaterError(code, target, message, retryAfterMs);
  } finally {
    stacks.stackTraceLimit = stackTraceLimit;
  }
}
