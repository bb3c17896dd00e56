/** Where time comes from. Everything in core that waits or measures asks a `Clock`, so tests and simulators own time. */
export interface Clock {
  /** Monotonic milliseconds. Only differences mean anything; every decision is made on these. */
  now(): number;
  /** Wall-clock milliseconds since the epoch. Labels events and reads HTTP-dates; decides nothing else. */
  wallNow(): number;
  /** Calls `callback` once, `delayMs` from now (0 to 2^31-1), and returns a handle for `clearTimer`. */
  setTimer(callback: () => void, delayMs: number): unknown;
  clearTimer(handle: unknown): void;
  /** Calls `callback` soon, after other pending work had its chance, without waiting for a timer. */
  defer(callback: () => void): void;
  /** Whether a timer may keep the process alive. Optional: only runtimes with such a notion need it. */
  holdProcess?(handle: unknown, hold: boolean): void;
}

/** Uniform in [0, 1), like `Math.random`. */
export type Random = () => number;

// Looking a global up by name costs several times what the call costs, and a call reads the clock twice.
let monotonic: Performance | undefined;

/** The real thing: a monotonic clock and the runtime's own timers. */
export const systemClock: Clock = {
  now: () => (monotonic ??= performance).now(),
  wallNow: () => Date.now(),
  setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimer: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
  defer: (callback) => {
    const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
    // Elsewhere than Node a timer of 0 is the portable way, and its delay is the runtime's own.
    if (setImmediate) setImmediate(callback);
    else setTimeout(callback, 0);
  },
  holdProcess(handle, hold) {
    const timer = handle as { ref?(): void; unref?(): void };
    if (hold) timer.ref?.();
    else timer.unref?.();
  },
};
