import type { Clock } from '../clock.ts';

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  /** Moves time on and calls the timers that fall due, in their order. */
  advance(lengthMs: number): void;
  /** Timers that wait. */
  readonly timers: number;
  /** Resolves once this many timers wait: how a test knows that the server has begun a pause. */
  whenWaiting(timers: number): Promise<void>;
}

/** @param wallStartMs - what the wall clock shows at first. */
export function fakeClock(wallStartMs = 1_750_000_000_000): FakeClock {
  let nowMs = 0;
  let waiting: { readonly dueMs: number; readonly callback: () => void }[] = [];
  let watchers: { readonly timers: number; readonly resolve: () => void }[] = [];
  return {
    now: () => nowMs,
    wallNow: () => wallStartMs + nowMs,
    setTimer(callback, delayMs) {
      const timer = { dueMs: nowMs + delayMs, callback };
      waiting.push(timer);
      for (const { resolve } of watchers.filter(({ timers }) => waiting.length >= timers)) resolve();
      watchers = watchers.filter(({ timers }) => waiting.length < timers);
      return timer;
    },
    clearTimer(handle) {
      waiting = waiting.filter((timer) => timer !== handle);
    },
    get timers() {
      return waiting.length;
    },
    whenWaiting: (timers) =>
      waiting.length >= timers ? Promise.resolve() : new Promise((resolve) => watchers.push({ timers, resolve })),
    advance(lengthMs) {
      const untilMs = nowMs + lengthMs;
      for (;;) {
        const due = waiting
          .filter(({ dueMs }) => dueMs <= untilMs)
          .toSorted((left, right) => left.dueMs - right.dueMs)[0];
        if (!due) break;
        nowMs = Math.max(nowMs, due.dueMs);
        waiting = waiting.filter((timer) => timer !== due);
        due.callback();
      }
      nowMs = untilMs;
    },
  };
}
