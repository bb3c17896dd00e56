import { Heap, type HeapItem } from '../../heap.ts';
import type { Alarm } from '../../timers.ts';

/** A call that stands before a shut gate. */
export interface Newcomer {
  /** Higher goes first. */
  readonly priority: number;
  /** The call gives up waiting at this instant. */
  readonly expiry: Pick<Alarm, 'dueMs'>;
}

/** A call that waits for its turn at the gate. */
export interface Waiter extends HeapItem, Newcomer {
  /** Order of arrival of the call; a call that comes back after a failed attempt keeps its place. */
  readonly sequence: number;
  /** Attempts that the call has already made. */
  readonly attemptsMade: number;
  /** The call as a whole is given up at this instant; Infinity for never. */
  readonly deadlineMs: number;
  readonly expiry: Alarm;
  /** Its turn has come. */
  admit(nowMs: number): void;
}

/** Waiting calls, by priority and then by arrival. It only orders them: the gate decides who goes when. */
export class WaitingRoom {
  readonly #heap = new Heap<Waiter>(goesBefore);

  get size(): number {
    return this.#heap.size;
  }

  add(waiter: Waiter): void {
    this.#heap.push(waiter);
  }

  remove(waiter: Waiter): void {
    this.#heap.remove(waiter);
  }

  /** Who goes next; undefined when nobody waits. */
  first(): Waiter | undefined {
    return this.#heap.peek();
  }

  /**
   * Who should carry a probe: among the calls of the highest priority, one that has the fewest attempts behind it
   * and time left to see the answer. A probe in the hands of a caller that is about to leave tells nothing, and
   * a first-come room hands every probe to exactly those.
   */
  bestForProbe(nowMs: number, usualMs: number): Waiter | undefined {
    let best = this.#heap.peek();
    for (const waiter of this.#heap.items)
      if (best === undefined || isBetterProbe(waiter, best, nowMs + 2 * usualMs)) best = waiter;
    return best;
  }

  /** How many go before a newcomer of this priority. */
  ahead(priority: number): number {
    if (this.#heap.size === 0) return 0;
    let count = 0;
    for (const waiter of this.#heap.items) if (waiter.priority >= priority) count++;
    return count;
  }
}

function goesBefore(a: Waiter, b: Waiter): boolean {
  return a.priority === b.priority ? a.sequence < b.sequence : a.priority > b.priority;
}

function isBetterProbe(a: Waiter, b: Waiter, neededUntilMs: number): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  const aLasts = a.expiry.dueMs >= neededUntilMs;
  const bLasts = b.expiry.dueMs >= neededUntilMs;
  if (aLasts !== bLasts) return aLasts;
  if (!aLasts && a.expiry.dueMs !== b.expiry.dueMs) return a.expiry.dueMs > b.expiry.dueMs;
  if (a.attemptsMade !== b.attemptsMade) return a.attemptsMade < b.attemptsMade;
  return goesBefore(a, b);
}
