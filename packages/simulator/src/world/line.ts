import type { Happening } from '../time/event-queue.ts';
import type { VirtualTime } from '../time/virtual-time.ts';

/** Work that waits for the server. */
export interface Work {
  /** The server has taken it up; with a server that is timed by a rate, it is also done. */
  start(): void;
}

/**
 * A queue before a server that finishes so many calls per second, one after the other, first come first served. It
 * also finishes what nobody waits for any more: the server cannot know.
 */
export class Line implements Happening {
  readonly #time: VirtualTime;
  readonly #places: number;
  readonly #perSecond: () => number;
  readonly #queue: Work[] = [];
  #head = 0;
  #freeAtMs = 0;

  /** @param perSecond - asked anew for each call, since capacity comes and goes. */
  constructor(places: number, perSecond: () => number, time: VirtualTime) {
    this.#places = places;
    this.#perSecond = perSecond;
    this.#time = time;
  }

  get length(): number {
    return this.#queue.length - this.#head;
  }

  get hasRoom(): boolean {
    return this.length < this.#places;
  }

  /** How long a newcomer waits until it is served, milliseconds. */
  get waitMs(): number {
    return ((this.length + 1) * 1_000) / this.#perSecond();
  }

  /** False when all places are taken. */
  join(work: Work): boolean {
    if (this.length >= this.#places) return false;
    this.#queue.push(work);
    if (this.length === 1) {
      this.#freeAtMs = Math.max(this.#freeAtMs, this.#time.nowMs) + 1_000 / this.#perSecond();
      this.#time.at(this.#freeAtMs, this);
    }
    return true;
  }

  happen(): void {
    const work = this.#queue[this.#head++]!;
    if (this.#head > 1_000 && this.#head * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#head);
      this.#head = 0;
    }
    work.start();
    if (this.length === 0) return;
    this.#freeAtMs += 1_000 / this.#perSecond();
    this.#time.at(this.#freeAtMs, this);
  }
}

/** So many calls at the same time, and a queue for the others. */
export class Slots {
  readonly #limit: () => number;
  readonly #places: number;
  readonly #queue: Work[] = [];
  #head = 0;
  #taken = 0;

  constructor(limit: () => number, places: number) {
    this.#limit = limit;
    this.#places = places;
  }

  get hasRoom(): boolean {
    return this.#taken < this.#limit() || this.#queue.length - this.#head < this.#places;
  }

  /** False when all slots and places are taken. */
  join(work: Work): boolean {
    if (this.#taken < this.#limit()) {
      this.#taken++;
      work.start();
      return true;
    }
    if (this.#queue.length - this.#head >= this.#places) return false;
    this.#queue.push(work);
    return true;
  }

  /** A call has left its slot. */
  leave(): void {
    this.#taken--;
    if (this.#head === this.#queue.length || this.#taken >= this.#limit()) return;
    const work = this.#queue[this.#head++]!;
    if (this.#head === this.#queue.length) {
      this.#queue.length = 0;
      this.#head = 0;
    }
    this.#taken++;
    work.start();
  }
}
