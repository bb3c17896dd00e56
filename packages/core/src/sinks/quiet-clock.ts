import type { Clock } from '../clock.ts';

/** A clock whose timers never keep the process alive: what a sink waits for is no reason to stay. */
export function quietClock(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    wallNow: () => clock.wallNow(),
    setTimer(callback, delayMs) {
      const handle = clock.setTimer(callback, delayMs);
      clock.holdProcess?.(handle, false);
      return handle;
    },
    clearTimer: (handle) => clock.clearTimer(handle),
    defer: (callback) => clock.defer(callback),
  };
}
