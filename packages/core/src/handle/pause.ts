import type { Clock } from '../clock.ts';
import type { Alarm, Timers } from '../timers.ts';
import type { CallFrame, Interruptible } from './call-frame.ts';

/**
 * Waits for `delayMs`. Rejects with the caller's own reason when the caller gives up meanwhile, and leaves no timer.
 * A delay of 0 waits for no timer, and still lets other work go first.
 */
export function pause(call: CallFrame, delayMs: number, clock: Clock, timers: Timers): Promise<void> {
  return new Promise((resolve, reject) => {
    const rest = new Rest(call, timers, resolve, reject);
    call.step = rest;
    if (delayMs === 0) clock.defer(() => rest.onDue());
    else timers.set(rest, clock.now() + delayMs);
  });
}

class Rest implements Alarm, Interruptible {
  dueMs = 0;
  heapIndex = -1;
  readonly #call: CallFrame;
  readonly #timers: Timers;
  readonly #resolve: () => void;
  readonly #reject: (reason: unknown) => void;

  constructor(call: CallFrame, timers: Timers, resolve: () => void, reject: (reason: unknown) => void) {
    this.#call = call;
    this.#timers = timers;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  onDue(): void {
    this.#call.step = undefined;
    this.#resolve();
  }

  interrupt(reason: unknown): void {
    this.#timers.cancel(this);
    this.#reject(reason);
  }
}
