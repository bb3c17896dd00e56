import type { Clock } from '../clock.ts';

/** A clock that stands still until it is told to go on. */
export interface FakeClock extends Clock {
  /**
   * Goes on by `byMs`, calling every timer that falls due on the way, at its time and in order; pending promises
   * settle in between.
   */
  advance(byMs: number): Promise<void>;
  /** Lets pending promises settle, without time passing. */
  settle(): Promise<void>;
  /** Timers that would keep a process alive. */
  readonly pending: number;
}

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
  held: boolean;
}

/** Turns of the promise queue that are waited for before time goes on: more than any chain in core has. */
const TURNS = 40;

/** @param wallStartMs - what the wall clock says at the start, milliseconds since the epoch. */
export function fakeClock(wallStartMs = 1_800_000_000_000): FakeClock {
  const timers = new Set<Timer>();
  let nowMs = 0;

  async function settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await Promise.resolve();
  }

  function nextUntil(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers)
      if (timer.dueMs <= untilMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
    return next;
  }

  function setTimer(callback: () => void, delayMs: number): Timer {
    const timer: Timer = { dueMs: nowMs + Math.max(0, delayMs), callback, held: true };
    timers.add(timer);
    return timer;
  }

  return {
    now: () => nowMs,
    wallNow: () => wallStartMs + nowMs,
    setTimer,
    clearTimer: (handle) => void timers.delete(handle as Timer),
    defer: (callback) => void Promise.resolve().then(callback),
    holdProcess: (handle, hold) => void ((handle as Timer).held = hold),
    settle,
    async advance(byMs) {
      const untilMs = nowMs + byMs;
      await settle();
      for (let timer = nextUntil(untilMs); timer !== undefined; timer = nextUntil(untilMs)) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.dueMs);
        timer.callback();
        await settle();
      }
      nowMs = untilMs;
    },
    get pending() {
      return [...timers].filter(({ held }) => held).length;
    },
  };
}
