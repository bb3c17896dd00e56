import type { Clock } from '../clock.ts';
import type { Alarm, Timers } from '../timers.ts';
import type { CallFrame } from './call-frame.ts';

/**
 * Waits for `delayMs`. Rejects with the caller's own reason when the caller gives up meanwhile, and leaves no timer.
 * A delay of 0 waits for no timer, and still lets other work go first.
 */
export function pause(call: CallFrame, delayMs: number, clock: Clock, timers: Timers): Promise<void> {
  return new Promise((resolve, reject) => {
    const alarm: Alarm = { dueMs: 0, heapIndex: -1, onDue: done };
    function done(): void {
      call.step = undefined;
      resolve();
    }
    call.step = {
      interrupt(reason) {
        timers.cancel(alarm);
        reject(reason);
      },
    };
    if (delayMs === 0) clock.defer(done);
    else timers.set(alarm, clock.now() + delayMs);
  });
}
