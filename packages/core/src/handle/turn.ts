import type { Attempt } from './attempt.ts';
import type { CallFrame } from './call-frame.ts';
import type { Refusal } from './gate/refusal.ts';
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
  nowMs: number,
): Promise<Refusal | undefined> {
  const longestMs = longestWaitMs(attempt.number, call.waitedMs, policy);
  if (longestMs <= 0) return Promise.resolve(gate.refusal(nowMs));
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
      sinceMs: call.startedAtMs,
      late: false,
      attemptsMade: attempt.number - 1,
      expiry: {
        heapIndex: -1,
        dueMs: Math.min(call.deadlineMs, nowMs + longestMs),
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
