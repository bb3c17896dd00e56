import type { Happening } from '../time/event-queue.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { ClientCall } from './client-call.ts';

/** Calls that have ended are held until there are as many of them as of the others, and no fewer than this. */
const FEWEST = 256;

/**
 * Ends the calls whose callers have lost patience. All are equally patient, so they lose it in the order of their
 * calls, and one event at a time will do.
 */
export class Impatience implements Happening {
  readonly #time: VirtualTime;
  /** In the order they were made: all that go on, and some that have ended. */
  #calls: ClientCall[] = [];
  /** Before this place all have ended. */
  #head = 0;
  /** When there are so many, those that have ended are let go: most end in no time, and patience lasts. */
  #most = FEWEST;
  #watched: ClientCall | undefined = undefined;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  watch(call: ClientCall): void {
    if (call.isSettled) return;
    if (this.#calls.length === this.#most) this.#tidy();
    this.#calls.push(call);
    if (this.#watched === undefined) this.#watchNext();
  }

  happen(): void {
    this.#watched?.leave();
    this.#watchNext();
  }

  #watchNext(): void {
    while (this.#head < this.#calls.length && this.#calls[this.#head]!.isSettled) this.#head++;
    this.#watched = this.#calls[this.#head];
    if (this.#watched !== undefined) this.#time.at(this.#watched.untilMs, this);
  }

  #tidy(): void {
    this.#calls = this.#calls.filter(({ isSettled }) => !isSettled);
    this.#head = 0;
    this.#most = Math.max(FEWEST, 2 * this.#calls.length);
  }
}
