// Bound here, before anybody replaces the global one by one that goes by virtual time.
import { setImmediate } from 'node:timers';
import type { Clock } from '@breakwater/core';
import { EventQueue, type Happening } from './event-queue.ts';

/** 2027-01-15T08:00:00Z: what the wall clock says when virtual time begins. */
const WALL_START_MS = 1_800_000_000_000;
/** Steps between two turns of the real event loop, so that the process around a simulation stays alive. */
const STEPS_PER_TURN = 50_000;

/**
 * Time that goes from one event to the next. Everything that waits in a simulation waits here; promises settle
 * between two events, all of them, before time goes on.
 */
export class VirtualTime {
  nowMs = 0;
  /** Events so far. */
  events = 0;
  readonly #queue = new EventQueue();
  #stirred = false;
  #stopped = false;

  get wallNowMs(): number {
    return WALL_START_MS + this.nowMs;
  }

  at(atMs: number, happening: Happening): void {
    this.#queue.add(atMs, happening);
  }

  /** Says that promises may be about to settle: no event happens before they have. */
  stir(): void {
    this.#stirred = true;
  }

  /** Ends `run` after the present event. */
  stop(): void {
    this.#stopped = true;
  }

  /**
   * Goes from event to event until `stop`.
   *
   * A tick that is asked for by a promise's callback runs when the promise queue has run dry, however long its chains
   * are. So time goes on in such a tick after each event that may have settled a promise: no counting of turns, and
   * no trip round the event loop. (A tick that is asked for by a tick would run before any promise.)
   * @throws Error when nothing is left to happen before `stop`: somebody waits for what will never come.
   */
  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      let steps = 0;
      const settled = Promise.resolve();
      const goOnWhenDry = (): void => process.nextTick(step);
      const step = (): void => {
        try {
          for (;;) {
            if (this.#stopped) return resolve();
            if (this.#queue.size === 0) throw new Error('Virtual time stands still: nothing is left to happen');
            this.nowMs = this.#queue.firstAtMs;
            this.events++;
            this.#queue.take().happen();
            if (++steps % STEPS_PER_TURN === 0) {
              this.#stirred = false;
              return void setImmediate(step);
            }
            if (this.#stirred) break;
          }
          this.#stirred = false;
          void settled.then(goOnWhenDry);
        } catch (error) {
          reject(error);
        }
      };
      step();
    });
  }
}

class Timer implements Happening {
  #callback: (() => void) | undefined;
  readonly #time: VirtualTime;

  constructor(callback: () => void, time: VirtualTime) {
    this.#callback = callback;
    this.#time = time;
  }

  happen(): void {
    const callback = this.#callback;
    if (callback === undefined) return;
    this.#time.stir();
    callback();
  }

  cancel(): void {
    this.#callback = undefined;
  }
}

/** The clock of a simulation: what a breakwater is given, and what other code is put on. */
export function virtualClock(time: VirtualTime): Clock {
  const setTimer = (callback: () => void, delayMs: number): Timer => {
    const timer = new Timer(callback, time);
    time.at(time.nowMs + Math.max(0, delayMs), timer);
    return timer;
  };
  return {
    now: () => time.nowMs,
    wallNow: () => time.wallNowMs,
    setTimer,
    clearTimer: (timer) => (timer as Timer | undefined)?.cancel(),
    defer: (callback) => void setTimer(callback, 0),
  };
}
