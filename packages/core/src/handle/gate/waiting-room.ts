import { Heap, type HeapItem } from '../../heap.ts';
import type { Alarm } from '../../timers.ts';
import { Stay } from './stay.ts';

/** A call that stands before a shut gate. */
export interface Newcomer {
  /** Higher goes first. */
  readonly priority: number;
  /** Attempts that the call has already made. */
  readonly attemptsMade: number;
  /** When the call was made, monotonic milliseconds. */
  readonly sinceMs: number;
  /** The call as a whole is given up at this instant; Infinity for never. */
  readonly deadlineMs: number;
  /** The call gives up waiting at this instant. */
  readonly expiry: Pick<Alarm, 'dueMs'>;
}

/** A call that waits for its turn at the gate. */
export interface Waiter extends HeapItem, Newcomer {
  /** Order of arrival of the call; a call that comes back after a failed attempt keeps its place. */
  readonly sequence: number;
  /** Its caller is likely to leave before an answer: all others go first. */
  late: boolean;
  readonly expiry: Alarm;
  /** Its turn has come. */
  admit(nowMs: number): void;
}

class Line extends Heap<Waiter> {
  protected override isBefore(a: Waiter, b: Waiter): boolean {
    return goesBefore(a, b);
  }
}

/** Waiting calls, by priority and then by arrival. It only orders them: the gate decides who goes when. */
export class WaitingRoom {
  readonly stay: Stay = new Stay();
  readonly #heap = new Line();
  /** How many wait by priority, which nearly always is the same for all; undefined while nobody waits. */
  #numbers: Map<number, number> | undefined = undefined;

  get size(): number {
    return this.#heap.size;
  }

  add(waiter: Waiter): void {
    this.#heap.push(waiter);
    this.#count(waiter.priority, 1);
  }

  /** Takes `waiter` out; does nothing when it is not inside. */
  remove(waiter: Waiter): void {
    if (waiter.heapIndex < 0) return;
    this.#heap.remove(waiter);
    if (this.#heap.size === 0) {
      this.#numbers = undefined;
      this.stay.forget();
    } else this.#count(waiter.priority, -1);
  }

  #count(priority: number, change: 1 | -1): void {
    const numbers = (this.#numbers ??= new Map<number, number>());
    const waiting = (numbers.get(priority) ?? 0) + change;
    if (waiting > 0) numbers.set(priority, waiting);
    else numbers.delete(priority);
  }

  /** Who is first in line; undefined when nobody waits. */
  first(): Waiter | undefined {
    return this.#heap.peek();
  }

  /**
   * Who goes next; undefined when nobody waits.
   *
   * @param probing - it is to show whether the target is back. See `#bestForProbe`.
   * @param usualMs - how long an answer takes.
   */
  next(probing: boolean, nowMs: number, usualMs: number): Waiter | undefined {
    if (probing) return this.#bestForProbe(nowMs, usualMs);
    for (;;) {
      const first = this.#heap.peek();
      if (first === undefined || first.late || this.stay.lastStartMs(first.sinceMs, usualMs) >= nowMs) return first;
      this.#heap.remove(first);
      first.late = true;
      this.#heap.push(first);
    }
  }

  /**
   * Who should carry a probe: among the calls of the highest priority, one that has the fewest attempts behind it
   * and time left to see the answer. A probe in the hands of a caller that is about to leave tells nothing, and
   * a first-come room hands every probe to exactly those.
   */
  #bestForProbe(nowMs: number, usualMs: number): Waiter | undefined {
    const { items } = this.#heap;
    let best = items[0];
    let bestStartMs = -Infinity;
    // Only a place further ahead in line could make another one better. Never said where priorities differ.
    let perfect = false;
    const look = (index: number): void => {
      const waiter = items[index];
      // Behind one place in the heap there are only later ones: where a thousand wait, few of them are looked at.
      if (waiter === undefined || (perfect && goesBefore(best as Waiter, waiter))) return;
      const startMs = Math.min(waiter.deadlineMs - 2 * usualMs, this.stay.lastStartMs(waiter.sinceMs, usualMs));
      if (isBetterProbe(waiter, startMs, best as Waiter, bestStartMs, nowMs)) {
        best = waiter;
        bestStartMs = startMs;
        perfect = this.#numbers?.size === 1 && startMs >= nowMs && waiter.attemptsMade === 0;
      }
      look(index * 2 + 1);
      look(index * 2 + 2);
    };
    look(0);
    return best;
  }

  /**
   * How many go before a newcomer, at least. A call that comes back after a failed attempt has the place that it came with,
   * and few of its priority before it. Not counted one by one: every newcomer asks.
   */
  ahead({ priority, attemptsMade }: Pick<Newcomer, 'priority' | 'attemptsMade'>): number {
    let count = 0;
    for (const [other, waiting] of this.#numbers ?? []) {
      if (other > priority || (other === priority && attemptsMade === 0)) count += waiting;
    }
    return count;
  }
}

function goesBefore(a: Waiter, b: Waiter): boolean {
  if (a.late !== b.late) return b.late;
  return a.priority === b.priority ? a.sequence < b.sequence : a.priority > b.priority;
}

function isBetterProbe(a: Waiter, aStartMs: number, b: Waiter, bStartMs: number, nowMs: number): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  const aLasts = aStartMs >= nowMs;
  const bLasts = bStartMs >= nowMs;
  if (aLasts !== bLasts) return aLasts;
  if (!aLasts && aStartMs !== bStartMs) return aStartMs > bStartMs;
  if (a.attemptsMade !== b.attemptsMade) return a.attemptsMade < b.attemptsMade;
  return goesBefore(a, b);
}
