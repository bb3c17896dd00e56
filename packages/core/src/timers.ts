import type { Clock } from './clock.ts';
import { Heap, type HeapItem } from './heap.ts';

/** Something that is called back at a point in time. */
export interface Alarm extends HeapItem {
  /** Monotonic milliseconds. */
  dueMs: number;
  onDue(nowMs: number): void;
}

class Alarms extends Heap<Alarm> {
  protected override isBefore(a: Alarm, b: Alarm): boolean {
    return a.dueMs < b.dueMs;
  }
}

/** The longest delay that runtimes take; longer ones are chained. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * Every wait and limit of one breakwater, on a single timer of the clock.
 *
 * A timer per call costs more than all the rest of a call together. Here a call that ends before its limit
 * leaves the clock alone: the one timer stays armed for the earliest alarm it ever saw, and finds out when it
 * fires that there is nothing to do. It holds the process only while somebody waits.
 */
export class Timers {
  readonly #clock: Clock;
  readonly #alarms = new Alarms();
  #handle: unknown;
  #armedForMs = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Monotonic milliseconds. */
  now(): number {
    return this.#clock.now();
  }

  /** Sets `alarm` off at `dueMs`, in place of any earlier time it was set to. `Infinity` is never. */
  set(alarm: Alarm, dueMs: number): void {
    if (dueMs === Infinity) {
      this.cancel(alarm);
      return;
    }
    if (alarm.dueMs === dueMs && alarm.heapIndex >= 0) return;
    this.#alarms.remove(alarm);
    alarm.dueMs = dueMs;
    this.#alarms.push(alarm);
    if (dueMs < this.#armedForMs) this.#arm(dueMs, this.#clock.now());
    else if (this.#alarms.size === 1) this.#hold(true);
  }

  cancel(alarm: Alarm): void {
    if (alarm.heapIndex < 0) return;
    this.#alarms.remove(alarm);
    if (this.#alarms.size === 0) this.#hold(false);
  }

  #hold(hold: boolean): void {
    this.#clock.holdProcess?.(this.#handle, hold);
  }

  #arm(dueMs: number, nowMs: number): void {
    if (this.#armedForMs !== Infinity) this.#clock.clearTimer(this.#handle);
    this.#armedForMs = dueMs;
    const delayMs = Math.min(Math.max(Math.ceil(dueMs - nowMs), 0), LONGEST_DELAY_MS);
    this.#handle = this.#clock.setTimer(this.#fire, delayMs);
  }

  readonly #fire = (): void => {
    this.#armedForMs = Infinity;
    const nowMs = this.#clock.now();
    for (let alarm = this.#alarms.peek(); alarm !== undefined && alarm.dueMs <= nowMs; alarm = this.#alarms.peek()) {
      this.#alarms.remove(alarm);
      alarm.onDue(nowMs);
    }
    const next = this.#alarms.peek();
    // An alarm's callback may have armed the timer already.
    if (next !== undefined && next.dueMs < this.#armedForMs) this.#arm(next.dueMs, nowMs);
  };
}
