// Bound here, before anybody replaces the global one by one that goes by virtual time.
import { setImmediate } from 'node:timers';
import type { Clock } from '@breakwater/core';
import { EventQueue, type Happening } from './event-queue.ts';
import { settlePromises } from './settle-promises.ts';

/** 2027-01-15T08:00:00Z: what the wall clock says when virtual time begins. */
const WALL_START_MS = 1_800_000_000_000;
/** Events between two turns of the real event loop, so that the process around a simulation stays alive. */
const EVENTS_PER_TURN = 50_000;
const SETTLED = Promise.resolve();

/**
 * Time that goes from one event to the next. Everything that waits in a simulation waits here; promises settle
 * between two events, all of them, before time goes on.
 */
export class VirtualTime {
  nowMs = 0;
  /** Events so far. */
  events = 0;
  readonly #queue = new EventQueue();
  readonly #settle: (() => void) | undefined;
  #stirred = false;
  #stopped = false;

  /** @param options.settle - settles all promises, and returns; undefined where the runtime cannot. */
  constructor({ settle }: { readonly settle: (() => void) | undefined } = { settle: settlePromises }) {
    this.#settle = settle;
  }

  get wallNowMs(): number {
    return WALL_START_MS + this.nowMs;
  }

  at(atMs: number, happening: Happening): void {
    this.#queue.add(atMs, happening);
  }

  /** Says that the present event is none after all: what it was for had been called off. */
  uncount(): void {
    this.events--;
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
   * @throws Error when nothing is left to happen before `stop`: somebody waits for what will never come.
   */
  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      let untilEvents = EVENTS_PER_TURN;
      const goOn = (): void => {
        try {
          this.#runUntil(untilEvents);
          if (this.#stopped) resolve();
          else if (this.events < untilEvents) this.#whenDry(goOn);
          else {
            untilEvents += EVENTS_PER_TURN;
            setImmediate(goOn);
          }
        } catch (error) {
          reject(error);
        }
      };
      // From an immediate, since promises cannot be settled from within the callback of one.
      setImmediate(goOn);
    });
  }

  /** Goes on until there were so many events, or until promises have to settle and cannot be made to. */
  #runUntil(events: number): void {
    const settle = this.#settle;
    const queue = this.#queue;
    this.#stirred = false;
    while (this.events < events && !this.#stopped) {
      if (queue.size === 0) throw new Error('Virtual time stands still: nothing is left to happen');
      this.nowMs = queue.firstAtMs;
      this.events++;
      queue.take().happen();
      if (!this.#stirred) continue;
      if (settle === undefined) return;
      this.#stirred = false;
      settle();
    }
  }

  /**
   * A tick that is asked for by a promise's callback runs when the promise queue has run dry, however long its chains
   * are: no counting of turns, and no trip round the event loop. (A tick that is asked for by a tick would run before
   * any promise.)
   */
  #whenDry(goOn: () => void): void {
    void SETTLED.then(() => process.nextTick(goOn));
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
    if (callback === undefined) return this.#time.uncount();
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
