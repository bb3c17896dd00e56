import type { Happening } from '../time/event-queue.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { ClientCall } from './client-call.ts';

/**
 * Ends the calls whose callers have lost patience. All are equally patient, so they lose it in the order of their
 * calls, and one event at a time will do.
 */
export class Impatience implements Happening {
  readonly #time: VirtualTime;
  #calls: ClientCall[] = [];
  #head = 0;
  #isWatching = false;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  watch(call: ClientCall): void {
    if (call.isSettled) return;
    this.#calls.push(call);
    if (!this.#isWatching) this.#watchNext();
  }

  happen(): void {
    this.#calls[this.#head]!.leave();
    this.#watchNext();
  }

  #watchNext(): void {
    while (this.#head < this.#calls.length && this.#calls[this.#head]!.isSettled) this.#head++;
    if (this.#head > 10_000) {
      this.#calls = this.#calls.slice(this.#head);
      this.#head = 0;
    }
    const next = this.#calls[this.#head];
    this.#isWatching = next !== undefined;
    if (next !== undefined) this.#time.at(next.untilMs, this);
  }
}
